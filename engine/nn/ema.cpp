#include "nn/ema.h"

#include "core/error.h"

#include <torch/nn/module.h>
#include <torch/utils.h>

namespace selfsight::nn {
namespace {

void pair(const torch::OrderedDict<std::string, torch::Tensor>& target,
          const torch::OrderedDict<std::string, torch::Tensor>& source, std::vector<torch::Tensor>& targets,
          std::vector<torch::Tensor>& sources) {
    if (target.size() != source.size())
        throw LogicError("a moving average needs two modules of one structure");
    for (std::size_t i = 0; i < target.size(); ++i) {
        if (target[i].key() != source[i].key() || target[i].value().sizes() != source[i].value().sizes())
            throw LogicError("a moving average needs two modules of one structure: " + target[i].key());
        targets.push_back(target[i].value());
        sources.push_back(source[i].value());
    }
}

void moveTowards(std::vector<torch::Tensor>& targets, const std::vector<torch::Tensor>& sources,
                 double weight) {
    at::_foreach_lerp_(targets, sources, weight);
}
// There is no lerp of lists by one tensor.
void moveTowards(std::vector<torch::Tensor>& targets, const std::vector<torch::Tensor>& sources,
                 const torch::Tensor& weight) {
    auto steps = at::_foreach_sub(sources, targets);
    at::_foreach_mul_(steps, weight);
    at::_foreach_add_(targets, steps);
}

}  // namespace

MovingAverage::MovingAverage(torch::nn::Module& target, const torch::nn::Module& source) {
    pair(target.named_parameters(), source.named_parameters(), targets_, sources_);
    pair(target.named_buffers(), source.named_buffers(), targetBuffers_, sourceBuffers_);
    for (auto& tensor : targets_) tensor.set_requires_grad(false);
}

void MovingAverage::copy() {
    torch::NoGradGuard guard;
    for (std::size_t i = 0; i < targets_.size(); ++i) targets_[i].copy_(sources_[i]);
    for (std::size_t i = 0; i < targetBuffers_.size(); ++i) targetBuffers_[i].copy_(sourceBuffers_[i]);
}

void MovingAverage::update(const StepNumber& share) {
    if (targets_.empty()) return;
    torch::NoGradGuard guard;
    share.with([&](const auto& weight) { moveTowards(targets_, sources_, weight); });
}

}  // namespace selfsight::nn
