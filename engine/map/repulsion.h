// The repulsive half of the t-SNE gradient.
#pragma once

#include <cstdint>
#include <vector>

namespace selfsight::map {

// Computes, for interleaved points y [n, 2] and w = 1 / (1 + |yᵢ − yⱼ|²), force[i] = Σⱼ w² (yᵢ − yⱼ) and
// returns Z = Σ_{i≠j} w. Results do not depend on the number of threads.
class Repulsion {
  public:
    explicit Repulsion(std::int64_t count);
    double compute(const float* points, float* force);

  private:
    std::int64_t count_;
    std::vector<float> x_, y_;
    std::vector<double> z_;
};

}  // namespace selfsight::map
