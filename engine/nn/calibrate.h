// Batch-norm statistics of a network that was never trained.
#pragma once

#include <cstdint>
#include <functional>
#include <torch/nn/module.h>
#include <torch/types.h>

namespace selfsight::nn {

// Sets every running mean and variance of `module` to the plain average over `count` batches, each passed
// through in training mode by `forward(i)`. Leaves the module in evaluation mode.
void calibrateNorms(torch::nn::Module& module, std::int64_t count,
                    const std::function<void(std::int64_t)>& forward);

}  // namespace selfsight::nn
