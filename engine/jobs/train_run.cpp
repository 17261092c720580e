#include "jobs/train_run.h"

#include "core/error.h"
#include "io/safetensors.h"
#include "jobs/embed_splits.h"
#include "jobs/train_loop.h"

#include <ATen/Context.h>

namespace selfsight::jobs {
namespace {

// The encoder alone, under the names of the notebook's module: what Python reads without knowing us.
void writeEncoder(const store::RunFolder& folder, const nn::EncoderImpl& encoder,
                  const store::RunRecord& record) {
    const auto tensors = nn::toBytes(nn::moduleState(encoder));
    io::writeSafetensors(
        folder.checkpointFolder() / "encoder.safetensors", tensors,
        {{"format", "pt"}, {"method", record.method}, {"step", std::to_string(record.stepsDone)}});
}

// While it lives, a GPU multiplies float32 matrices with its tensor cores (TF32, ten bits of mantissa), as it does
// convolutions anyway. Embeddings, probes and maps keep every bit.
class TensorCores {
  public:
    explicit TensorCores(torch::Device device) : before_(at::globalContext().allowTF32CuBLAS()) {
        if (device.is_cuda()) at::globalContext().setAllowTF32CuBLAS(true);
    }
    ~TensorCores() { at::globalContext().setAllowTF32CuBLAS(before_); }
    TensorCores(const TensorCores&) = delete;
    TensorCores& operator=(const TensorCores&) = delete;

  private:
    bool before_;
};

Ending trainSteps(TrainLoop& loop, torch::Device device, Control& control) {
    const TensorCores guard(device);
    return loop.run(control);
}

Ending train(TrainSession& session, data::Source& source, const DeviceInfo& device, bool resume,
             Control& control) {
    auto& record = session.record;
    const auto recipe = methods::Recipe::fromJson(record.recipe);
    const torch::Device torchDevice(device.name);

    PhaseProgress loading(session.events(), session.run(), Phase::Load, "img",
                          static_cast<double>(source.info().trainCount + source.info().testCount));
    const double total = static_cast<double>(source.info().trainCount + source.info().testCount);
    const auto data =
        loadTrainingData(source, recipe.real("train.validation"), torchDevice, control.cancelToken(),
                         [&](double fraction) {
                             session.waitWhilePaused(control, loading);
                             loading.update(fraction * total);
                         });
    if (resume && !record.dataHash.empty() && record.dataHash != data.hash)
        throw inputError(record.dataLocation, "is not the data set that the run " + record.id +
                                                  " was started with (its content has another hash)");
    record.dataHash = data.hash;
    record.trainCount = static_cast<std::int64_t>(data.split.first.size());
    record.validationCount = static_cast<std::int64_t>(data.split.second.size());
    record.testCount = data.testImages->count;

    TrainLoop loop(session, data, recipe, torchDevice);
    if (resume) {
        const store::CheckpointFolder checkpoints(session.folder().checkpointFolder());
        if (const auto latest = checkpoints.latest()) {
            loop.restore(*latest);
            checkpoints.discardAfter(latest->checkpoint.step);
        }
    }
    session.save();
    const auto ending = trainSteps(loop, torchDevice, control);
    session.finishCheckpoints();
    writeEncoder(session.folder(), loop.encoder(), record);
    std::vector<std::string> splits{"test"};
    if (recipe.flag("train.embed_all")) splits.insert(splits.end(), {"train", "validation"});
    embedSplits(session, data, loop.encoder(), recipe, splits, eval::Extraction::Eval, record.stepsDone,
                control);
    return ending;
}

}  // namespace

Ending runTraining(TrainSession& session, data::Source& source, const DeviceInfo& device, bool resume,
                   Control& control) {
    try {
        const auto ending = train(session, source, device, resume, control);
        session.finish(ending == Ending::Stopped ? RunState::Stopped : RunState::Succeeded);
        return ending;
    } catch (...) {
        const auto outcome = outcomeOfCurrentException();
        session.setState(outcome.ending == Ending::Cancelled ? RunState::Cancelled : RunState::Failed,
                         outcome.message);
        throw;
    }
}

}  // namespace selfsight::jobs
