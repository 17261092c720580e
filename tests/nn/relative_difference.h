// How far a tensor is from another.
#pragma once

#include <torch/types.h>

namespace selfsight::test {

// ‖a − b‖ / ‖b‖, of any two types; of b = 0 it is large unless a is 0 too.
inline double relativeDifference(const torch::Tensor& a, const torch::Tensor& b) {
    const auto x = a.to(torch::kFloat64), y = b.to(torch::kFloat64);
    return (x - y).norm().item<double>() / (1e-12 + y.norm().item<double>());
}

}  // namespace selfsight::test
