// Fused optimisers. torch's C++ classes run one small kernel a tensor and operation; these run one a group.
#pragma once

#include "nn/step_number.h"

#include <cstdint>
#include <string>
#include <torch/types.h>
#include <utility>
#include <vector>

namespace selfsight::nn {

using NamedTensor = std::pair<std::string, torch::Tensor>;

struct OptimiserOptions {
    std::string kind =
        "adamw";             // "adamw" (Loshchilov & Hutter 2019), "sgd" (Nesterov), "lars" (You et al. 2017)
    double weightDecay = 0;  // decoupled for adamw, in the gradient for sgd and lars
    bool decayNorms =
        true;  // decay biases and norms as well (PyTorch's default); LARS leaves them unscaled when false
    double momentum = 0.9;  // sgd, lars
    double beta1 = 0.9;     // adamw
    double beta2 = 0.999;
    double epsilon = 1e-8;
    double clip = 0;  // largest global gradient norm; 0: no limit
};

// Parameters and what is special about them.
struct ParameterGroup {
    std::vector<NamedTensor> parameters;
    bool fixedRate =
        false;  // stays at the peak rate while the schedule moves the others (SimSiam's predictor)
};

class Optimiser {
  public:
    Optimiser(std::vector<ParameterGroup> groups, const OptimiserOptions& options);

    void zeroGrad();
    // The rates of the next update: the scheduled one, and `peakRate` for groups of fixedRate.
    void setRates(double rate, double peakRate);
    // One update with them. A parameter without a gradient counts as having the gradient 0.
    void step();
    // Keeps the rates on the device (StepNumber), so that an update can be recorded and repeated.
    void keepRatesOn(torch::Device device);

    // Moments and the step count, named "<parameter>.exp_avg" and so on. The tensors are live: copy them to
    // keep them.
    std::vector<NamedTensor> state() const;
    // Copies values of the same names back. Throws RuntimeError(Input) naming `source` when one is missing or
    // of another shape.
    void load(const std::vector<NamedTensor>& state, const std::string& source);

  private:
    struct Bucket {
        std::vector<std::string> names;
        std::vector<torch::Tensor> parameters, first, second, steps;
        bool decay = true;
        bool fixedRate = false;
    };
    // Rate is double or torch::Tensor.
    template <typename Rate>
    void stepAdamW(Bucket& bucket, const Rate& rate);
    template <typename Rate>
    void stepSgd(Bucket& bucket, const Rate& rate);
    template <typename Rate>
    void stepLars(Bucket& bucket, const Rate& rate);
    void clipGradients();

    OptimiserOptions options_;
    std::vector<Bucket> buckets_;
    StepNumber rate_, peakRate_;
};

}  // namespace selfsight::nn
