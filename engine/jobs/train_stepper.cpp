#include "jobs/train_stepper.h"

#include "core/error.h"
#include "nn/initial_weights.h"

#include <algorithm>
#include <chrono>
#include <torch/utils.h>

namespace selfsight::jobs {
namespace {

using Clock = std::chrono::steady_clock;

// Adds the time since `from` to `sum` and moves `from` to now.
void lap(Clock::time_point& from, double& sum) {
    const auto now = Clock::now();
    sum += std::chrono::duration<double>(now - from).count();
    from = now;
}

}  // namespace

nn::OptimiserOptions optimiserOptions(const methods::Recipe& recipe) {
    nn::OptimiserOptions o;
    o.kind = recipe.get("optimiser.kind");
    o.weightDecay = recipe.real("optimiser.weight_decay");
    o.decayNorms = recipe.flag("optimiser.decay_norms");
    o.momentum = recipe.real("optimiser.momentum");
    o.beta1 = recipe.real("optimiser.beta1");
    o.beta2 = recipe.real("optimiser.beta2");
    o.epsilon = recipe.real("optimiser.epsilon");
    o.clip = recipe.real("optimiser.clip");
    return o;
}

Stepper::Stepper(const std::string& method, const methods::Recipe& recipe, const data::DeviceDataset& dataset,
                 std::vector<std::int64_t> indices, std::int64_t classes, std::uint64_t seed)
    : schedule_(recipe) {
    {
        const auto drawing = nn::holdInitialWeights();
        torch::manual_seed(seed);
        method_ = methods::makeMethod(method, recipe, classes);
    }
    method_->to(dataset.device());
    method_->train(true);
    optimiser_ = std::make_unique<nn::Optimiser>(method_->parameters(), optimiserOptions(recipe));
    batches_ = std::make_unique<methods::BatchMaker>(dataset, std::move(indices), recipe,
                                                     methods::methodInfo(method), seed);
    lossSum_ = torch::zeros({}, torch::dtype(torch::kFloat64).device(dataset.device()));
    lossCount_ = torch::zeros({}, torch::kInt64);
}

double Stepper::rate(std::int64_t step, std::int64_t steps) const {
    return schedule_.rate(static_cast<double>(step) / static_cast<double>(std::max<std::int64_t>(1, steps)));
}

void Stepper::step(std::int64_t step, std::int64_t steps) {
    auto from = Clock::now();
    const auto batch = batches_->make(step);
    optimiser_->setRates(rate(step, steps), schedule_.peak());
    method_->setProgress(static_cast<double>(step + 1) /
                         static_cast<double>(std::max<std::int64_t>(1, steps)));
    lap(from, seconds_.batch);
    if (!recorded_) {
        compute(batch);
    } else {
        const bool whole = recorded_->recorded();
        recorded_->run(batch);
        if (whole) lap(from, seconds_.forward);
    }
    lossCount_.add_(1);
}

void Stepper::compute(const methods::Batch& batch) {
    auto from = Clock::now();
    const auto loss = method_->loss(batch);
    lap(from, seconds_.forward);
    optimiser_->zeroGrad();
    loss.backward();
    lap(from, seconds_.backward);
    optimiser_->step();
    method_->afterStep();
    torch::NoGradGuard guard;
    lossSum_.add_(loss.detach());
    lap(from, seconds_.update);
}

void Stepper::record(std::unique_ptr<Recorder> recorder) {
    if (blends()) throw LogicError("steps that blend images are not alike and cannot be recorded");
    const auto device = lossSum_.device();
    optimiser_->keepRatesOn(device);
    method_->keepNumbersOn(device);
    recorded_ = std::make_unique<RecordedStep>(
        std::move(recorder), [this](const methods::Batch& batch) { compute(batch); },
        [this] { return state(); });
}

void Stepper::setPrecision(torch::Dtype precision) {
    if (precision == method_->encoder()->precision()) return;
    method_->encoder()->setPrecision(precision);
    if (recorded_) recorded_->forget();
}

double Stepper::takeMeanLoss() {
    torch::NoGradGuard guard;
    const auto count = lossCount_.item<std::int64_t>();
    const double mean = lossSum_.item<double>() / static_cast<double>(std::max<std::int64_t>(1, count));
    lossSum_.zero_();
    lossCount_.zero_();
    return mean;
}

std::vector<nn::NamedTensor> Stepper::state() const {
    auto all = method_->state();
    for (auto& [name, tensor] : optimiser_->state()) all.emplace_back("optimiser." + name, tensor);
    const auto& memory = schedule_.memory();
    all.emplace_back("schedule.plateau",
                     torch::tensor({memory.scale, memory.best, memory.bad, memory.any}, torch::kFloat64));
    all.emplace_back("loss.sum", lossSum_);
    all.emplace_back("loss.count", lossCount_);
    return all;
}

void Stepper::load(const std::vector<nn::NamedTensor>& saved, const std::string& source) {
    torch::NoGradGuard guard;
    method_->load(saved, source);
    const std::string prefix = "optimiser.";
    std::vector<nn::NamedTensor> moments;
    torch::Tensor plateau, sum, count;
    for (const auto& [name, tensor] : saved) {
        if (name.rfind(prefix, 0) == 0) moments.emplace_back(name.substr(prefix.size()), tensor);
        if (name == "schedule.plateau") plateau = tensor;
        if (name == "loss.sum") sum = tensor;
        if (name == "loss.count") count = tensor;
    }
    if (!plateau.defined() || plateau.numel() != 4 || !sum.defined() || !count.defined())
        throw inputError(source, "is no checkpoint of a training run: the schedule or the loss is missing");
    optimiser_->load(moments, source);
    const auto* p = plateau.data_ptr<double>();
    schedule_.setMemory({p[0], p[1], p[2], p[3]});
    lossSum_.copy_(sum);
    lossCount_.copy_(count);
}

}  // namespace selfsight::jobs
