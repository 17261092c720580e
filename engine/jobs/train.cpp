// The job that starts a run.
#include "core/error.h"
#include "core/version.h"
#include "data/source.h"
#include "jobs/jobs.h"
#include "jobs/memory.h"
#include "jobs/recorded_step.h"
#include "jobs/train_device.h"
#include "jobs/train_run.h"
#include "methods/batches.h"
#include "store/workspace.h"

#include <cmath>
#include <torch/types.h>
#include <torch/version.h>

namespace selfsight::jobs {
namespace {

// What can be refused before anything is written.
void checkBeforehand(const methods::Recipe& recipe, const methods::MethodInfo& method,
                     const data::SourceInfo& info, torch::Device device) {
    nn::scaledChannels(64, recipe.real("encoder.width"));
    if (const double last = recipe.real("encoder.last_width"); last != 0 && last < 0.05)
        throw usageError("encoder.last_width must be 0 (as the width) or between 0.05 and 4, not " +
                         recipe.get("encoder.last_width"));
    const auto batch = recipe.integer("train.batch_size");
    const double share = 1 - recipe.real("train.validation");
    const auto available =
        static_cast<std::int64_t>(std::floor(share * static_cast<double>(info.trainCount)));
    if (batch > available)
        throw usageError("train.batch_size must be between 2 and the " + std::to_string(available) +
                         " training images that remain without the validation part, not " +
                         std::to_string(batch));
    if (method.trains && recipe.get("train.graph") == "on") {
        if (!makeRecorder(device))
            throw usageError("train.graph=on needs a GPU and LibTorch 2.13, not " + device.str() + " and " +
                             TORCH_VERSION + "; auto records where that can be done");
        if (method.usesLabels && (recipe.real("method.mixup") > 0 || recipe.real("method.cutmix") > 0))
            throw usageError(
                "train.graph=on cannot be had with method.mixup or method.cutmix: their steps are not "
                "alike");
    }
    if (!method.trains || info.height <= 0 || info.width <= 0) return;
    const int side = std::min(info.height, info.width);
    methods::augmentOptions(recipe, {}, side, 0, false).check(info.height, info.width);
    if (!method.usesLabels && recipe.integer("method.small_views") > 0)
        methods::augmentOptions(recipe, {}, side, 0, true).check(info.height, info.width);
}

class TrainJob final : public Job {
  public:
    TrainJob(const TrainSpec& spec, std::string* runId) : spec_(spec), runId_(runId) {}

  private:
    Ending execute(Control& control, EventSink& events) override {
        const auto& method = methods::methodInfo(spec_.method);
        const auto device = resolveDevice(spec_.device);
        const auto source = data::openSource(spec_.data);
        const auto& info = source->info();
        checkBeforehand(spec_.recipe, method, info, torch::Device(device.name));
        // A GPU refuses by itself what it has no room for, and its message is kept.
        if (device.name == "cpu" && method.trains && info.height > 0)
            if (const auto spare = spareMemory()) requireMemory(spec_, info, *spare);

        store::RunRecord record;
        record.name = spec_.name.empty() ? method.label + ", seed " + std::to_string(spec_.seed) : spec_.name;
        record.method = method.name;
        record.state = RunState::Running;
        record.seed = spec_.seed;
        record.comparison = spec_.comparison;
        record.dataKind = info.kind;
        record.dataLocation = info.location;
        record.trainCount = info.trainCount;
        record.testCount = info.testCount;
        record.encoder = spec_.recipe.get("encoder.kind");
        record.width = spec_.recipe.real("encoder.width");
        record.device = device.name + " " + device.description;
        record.threads = applyThreads(spec_.threads);
        record.recipeName = spec_.recipe.name();
        record.recipe = spec_.recipe.toJson();
        record.budget = spec_.recipe.budget().text();
        record.versions = {{"selfsight", kVersion},
                           {"libtorch", TORCH_VERSION},
                           {"compiler", __VERSION__},
                           {"instruction_set", instructionSet()}};
        store::Workspace workspace(spec_.workspace);
        auto [folder, lock] = workspace.startRun(record);
        TrainSession session(std::move(folder), std::move(lock), events);
        if (runId_) *runId_ = session.run();
        events.send(event::RunChanged{session.run(), RunState::Running, {}});
        return runTraining(session, *source, device, false, control);
    }

    TrainSpec spec_;
    std::string* runId_;
};

}  // namespace

std::unique_ptr<Job> makeTrainJob(const TrainSpec& spec, std::string* runId) {
    return std::make_unique<TrainJob>(spec, runId);
}

}  // namespace selfsight::jobs
