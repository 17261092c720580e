// The repulsive half of the t-SNE gradient.
#pragma once

#include "map/grid_repulsion.h"

#include <cstdint>
#include <stop_token>
#include <vector>

namespace selfsight::map {

// Computes, for interleaved points y [n, 2] and w = 1 / (1 + |yᵢ − yⱼ|²), force[i] = Σⱼ w² (yᵢ − yⱼ) and
// returns Z = Σ_{i≠j} w: exactly, or on a grid where that needs fewer operations. Results do not depend on
// the number of threads.
class Repulsion {
  public:
    explicit Repulsion(std::int64_t count);

    // With a token that is signalled the result means nothing.
    double compute(const float* points, float* force, const std::stop_token& stop = {});
    double exact(const float* points, float* force, const std::stop_token& stop = {});

  private:
    std::int64_t count_;
    std::vector<float> x_, y_;
    std::vector<double> z_;
    GridRepulsion grid_;
};

}  // namespace selfsight::map
