// One training step and everything that it moves: network, heads, optimiser, schedule, batches. Knows nothing
// of files and events, so that tests and benchmarks drive the very same code.
#pragma once

#include "jobs/recorded_step.h"
#include "methods/batches.h"
#include "methods/method.h"
#include "methods/schedule.h"
#include "nn/optimiser.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace selfsight::jobs {

// Seconds spent in the parts of the steps so far; on a GPU only the time to launch them, which for a recorded
// step is `forward`.
struct StepSeconds {
    double batch = 0, forward = 0, backward = 0, update = 0;
    double total() const { return batch + forward + backward + update; }
};

class Stepper {
  public:
    // Weights are drawn from `seed`. `indices` are the training images. Throws RuntimeError(Usage) for
    // options that do not fit.
    Stepper(const std::string& method, const methods::Recipe& recipe, const data::DeviceDataset& dataset,
            std::vector<std::int64_t> indices, std::int64_t classes, std::uint64_t seed);
    Stepper(const Stepper&) = delete;
    Stepper& operator=(const Stepper&) = delete;

    // Step number `step` of `steps`; its loss counts in takeMeanLoss().
    void step(std::int64_t step, std::int64_t steps);

    // From one of the next steps on, all of a step but its batch is launched at once. Not where blends().
    void record(std::unique_ptr<Recorder> recorder);
    // Whether steps differ by more than their images: mixup and cutmix weigh labels by a number of each
    // batch.
    bool blends() const { return batches_->blends(); }
    // Undefined before record().
    const RecordedStep* recorded() const { return recorded_.get(); }

    methods::Method& method() { return *method_; }
    nn::EncoderImpl& encoder() { return *method_->encoder(); }
    methods::RateSchedule& schedule() { return schedule_; }
    std::int64_t batchSize() const { return batches_->batchSize(); }
    std::int64_t batchesPerEpoch() const { return batches_->batchesPerEpoch(); }
    // The learning rate of a step.
    double rate(std::int64_t step, std::int64_t steps) const;
    void setPrecision(torch::Dtype precision);

    // Sum and number of the losses since the last call; reading it waits for the device.
    double takeMeanLoss();
    const StepSeconds& seconds() const { return seconds_; }

    // Everything that the next step depends on, as live tensors. load() copies values back and throws
    // RuntimeError(Input) naming `source` when something is missing.
    std::vector<nn::NamedTensor> state() const;
    void load(const std::vector<nn::NamedTensor>& state, const std::string& source);

  private:
    // All of a step but its batch and its numbers.
    void compute(const methods::Batch& batch);

    std::unique_ptr<methods::Method> method_;
    std::unique_ptr<nn::Optimiser> optimiser_;
    methods::RateSchedule schedule_;
    std::unique_ptr<methods::BatchMaker> batches_;
    torch::Tensor lossSum_, lossCount_;
    StepSeconds seconds_;
    std::unique_ptr<RecordedStep> recorded_;
};

nn::OptimiserOptions optimiserOptions(const methods::Recipe& recipe);

}  // namespace selfsight::jobs
