#include "nn/heads.h"

#include "core/error.h"

#include <string>
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/linear.h>

namespace selfsight::nn {

HeadImpl::HeadImpl(const HeadOptions& options) {
    if (options.layers < 2 || options.layers > 3) throw LogicError("a head has two or three linear layers");
    std::int64_t in = options.in;
    for (int i = 0; i < options.layers; ++i) {
        const bool last = i + 1 == options.layers;
        const std::int64_t out = last ? options.out : options.hidden;
        body_->push_back(torch::nn::Linear(torch::nn::LinearOptions(in, out).bias(options.bias)));
        if (!last) {
            if (options.norm) body_->push_back(torch::nn::BatchNorm1d(out));
            body_->push_back(torch::nn::ReLU(torch::nn::ReLUOptions(true)));
        }
        in = out;
    }
    if (options.finalNorm && options.norm)
        body_->push_back(torch::nn::BatchNorm1d(torch::nn::BatchNorm1dOptions(in).affine(false)));
    // The children are registered on the head itself, so that names read "projector.0.weight".
    std::size_t index = 0;
    for (const auto& child : body_->children()) register_module(std::to_string(index++), child);
}

torch::Tensor HeadImpl::forward(torch::Tensor x) {
    return body_->forward(std::move(x));
}

}  // namespace selfsight::nn
