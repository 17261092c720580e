// What a run decides once, before its first step, and stores: the number of steps, the precision, the
// intervals.
#pragma once

#include "jobs/train_stepper.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace selfsight::jobs {

struct TrainPlan {
    std::int64_t steps = 0;
    std::string precision = "float32";  // "float32", "bfloat16"
    std::int64_t reportEvery = 1;       // steps
    std::int64_t evaluateEvery = 0;     // steps; 0: only at the end
};

// Steps between two points of the curve: from the arithmetic of a step alone, so that equal runs report
// equally.
std::int64_t reportInterval(const methods::Recipe& recipe, const methods::MethodInfo& method,
                            const nn::EncoderImpl& encoder, std::int64_t height, std::int64_t width,
                            bool cpu);

// Steps between evaluations by "train.evaluate_every".
std::int64_t evaluationInterval(const methods::Recipe& recipe, std::int64_t batchesPerEpoch);

// What the warm-up needs of the run around it.
struct Rehearsal {
    std::function<bool()> mayGoOn;   // asked before every step; waits while paused; false: stop and keep
    std::function<void()> evaluate;  // one evaluation, to be measured too
    std::function<double()> spent;   // seconds of the budget that are gone, pauses excluded
};

// Seconds a step, measured over at least `least` steps and `seconds`, after one step that warms caches up;
// nothing when the run is to stop. Pauses do not count. The stepper has moved on.
std::optional<double> secondsPerStep(Stepper& stepper, std::int64_t least, double seconds,
                                     torch::Device device, const Rehearsal& rehearsal);

// Decides the precision (a short probe where the recipe says "auto" and the processor has the instructions)
// and the number of steps: for a budget in time from a measured warm-up, whose steps are taken back
// afterwards, so that the run starts untouched. Nothing is decided when mayGoOn() says no. What mayGoOn()
// throws leaves the stepper as the warm-up had it.
std::optional<TrainPlan> makePlan(Stepper& stepper, const methods::Recipe& recipe,
                                  const methods::MethodInfo& method, std::int64_t height, std::int64_t width,
                                  torch::Device device, const Rehearsal& rehearsal);

}  // namespace selfsight::jobs
