#include "map/repulsion_tensors.h"

#include "map/grid_repulsion.h"

#include <algorithm>
#include <array>
#include <vector>

namespace selfsight::map {

namespace {

using torch::Tensor;
using torch::indexing::Slice;

constexpr std::int64_t order = GridRepulsion::splineOrder;
constexpr std::int64_t blockValues = std::int64_t{1} << 24;  // pairs that the exact sum holds at a time

using Pieces = std::array<std::array<double, order>, order>;  // [piece][power of the fraction]

// The polynomials of the cardinal B-spline: piece j is Mₘ(f + j), by Mₘ(x) = (x Mₘ₋₁(x) + (m − x) Mₘ₋₁(x −
// 1)) / (m − 1).
Pieces spline(std::int64_t m) {
    Pieces pieces{};
    if (m == 1) {
        pieces[0][0] = 1;
        return pieces;
    }
    const Pieces lower = spline(m - 1);
    for (std::int64_t j = 0; j < m; ++j) {
        for (std::int64_t p = 0; p < m - 1; ++p) {
            const auto at = static_cast<std::size_t>(j), power = static_cast<std::size_t>(p);
            const double here = j < m - 1 ? lower[at][power] : 0, before = j > 0 ? lower[at - 1][power] : 0;
            const double scale = 1 / static_cast<double>(m - 1);
            pieces[at][power] +=
                scale * (static_cast<double>(j) * here + static_cast<double>(m - j) * before);
            pieces[at][power + 1] += scale * (here - before);
        }
    }
    return pieces;
}

// [powers, nodes]: a point that is f past its cell gives node k the value Mₘ(f + m − 1 − k); or the
// derivative of that.
Tensor splineMatrix(bool derivative, const torch::Device& device) {
    const Pieces pieces = spline(order);
    Tensor matrix = torch::zeros({order, order}, torch::kDouble);
    auto values = matrix.accessor<double, 2>();
    for (std::int64_t k = 0; k < order; ++k) {
        const auto& piece = pieces[static_cast<std::size_t>(order - 1 - k)];
        for (std::int64_t p = 0; p < order; ++p) {
            if (!derivative)
                values[p][k] = piece[static_cast<std::size_t>(p)];
            else if (p + 1 < order)
                values[p][k] = static_cast<double>(p + 1) * piece[static_cast<std::size_t>(p + 1)];
        }
    }
    return matrix.to(device);
}

}  // namespace

TensorRepulsion::Result TensorRepulsion::compute(const Tensor& y) {
    return y.size(0) <= exactUpTo_ ? exact(y) : onGrid(y);
}

TensorRepulsion::Result TensorRepulsion::exact(const Tensor& y) const {
    const std::int64_t n = y.size(0),
                       rows = std::clamp<std::int64_t>(blockValues / std::max<std::int64_t>(n, 1), 1, n);
    Result result{torch::empty_like(y), torch::zeros({}, y.options().dtype(torch::kDouble))};
    const Tensor x0 = y.select(1, 0), x1 = y.select(1, 1);
    for (std::int64_t from = 0; from < n; from += rows) {
        const std::int64_t to = std::min(n, from + rows);
        const Tensor d0 = x0.slice(0, from, to).unsqueeze(1) - x0,
                     d1 = x1.slice(0, from, to).unsqueeze(1) - x1;
        Tensor w = d0.square().addcmul_(d1, d1).add_(1).reciprocal_();
        // Each point's own w is 1.
        result.z += w.sum(1).to(torch::kDouble).sum() - static_cast<double>(to - from);
        w.square_();
        result.force.select(1, 0).slice(0, from, to).copy_((w * d0).sum(1));
        result.force.select(1, 1).slice(0, from, to).copy_((w * d1).sum(1));
    }
    return result;
}

// As GridRepulsion::makeTables, whose remarks hold here.
void TensorRepulsion::makeTable(std::int64_t length, double spacing, const torch::Device& device) {
    if (length == length_ && spacing == spacing_ && table_.defined() && table_.device() == device) return;
    values_ = splineMatrix(false, device);
    slopes_ = splineMatrix(true, device);
    const auto real = torch::dtype(torch::kDouble).device(device);
    const std::int64_t half = length / 2 + 1;
    const Tensor steps = torch::arange(length, real);
    const Tensor square = torch::minimum(steps, static_cast<double>(length) - steps).mul_(spacing).square_();
    const Tensor w = (square.unsqueeze(1) + square + 1).reciprocal_();
    total_ = w.sum().item<double>();
    const double farthest = spacing * static_cast<double>(half - 1);
    std::vector<double> undo(static_cast<std::size_t>(length));
    for (std::int64_t k = 0; k < length; ++k)
        undo[static_cast<std::size_t>(k)] = GridRepulsion::deconvolution(k, length);
    const Tensor factor = torch::tensor(undo, torch::kDouble).to(device);
    table_ = torch::real(torch::fft_rfft2(w - 1 / (1 + 2 * farthest * farthest))) * factor.unsqueeze(1) *
             factor.slice(0, 0, half);
    table_ = table_.to(torch::kFloat);
    weight_ = torch::full({half}, 2.0, real);
    weight_[0] = 1;
    if (length % 2 == 0) weight_[half - 1] = 1;
    length_ = length;
    spacing_ = spacing;
}

TensorRepulsion::Result TensorRepulsion::onGrid(const Tensor& y) {
    const std::int64_t n = y.size(0);
    const Tensor low = std::get<0>(y.min(0)), high = std::get<0>(y.max(0));
    const double span = std::max((high - low).max().item<double>(), 1e-6);
    const auto [length, nodes, spacing] = GridRepulsion::geometry(span);
    makeTable(length, spacing, y.device());

    const Tensor position = (y - low).to(torch::kDouble) / spacing;
    const Tensor cell = position.floor().clamp_max(static_cast<double>(nodes - order));
    const Tensor fraction = (position - cell).unsqueeze(2);
    const Tensor powers = fraction.pow(torch::arange(order, y.options().dtype(torch::kDouble)));
    const Tensor values = powers.matmul(values_).to(torch::kFloat);  // [n, 2, order]
    const Tensor slopes = powers.matmul(slopes_).to(torch::kFloat);
    const Tensor across = torch::arange(order, y.options().dtype(torch::kLong));
    const Tensor corner = cell.to(torch::kLong);
    const Tensor index = ((corner.select(1, 1).unsqueeze(1) + across).unsqueeze(2) * nodes +
                          (corner.select(1, 0).unsqueeze(1) + across).unsqueeze(1))
                             .reshape({-1});
    const auto product = [&](const Tensor& along0, const Tensor& along1) {
        return along1.select(1, 1).unsqueeze(2) *
               along0.select(1, 0).unsqueeze(1);  // [n, order (y), order (x)]
    };

    // Accumulation by sorted indices, so that the sums have one order on every device.
    Tensor density = torch::zeros({nodes * nodes}, y.options());
    density.index_put_({index}, product(values, values).reshape({-1}), true);
    const std::vector<std::int64_t> both{length, length};
    Tensor spectrum = torch::fft_rfft2(density.view({nodes, nodes}), both);
    const double area = static_cast<double>(length) * static_cast<double>(length);
    const Tensor power = torch::view_as_real(spectrum).square().sum(2).mul_(table_).to(torch::kDouble);
    // The first entry of the spectrum is the number of points; what w has in common counts there alone.
    const double count = static_cast<double>(n);
    const Tensor rest = (power.sum(0) * weight_).sum() - power[0][0];
    Result result;
    result.z = (rest + count * count * total_) / area - count;
    spectrum.mul_(table_);
    spectrum[0][0] = 0;
    const Tensor field =
        torch::fft_irfft2(spectrum, both).index({Slice(0, nodes), Slice(0, nodes)}).reshape({-1});
    const Tensor read = field.index_select(0, index).view({n, order, order});
    const Tensor f0 = (read * product(slopes, values)).sum({1, 2}),
                 f1 = (read * product(values, slopes)).sum({1, 2});
    result.force = torch::stack({f0, f1}, 1).mul_(-0.5 / spacing);
    return result;
}

}  // namespace selfsight::map
