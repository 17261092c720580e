#include "nn/optimiser.h"

#include "core/error.h"

#include <map>
#include <torch/utils.h>

namespace selfsight::nn {
namespace {

// Gradients of the tensors that have one, with the matching lists beside them.
std::vector<torch::Tensor> gradients(const std::vector<torch::Tensor>& parameters) {
    std::vector<torch::Tensor> result;
    result.reserve(parameters.size());
    for (const auto& parameter : parameters) {
        // A parameter that the loss did not reach this step counts as having the gradient 0: lists stay
        // aligned.
        result.push_back(parameter.grad().defined() ? parameter.grad() : torch::zeros_like(parameter));
    }
    return result;
}

// parameter ← parameter − rate · step
void descend(torch::Tensor& parameter, const torch::Tensor& step, double rate) {
    parameter.add_(step, -rate);
}
void descend(torch::Tensor& parameter, const torch::Tensor& step, const torch::Tensor& rate) {
    parameter.sub_(step * rate);
}

}  // namespace

Optimiser::Optimiser(std::vector<ParameterGroup> groups, const OptimiserOptions& options)
    : options_(options) {
    if (options.kind != "adamw" && options.kind != "sgd" && options.kind != "lars")
        throw usageError("optimiser.kind is one of adamw, sgd, lars, not \"" + options.kind + "\"");
    for (const auto& group : groups) {
        Bucket buckets[2];  // with and without decay
        for (const auto& [name, parameter] : group.parameters) {
            auto& bucket = buckets[parameter.dim() > 1 || options.decayNorms ? 0 : 1];
            bucket.names.push_back(name);
            bucket.parameters.push_back(parameter);
            bucket.first.push_back(torch::zeros_like(parameter));
            if (options.kind == "adamw") {
                bucket.second.push_back(torch::zeros_like(parameter));
                bucket.steps.push_back(torch::zeros({}, parameter.options().dtype(torch::kFloat32)));
            }
        }
        for (int i = 0; i < 2; ++i) {
            buckets[i].decay = i == 0;
            buckets[i].fixedRate = group.fixedRate;
            if (!buckets[i].parameters.empty()) buckets_.push_back(std::move(buckets[i]));
        }
    }
}

void Optimiser::zeroGrad() {
    for (auto& bucket : buckets_)
        for (auto& parameter : bucket.parameters) parameter.mutable_grad().reset();
}

void Optimiser::clipGradients() {
    std::vector<torch::Tensor> all;
    for (const auto& bucket : buckets_)
        for (const auto& parameter : bucket.parameters)
            if (parameter.grad().defined()) all.push_back(parameter.grad());
    if (all.empty()) return;
    const auto norm = torch::stack(at::_foreach_norm(all)).norm();
    const auto scale = (options_.clip / (norm + 1e-6)).clamp_max(1.0);
    at::_foreach_mul_(all, scale);
}

void Optimiser::setRates(double rate, double peakRate) {
    rate_.set(rate);
    peakRate_.set(peakRate);
}

void Optimiser::keepRatesOn(torch::Device device) {
    rate_.keepOn(device);
    peakRate_.keepOn(device);
}

void Optimiser::step() {
    torch::NoGradGuard guard;
    if (options_.clip > 0) clipGradients();
    for (auto& bucket : buckets_)
        (bucket.fixedRate ? peakRate_ : rate_).with([&](const auto& rate) {
            if (options_.kind == "adamw")
                stepAdamW(bucket, rate);
            else if (options_.kind == "sgd")
                stepSgd(bucket, rate);
            else
                stepLars(bucket, rate);
        });
}

template <typename Rate>
void Optimiser::stepAdamW(Bucket& bucket, const Rate& rate) {
    auto grads = gradients(bucket.parameters);
    at::_foreach_add_(bucket.steps, 1);
    at::_fused_adamw_(bucket.parameters, grads, bucket.first, bucket.second, {}, bucket.steps, rate,
                      options_.beta1, options_.beta2, bucket.decay ? options_.weightDecay : 0,
                      options_.epsilon, false, false);
}

template <typename Rate>
void Optimiser::stepSgd(Bucket& bucket, const Rate& rate) {
    auto grads = gradients(bucket.parameters);
    // The momentum starts at zero, so the first step needs no special case; without momentum torch wants no
    // buffers.
    const bool momentum = options_.momentum > 0;
    at::_fused_sgd_(bucket.parameters, grads, momentum ? at::TensorList(bucket.first) : at::TensorList(),
                    bucket.decay ? options_.weightDecay : 0, options_.momentum, rate, 0.0, momentum, false,
                    false);
}

// Layer-wise rates: ‖w‖ / ‖g + λw‖ with the trust coefficient 0.001; biases and norms unscaled when they are
// not decayed.
template <typename Rate>
void Optimiser::stepLars(Bucket& bucket, const Rate& rate) {
    auto grads = gradients(bucket.parameters);
    const double decay = bucket.decay ? options_.weightDecay : 0;
    for (std::size_t i = 0; i < grads.size(); ++i) {
        auto& w = bucket.parameters[i];
        auto g = grads[i];
        if (decay > 0) g = g.add(w, decay);
        if (bucket.decay) {
            const auto wn = w.norm();
            const auto gn = g.norm();
            const auto one = torch::ones_like(wn);
            g = g * torch::where((wn > 0).logical_and(gn > 0), 0.001 * wn / gn, one);
        }
        bucket.first[i].mul_(options_.momentum).add_(g);
        descend(w, bucket.first[i], rate);
    }
}

std::vector<NamedTensor> Optimiser::state() const {
    std::vector<NamedTensor> state;
    for (const auto& bucket : buckets_) {
        for (std::size_t i = 0; i < bucket.names.size(); ++i) {
            if (bucket.second.empty()) {
                state.emplace_back(bucket.names[i] + ".momentum", bucket.first[i]);
            } else {
                state.emplace_back(bucket.names[i] + ".exp_avg", bucket.first[i]);
                state.emplace_back(bucket.names[i] + ".exp_avg_sq", bucket.second[i]);
                state.emplace_back(bucket.names[i] + ".step", bucket.steps[i]);
            }
        }
    }
    return state;
}

void Optimiser::load(const std::vector<NamedTensor>& saved, const std::string& source) {
    torch::NoGradGuard guard;
    std::map<std::string, torch::Tensor> byName(saved.begin(), saved.end());
    for (auto& [name, tensor] : state()) {
        const auto found = byName.find(name);
        if (found == byName.end() || found->second.sizes() != tensor.sizes())
            throw inputError(source,
                             "the optimiser's tensor \"" + name + "\" is missing or has another shape");
        tensor.copy_(found->second);
    }
}

}  // namespace selfsight::nn
