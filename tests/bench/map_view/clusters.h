// A hundred Gaussian clusters of different widths, as a t-SNE map of CIFAR-100 has them.
#pragma once

#include "core/matrix.h"
#include "core/random.h"

#include <array>
#include <vector>

namespace selfsight::bench {

inline Matrix clusters(std::int64_t n, std::uint64_t seed) {
    RandomStream random(seed, "bench");
    std::vector<std::array<double, 3>> centres(100);
    for (auto& c : centres) c = {random.uniform(-60, 60), random.uniform(-60, 60), random.uniform(1.5, 6)};
    Matrix points(n, 2);
    for (std::int64_t i = 0; i < n; ++i) {
        const auto& c = centres[static_cast<std::size_t>(i % 100)];
        points.at(i, 0) = static_cast<float>(c[0] + c[2] * random.normal());
        points.at(i, 1) = static_cast<float>(c[1] + c[2] * random.normal());
    }
    return points;
}

}  // namespace selfsight::bench
