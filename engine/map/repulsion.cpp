#include "map/repulsion.h"

#include "core/parallel.h"
#include "map/kernels.h"

#include <algorithm>
#include <cmath>

namespace selfsight::map {

namespace {

// So far away that its weight vanishes, near enough that its square is finite.
constexpr float kFar = 1e18f;

// Cycles of one thread, about: of the exact sum, and of the grid (its transforms, and spreading and reading
// the points).
double exactCost(double n) {
    return 0.7 * n * n;
}
double gridCost(double n, double length) {
    return 0.55 * length * length * std::log2(length) + 280 * n;
}

double span(const float* points, std::int64_t n) {
    float low[2] = {points[0], points[1]}, high[2] = {points[0], points[1]};
    for (std::int64_t i = 1; i < n; ++i)
        for (int c = 0; c < 2; ++c) {
            low[c] = std::min(low[c], points[2 * i + c]);
            high[c] = std::max(high[c], points[2 * i + c]);
        }
    return std::max(high[0] - low[0], high[1] - low[1]);
}

}  // namespace

Repulsion::Repulsion(std::int64_t count) : count_(count), grid_(count) {}

double Repulsion::compute(const float* points, float* force, const std::stop_token& stop) {
    if (count_ == 0) return 0;
    const auto n = static_cast<double>(count_);
    const std::int64_t length = GridRepulsion::geometry(span(points, count_)).length;
    if (gridCost(n, static_cast<double>(length)) < exactCost(n)) return grid_.compute(points, force, stop);
    return exact(points, force, stop);
}

double Repulsion::exact(const float* points, float* force, const std::stop_token& stop) {
    x_.assign(static_cast<std::size_t>((count_ + 15) / 16 * 16), kFar);
    y_.assign(x_.size(), kFar);
    z_.resize(static_cast<std::size_t>(count_));
    for (std::int64_t i = 0; i < count_; ++i) {
        x_[i] = points[2 * i];
        y_[i] = points[2 * i + 1];
    }
    parallelFor(count_, 16, [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t from = begin; from < end && !stop.stop_requested(); from += 256)
            kernels().repulsion(x_.data(), y_.data(), x_.data(), y_.data(),
                                static_cast<std::int64_t>(x_.size()), from, std::min(end, from + 256), force,
                                z_.data());
    });
    double total = 0;
    for (const double z : z_) total += z - 1;  // the point itself, at distance 0, has w = 1
    return total;
}

}  // namespace selfsight::map
