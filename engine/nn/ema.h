// The target network's exponential moving average (Grill et al. 2020, eq. 1 of section 3.1).
#pragma once

#include "nn/step_number.h"

#include <torch/nn/module.h>
#include <torch/types.h>
#include <vector>

namespace selfsight::nn {

// Keeps pairs (target, source) of tensors and moves the targets: target ← decay · target + (1 − decay) ·
// source.
class MovingAverage {
  public:
    MovingAverage() = default;
    // The parameters of two modules of the same structure, in order. The target's stop needing gradients.
    // Throws LogicError when the two differ in names or shapes.
    MovingAverage(torch::nn::Module& target, const torch::nn::Module& source);

    // Copies parameters and buffers: the start of training.
    void copy();
    // `share` is 1 − decay, in [0, 1].
    void update(const StepNumber& share);

  private:
    std::vector<torch::Tensor> targets_, sources_, targetBuffers_, sourceBuffers_;
};

}  // namespace selfsight::nn
