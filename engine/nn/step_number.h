// A number that changes from step to step: a learning rate, the coefficient of a moving average.
#pragma once

#include <torch/types.h>
#include <torch/utils.h>

namespace selfsight::nn {

// Handed to a kernel by value, a number becomes part of a recorded step (jobs/recorded_step.h) and stays what
// it was when the step was recorded. Kept on the device, every launch reads what was set last.
class StepNumber {
  public:
    explicit StepNumber(double value = 0) : value_(value) {}

    // From now on a float32 tensor [] on `device`.
    void keepOn(torch::Device device) {
        tensor_ = torch::full({}, value_, torch::dtype(torch::kFloat32).device(device));
    }
    bool onDevice() const { return tensor_.defined(); }

    void set(double value) {
        value_ = value;
        torch::NoGradGuard guard;
        if (onDevice()) tensor_.fill_(value);
    }

    // Calls use(double) or, once the number is kept on the device, use(torch::Tensor).
    template <typename Use>
    void with(const Use& use) const {
        if (onDevice())
            use(tensor_);
        else
            use(value_);
    }

  private:
    double value_;
    torch::Tensor tensor_;
};

}  // namespace selfsight::nn
