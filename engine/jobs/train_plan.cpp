#include "jobs/train_plan.h"

#include "core/error.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <torch/cuda.h>

namespace selfsight::jobs {
namespace {

using Clock = std::chrono::steady_clock;

bool hasBfloatInstructions() {
#if defined(__x86_64__)
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx512bf16") > 0;
#else
    return false;
#endif
}

// A step of a long run against one of its first seconds: processors slow down as they warm up, and rows and
// checkpoints are written beside it (measured over half an hour: 1.09). A budget is a promise.
constexpr double kLongRun = 1.1;

double secondsSince(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

void waitForDevice(torch::Device device) {
    if (device.is_cuda()) torch::cuda::synchronize(device.index());
}

// Nothing when the run is to stop.
std::optional<std::string> choosePrecision(Stepper& stepper, const std::string& asked, torch::Device device,
                                           const Rehearsal& rehearsal) {
    if (asked != "auto") return asked;
    // Without these instructions bfloat16 is emulated and always slower.
    if (device.is_cpu() && !hasBfloatInstructions()) return "float32";
    stepper.setPrecision(torch::kFloat32);
    const auto plain = secondsPerStep(stepper, 2, 0.7, device, rehearsal);
    if (!plain) return std::nullopt;
    stepper.setPrecision(torch::kBFloat16);
    const auto brief = secondsPerStep(stepper, 2, 0.7, device, rehearsal);
    if (!brief) return std::nullopt;
    return *brief < *plain ? "bfloat16" : "float32";
}

}  // namespace

std::optional<double> secondsPerStep(Stepper& stepper, std::int64_t least, double seconds,
                                     torch::Device device, const Rehearsal& rehearsal) {
    if (!rehearsal.mayGoOn()) return std::nullopt;
    stepper.step(0, 1000);
    waitForDevice(device);
    double elapsed = 0;
    std::int64_t steps = 0;
    do {
        if (!rehearsal.mayGoOn()) return std::nullopt;
        const auto begin = Clock::now();
        // A device's steps are waited for by the bunch, as in training.
        for (int bunch = device.is_cuda() ? 20 : 1; bunch > 0; --bunch) stepper.step(++steps, 1000);
        waitForDevice(device);
        elapsed += secondsSince(begin);
    } while (steps < least || elapsed < seconds);
    return elapsed / static_cast<double>(steps);
}

std::int64_t reportInterval(const methods::Recipe& recipe, const methods::MethodInfo& method,
                            const nn::EncoderImpl& encoder, std::int64_t height, std::int64_t width,
                            bool cpu) {
    if (const auto fixed = recipe.integer("train.report_every"); fixed > 0) return fixed;
    double images = static_cast<double>(recipe.integer("train.batch_size"));
    if (!method.usesLabels)
        images *= static_cast<double>(recipe.integer("method.views")) +
                  (recipe.flag("method.moving_average") ? 0.7 : 0);
    const double work =
        3 * images * encoder.multiplyAdds(height, width);  // a backward pass costs two forward ones
    const double perSecond = cpu ? 5e10 : 1e13;
    return std::clamp<std::int64_t>(std::llround(0.4 * perSecond / work), 1, 50);
}

std::int64_t evaluationInterval(const methods::Recipe& recipe, std::int64_t batchesPerEpoch) {
    const double every = recipe.real("train.evaluate_every");
    return every > 0 ? std::max<std::int64_t>(1, std::llround(every * static_cast<double>(batchesPerEpoch)))
                     : 0;
}

std::optional<TrainPlan> makePlan(Stepper& stepper, const methods::Recipe& recipe,
                                  const methods::MethodInfo& method, std::int64_t height, std::int64_t width,
                                  torch::Device device, const Rehearsal& rehearsal) {
    TrainPlan plan;
    plan.reportEvery = reportInterval(recipe, method, stepper.encoder(), height, width, device.is_cpu());
    plan.evaluateEvery = evaluationInterval(recipe, stepper.batchesPerEpoch());
    const auto budget = recipe.budget();
    const auto asked = recipe.get("train.precision");
    const bool timed = budget.kind == methods::Budget::Kind::Seconds;
    std::vector<nn::NamedTensor> before;
    if (timed || asked == "auto") before = nn::snapshot(stepper.state());
    const auto takeBack = [&] {
        if (!before.empty()) stepper.load(before, "warm-up");
    };

    const auto precision = choosePrecision(stepper, asked, device, rehearsal);
    if (!precision) {
        takeBack();
        return std::nullopt;
    }
    plan.precision = *precision;
    stepper.setPrecision(plan.precision == "bfloat16" ? torch::kBFloat16 : torch::kFloat32);
    double steps = 0;
    switch (budget.kind) {
        case methods::Budget::Kind::Epochs:
            steps = budget.amount * static_cast<double>(stepper.batchesPerEpoch());
            break;
        case methods::Budget::Kind::Images:
            steps = budget.amount / static_cast<double>(stepper.batchSize());
            break;
        case methods::Budget::Kind::Seconds: {
            const auto step =
                secondsPerStep(stepper, 3, std::min(8.0, 0.04 * budget.amount), device, rehearsal);
            if (!step) {
                takeBack();
                return std::nullopt;
            }
            double evaluation = 0;
            if (plan.evaluateEvery > 0) {
                const auto begin = Clock::now();
                rehearsal.evaluate();
                evaluation = secondsSince(begin) / static_cast<double>(plan.evaluateEvery);
            }
            steps = (budget.amount - rehearsal.spent()) / (kLongRun * *step + evaluation);
            break;
        }
    }
    takeBack();
    constexpr double most = 1e12;
    plan.steps = std::max<std::int64_t>(1, std::llround(std::min(steps, most)));
    return plan;
}

}  // namespace selfsight::jobs
