// The job that extracts embeddings of a finished run.
#include "core/error.h"
#include "jobs/embed_splits.h"
#include "jobs/jobs.h"
#include "jobs/train_device.h"
#include "jobs/train_progress.h"
#include "methods/method.h"
#include "store/workspace.h"

namespace selfsight::jobs {
namespace {

class EmbedJob final : public Job {
  public:
    explicit EmbedJob(const EmbedSpec& spec) : spec_(spec) {}

  private:
    Ending execute(Control& control, EventSink& events) override {
        const auto extraction = eval::extractionFromName(spec_.extraction);
        for (const auto& split : spec_.splits)
            if (split != "train" && split != "validation" && split != "test")
                throw usageError("a split is one of train, validation, test, not \"" + split + "\"");
        store::Workspace workspace(spec_.workspace);
        TrainSession session(workspace.run(spec_.run), events);
        const auto& record = session.record;
        applyThreads(record.threads);
        const auto device = resolveDevice(spec_.device);
        const torch::Device torchDevice(device.name);
        const auto latest = store::CheckpointFolder(session.folder().checkpointFolder()).latest();
        if (!latest)
            throw inputError(session.folder().checkpointFolder().string(),
                             "holds no checkpoint: the run has no weights yet");
        for (const auto& problem : latest->problems) session.warn(problem);
        const auto recipe = methods::Recipe::fromJson(record.recipe);

        const auto source = data::openSource(record.dataLocation);
        const auto& info = source->info();
        const auto total = static_cast<double>(info.trainCount + info.testCount);
        PhaseProgress loading(events, session.run(), Phase::Load, "img", total);
        const auto data =
            loadTrainingData(*source, recipe.real("train.validation"), torchDevice, control.cancelToken(),
                             [&](double fraction) { loading.update(fraction * total); });
        if (!record.dataHash.empty() && record.dataHash != data.hash)
            throw inputError(record.dataLocation, "is not the data set that the run " + record.id +
                                                      " was trained on (its content has another hash)");
        const auto encoder = nn::makeEncoder(methods::encoderOptions(recipe, data.classes));
        encoder->to(torchDevice);
        nn::loadModuleState(*encoder, nn::fromBytes(latest->checkpoint.tensors), "encoder.",
                            latest->path.string());
        embedSplits(session, data, *encoder, recipe, spec_.splits, extraction, latest->checkpoint.step,
                    control);
        return Ending::Succeeded;
    }

    EmbedSpec spec_;
};

}  // namespace

std::unique_ptr<Job> makeEmbedJob(const EmbedSpec& spec) {
    return std::make_unique<EmbedJob>(spec);
}

}  // namespace selfsight::jobs
