#include "neighbours/reduce.h"

#include "core/control.h"
#include "core/parallel.h"
#include "core/random.h"
#include "neighbours/distance.h"
#include "neighbours/product.h"

#include <algorithm>
#include <cmath>

namespace selfsight::neighbours {

namespace {

constexpr std::int64_t sampledRows = 8192;
constexpr std::int64_t spareDirections = 16;
constexpr int iterations = 5;

// Gram and Schmidt, twice, of the rows; a row that is no new direction becomes zero.
void orthonormalise(Matrix& rows) {
    std::vector<double> v(static_cast<std::size_t>(rows.cols));
    for (std::int64_t i = 0; i < rows.rows; ++i) {
        const auto row = rows.row(i);
        const double before = std::sqrt(dotProduct(row.data(), row.data(), rows.cols));
        for (int pass = 0; pass < 2; ++pass) {
            v.assign(row.begin(), row.end());
            for (std::int64_t other = 0; other < i; ++other) {
                const auto earlier = rows.row(other);
                const double share = dotProduct(earlier.data(), row.data(), rows.cols);
                for (std::size_t j = 0; j < v.size(); ++j) v[j] -= share * earlier[j];
            }
            std::copy(v.begin(), v.end(), row.begin());
        }
        const double after = std::sqrt(dotProduct(row.data(), row.data(), rows.cols));
        const double scale = after > 1e-6 * before ? 1 / after : 0;
        for (float& x : row) x = static_cast<float>(scale * x);
    }
}

}  // namespace

Reduced reduce(MatrixView rows, std::int64_t directions, std::uint64_t seed, const std::stop_token& stop) {
    const std::int64_t d = rows.cols;
    // Rows at even distances, so that an order by class does no harm.
    const std::int64_t count = std::min(rows.rows, sampledRows);
    Matrix sample(count, d);
    for (std::int64_t i = 0; i < count; ++i)
        std::ranges::copy(rows.row(i * rows.rows / count), sample.row(i).begin());
    const Matrix products = gram(sample);
    throwIfCancelled(stop);

    RandomStream random(seed, "neighbours reduce");
    Matrix basis(std::min(d, directions + spareDirections), d);
    for (float& v : basis.values) v = static_cast<float>(random.normal());
    const PackedMatrix packedProducts = PackedMatrix::fromColumns(products);
    for (int iteration = 0; iteration < iterations; ++iteration) {
        orthonormalise(basis);
        throwIfCancelled(stop);
        Matrix next(basis.rows, d);
        multiply(basis, packedProducts, next.values.data(), d);
        basis = std::move(next);
    }
    // The columns come in the order of their variance because each sees what the ones before it left.
    orthonormalise(basis);
    Matrix first(directions, d);
    std::copy_n(basis.values.begin(), first.values.size(), first.values.begin());

    Reduced result{Matrix(rows.rows, directions), std::vector<float>(static_cast<std::size_t>(rows.rows))};
    const PackedMatrix packed = PackedMatrix::fromRows(first);
    const std::int64_t width = packed.panels() * panelWidth;
    constexpr std::int64_t atOnce = 96;
    parallelFor((rows.rows + atOnce - 1) / atOnce, 1, [&](std::int64_t begin, std::int64_t end, int) {
        std::vector<float> tile(static_cast<std::size_t>(atOnce * width));
        for (std::int64_t block = begin; block < end; ++block) {
            if (stop.stop_requested()) return;
            const std::int64_t from = block * atOnce, here = std::min(atOnce, rows.rows - from);
            multiplyPanels({rows.row(from).data(), here, d}, packed, 0, packed.panels(), tile.data(), width);
            for (std::int64_t i = 0; i < here; ++i) {
                const auto row = result.values.row(from + i);
                std::copy_n(tile.data() + i * width, directions, row.begin());
                const float* whole = rows.row(from + i).data();
                result.rest[static_cast<std::size_t>(from + i)] = static_cast<float>(std::max(
                    0.0, dotProduct(whole, whole, d) - dotProduct(row.data(), row.data(), directions)));
            }
        }
    });
    throwIfCancelled(stop);
    return result;
}

}  // namespace selfsight::neighbours
