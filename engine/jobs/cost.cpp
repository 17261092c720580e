#include "jobs/cost.h"

#include "core/control.h"
#include "core/error.h"
#include "data/source.h"
#include "jobs/stand_ins.h"
#include "jobs/train_plan.h"

#include <algorithm>
#include <c10/util/ThreadLocalDebugInfo.h>
#include <cmath>
#include <numeric>

namespace selfsight::jobs {
namespace {

void takeBudget(TrainCost& cost, const methods::Budget& budget, double batch, double secondsPerStep) {
    const double epochSteps = std::max(1.0, std::floor(static_cast<double>(cost.trainCount) / batch));
    switch (budget.kind) {
        case methods::Budget::Kind::Epochs:
            cost.steps = budget.amount * epochSteps;
            break;
        case methods::Budget::Kind::Images:
            cost.steps = budget.amount / batch;
            break;
        case methods::Budget::Kind::Seconds:
            cost.steps = secondsPerStep > 0 ? budget.amount / secondsPerStep : 0;
            break;
    }
    cost.epochs = cost.steps / epochSteps;
    cost.seconds = cost.steps * secondsPerStep;
}

}  // namespace

TrainCost trainCost(const TrainSpec& spec, bool measure, std::stop_token stop) {
    const auto& method = methods::methodInfo(spec.method);
    const auto info = data::openSource(spec.data)->info();
    const torch::Device device(resolveDevice(spec.device).name);
    throwIfCancelled(stop);

    TrainCost cost;
    const auto images = static_cast<double>(info.trainCount + info.testCount);
    cost.imageBytes = images * 3 * info.height * info.width;
    cost.trainCount = info.trainCount - std::llround(spec.recipe.real("train.validation") *
                                                     static_cast<double>(info.trainCount));
    const std::int64_t batch = spec.recipe.integer("train.batch_size");
    if (method.trains && cost.trainCount < batch)
        throw usageError("train.batch_size is " + std::to_string(batch) + ", but there are only " +
                         std::to_string(cost.trainCount) + " training images");

    const auto count = std::make_shared<MemoryCount>();
    const c10::DebugInfoGuard counting(c10::DebugInfoKind::PROFILER_STATE, count);
    const auto dataset = standIns(batch, info, device);
    std::vector<std::int64_t> all(static_cast<std::size_t>(batch));
    std::iota(all.begin(), all.end(), std::int64_t{0});
    Stepper stepper(spec.method, spec.recipe, dataset, all, classCount(info), spec.seed);
    cost.encoderParameters = stepper.encoder().parameterCount();
    cost.multiplyAdds = stepper.encoder().multiplyAdds(info.height, info.width);
    if (!method.trains) return cost;
    for (const auto& group : stepper.method().parameters())
        for (const auto& [name, parameter] : group.parameters) cost.parameters += parameter.numel();
    if (!measure) return cost;

    const Rehearsal rehearsal{.mayGoOn =
                                  [&stop] {
                                      throwIfCancelled(stop);
                                      return true;
                                  },
                              .evaluate = [] {},
                              .spent = [] { return 0.0; }};
    // The precision is decided as the run itself would decide it.
    methods::Recipe counted = spec.recipe;
    counted.setBudget({methods::Budget::Kind::Epochs, 1});
    const auto plan = makePlan(stepper, counted, method, info.height, info.width, device, rehearsal);
    stepper.setPrecision(plan->precision == "bfloat16" ? torch::kBFloat16 : torch::kFloat32);
    const double step = *secondsPerStep(stepper, 2, 0.6, device, rehearsal);
    cost.stepBytes = static_cast<double>(count->peak.load());
    cost.imagesPerSecond = static_cast<double>(batch) / step;
    takeBudget(cost, spec.recipe.budget(), static_cast<double>(batch), step);
    return cost;
}

}  // namespace selfsight::jobs
