// The training phase of one run, from its first or its resumed step to its last.
#pragma once

#include "core/job.h"
#include "jobs/live_map.h"
#include "jobs/train_data.h"
#include "jobs/train_evaluation.h"
#include "jobs/train_plan.h"
#include "jobs/train_progress.h"
#include "jobs/train_session.h"
#include "jobs/train_stepper.h"

#include <chrono>
#include <memory>
#include <string>

namespace selfsight::jobs {

class TrainLoop {
  public:
    TrainLoop(TrainSession& session, const TrainingData& data, const methods::Recipe& recipe,
              torch::Device device);

    // Continues from a checkpoint instead of fresh weights.
    void restore(const store::LoadedCheckpoint& checkpoint);
    // Trains to the recorded number of steps (decided here for a fresh run). Returns Stopped when asked to
    // stop and keep; throws Cancelled, RuntimeError. In each case a last checkpoint was handed to the
    // session.
    Ending run(Control& control);

    nn::EncoderImpl& encoder() { return stepper_->encoder(); }

  private:
    using Clock = std::chrono::steady_clock;

    // Has the steps recorded where the recipe and the device want it.
    void recordSteps();
    void tellOfRecording();
    // Returns false when the run shall stop before its first step; throws Cancelled.
    bool decide(Control& control, PhaseProgress& progress);
    // Measures the statistics of the norms on as many plain images as `option` says, and saves.
    void calibrate(Control& control, PhaseProgress& progress, const std::string& option);
    void calibrateUntrained(Control& control, PhaseProgress& progress);
    void calibrateTrained(Control& control);
    [[noreturn]] void failDiverged(const std::string& what) const;
    void warnOfLargeImages();
    double checkedLoss();
    Evaluation evaluate();
    void watchCollapse(const Evaluation& evaluation, double loss);
    event::Metrics row() const;
    void report(double loss, const Evaluation& evaluation);
    void saveCheckpoint(bool best = false);
    // Returns true when the run shall stop; handles pauses; throws Cancelled.
    bool askControl(Control& control, PhaseProgress& progress);
    double secondsNow() const;
    // What is shown and kept of the space while it forms.
    void showSpace(Control& control);

    TrainSession& session_;
    const TrainingData& data_;
    methods::Recipe recipe_;
    const methods::MethodInfo& info_;
    torch::Device device_;
    Evaluator evaluator_;
    std::unique_ptr<Stepper> stepper_;
    std::unique_ptr<LiveMap> live_;
    TrainPlan plan_;
    std::int64_t done_ = 0;  // steps
    bool restored_ = false;
    bool calibrated_ = false;  // after the last step
    bool collapseTold_ = false;
    bool recordingTold_ = false;
    double bestScore_ = -1;
    std::int64_t withoutGain_ = 0;
    double earlierSeconds_ = 0;                // of training in earlier sittings
    double stepSeconds_ = 0, stepImages_ = 0;  // of this sitting, without evaluations
    Clock::time_point saved_;
    const PhaseProgress* progress_ = nullptr;
};

}  // namespace selfsight::jobs
