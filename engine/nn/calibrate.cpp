#include "nn/calibrate.h"

#include <optional>
#include <torch/nn/modules/batchnorm.h>
#include <torch/utils.h>
#include <vector>

namespace selfsight::nn {

void calibrateNorms(torch::nn::Module& module, std::int64_t count,
                    const std::function<void(std::int64_t)>& forward) {
    torch::NoGradGuard guard;
    std::vector<torch::nn::BatchNorm2dImpl*> norms;
    for (const auto& child : module.modules())
        if (auto* norm = child->as<torch::nn::BatchNorm2d>()) norms.push_back(norm);
    module.train();
    for (std::int64_t i = 0; i < count; ++i) {
        for (auto* norm : norms) norm->options.momentum(1.0 / static_cast<double>(i + 1));
        forward(i);
    }
    for (auto* norm : norms) norm->options.momentum(0.1);
    module.eval();
}

}  // namespace selfsight::nn
