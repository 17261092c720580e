#include "jobs/recorded_step.h"

#include "core/error.h"

#include <cmath>
#include <exception>
#include <torch/utils.h>
#include <utility>

namespace selfsight::jobs {
namespace {

// As many as PyTorch's notes on CUDA graphs ask for: libraries choose their algorithms and workspaces in
// them.
constexpr int kRehearsals = 3;
// Of the length of a step: atomic sums in another order change some digits, a wrong step changes all.
constexpr double kMostDifference = 0.1;

std::vector<torch::Tensor> copies(const std::vector<nn::NamedTensor>& state) {
    std::vector<torch::Tensor> result;
    for (const auto& [name, tensor] : state) result.push_back(tensor.clone());
    return result;
}

void putBack(const std::vector<nn::NamedTensor>& state, const std::vector<torch::Tensor>& values) {
    torch::NoGradGuard guard;
    for (std::size_t i = 0; i < values.size(); ++i) torch::Tensor(state[i].second).copy_(values[i]);
}

double squaredDistance(const torch::Tensor& a, const torch::Tensor& b) {
    return (a.to(torch::kFloat64) - b.to(torch::kFloat64)).square().sum().item<double>();
}

// How far `now` is from `expected`, in lengths of the step that led there from `before`; the larger one of
// the network's and of the optimiser's.
double difference(const std::vector<nn::NamedTensor>& now, const std::vector<torch::Tensor>& expected,
                  const std::vector<torch::Tensor>& before) {
    double apart[2] = {0, 0}, length[2] = {0, 0};
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const int part = now[i].first.rfind("optimiser.", 0) == 0 ? 1 : 0;
        apart[part] += squaredDistance(now[i].second, expected[i]);
        length[part] += squaredDistance(expected[i], before[i]);
    }
    double most = 0;
    for (int part = 0; part < 2; ++part) {
        const double share = apart[part] == 0 ? 0 : std::sqrt(apart[part] / length[part]);
        if (!(share <= most)) most = share;
    }
    return most;
}

// Without the stack trace that LibTorch adds.
std::string firstLine(const std::string& text) {
    return text.substr(0, text.find('\n'));
}

}  // namespace

RecordedStep::RecordedStep(std::unique_ptr<Recorder> recorder,
                           std::function<void(const methods::Batch&)> work,
                           std::function<std::vector<nn::NamedTensor>()> state)
    : recorder_(std::move(recorder)), work_(std::move(work)), state_(std::move(state)) {}

void RecordedStep::keep(const methods::Batch& batch) {
    torch::NoGradGuard guard;
    const auto copy = [](torch::Tensor& to, const torch::Tensor& from) {
        if (!to.defined())
            to = from.clone();
        else if (to.sizes() == from.sizes())
            to.copy_(from);
        else
            throw LogicError("a recorded step was given a batch of another shape");
    };
    const auto copyAll = [&](std::vector<torch::Tensor>& to, const std::vector<torch::Tensor>& from) {
        if (to.empty()) to.resize(from.size());
        if (to.size() != from.size()) throw LogicError("a recorded step was given another number of views");
        for (std::size_t i = 0; i < from.size(); ++i) copy(to[i], from[i]);
    };
    if (batch.otherLabels.defined()) throw LogicError("a step with blended images cannot be recorded");
    copyAll(batch_.views, batch.views);
    copyAll(batch_.small, batch.small);
    copy(batch_.labels, batch.labels);
}

void RecordedStep::run(const methods::Batch& batch) {
    keep(batch);
    if (!problem_.empty()) return work_(batch_);
    if (recorded_) return recorder_->replay();
    if (rehearsals_ < kRehearsals) {
        ++rehearsals_;
        return recorder_->rehearse([this] { work_(batch_); });
    }
    recordAndCompare();
}

void RecordedStep::recordAndCompare() {
    const auto state = state_();
    const auto before = copies(state);
    recorder_->rehearse([this] { work_(batch_); });
    const auto expected = copies(state);
    putBack(state, before);
    try {
        recorder_->record([this] { work_(batch_); });
        recorder_->replay();
        const double apart = difference(state, expected, before);
        if (apart <= kMostDifference) {
            recorded_ = true;
            return;
        }
        problem_ = "a recorded step ended elsewhere than the same step launched one kernel at a time (by " +
                   std::to_string(apart) + " of its length)";
    } catch (const LogicError&) {
        throw;
    } catch (const std::exception& error) {
        problem_ = firstLine(error.what());
    }
    putBack(state, expected);
}

void RecordedStep::forget() {
    recorded_ = false;
    rehearsals_ = 0;
}

}  // namespace selfsight::jobs
