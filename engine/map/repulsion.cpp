#include "map/repulsion.h"

#include "core/parallel.h"
#include "map/kernels.h"

namespace selfsight::map {

namespace {
// So far away that its weight vanishes, near enough that its square is finite.
constexpr float kFar = 1e18f;
}  // namespace

Repulsion::Repulsion(std::int64_t count) : count_(count) {
    const auto padded = static_cast<std::size_t>((count + 15) / 16 * 16);
    x_.assign(padded, kFar);
    y_.assign(padded, kFar);
    z_.resize(static_cast<std::size_t>(count));
}

double Repulsion::compute(const float* points, float* force) {
    for (std::int64_t i = 0; i < count_; ++i) {
        x_[i] = points[2 * i];
        y_[i] = points[2 * i + 1];
    }
    parallelFor(count_, 16, [&](std::int64_t begin, std::int64_t end, int) {
        kernels().repulsion(x_.data(), y_.data(), static_cast<std::int64_t>(x_.size()), begin, end, force,
                            z_.data());
    });
    double total = 0;
    for (const double z : z_) total += z;
    return total;
}

}  // namespace selfsight::map
