// The job that probes an encoder on a data set that it was not trained on.
#include "core/error.h"
#include "eval/features.h"
#include "eval/probe.h"
#include "io/json_file.h"
#include "jobs/checkpoint_encoder.h"
#include "jobs/evaluate.h"
#include "jobs/evaluation_jobs.h"
#include "jobs/jobs.h"
#include "jobs/train_data.h"
#include "jobs/train_device.h"
#include "jobs/train_progress.h"
#include "methods/batches.h"

namespace selfsight::jobs {
namespace {

class TransferJob final : public Job {
  public:
    TransferJob(TransferSpec spec, std::shared_ptr<std::string> result)
        : spec_(std::move(spec)), result_(std::move(result)) {
        if (spec_.protocol != "notebook" && spec_.protocol != "standard")
            throw usageError("--protocol: expected notebook or standard, found '" + spec_.protocol + "'");
    }

  private:
    struct Split {
        Matrix values;
        Labels labels;
    };

    Ending execute(Control& control, EventSink& events) override {
        const auto run = store::Workspace(spec_.workspace).run(spec_.run);
        const auto& record = run.record();
        applyThreads(record.threads);
        const auto device = resolveDevice(spec_.device);
        const torch::Device torchDevice(device.name);
        const auto stop = control.cancelToken();
        const auto recipe = methods::Recipe::fromJson(record.recipe);
        const auto latest = store::CheckpointFolder(run.checkpointFolder()).latest();
        if (!latest)
            throw inputError(run.checkpointFolder().string(),
                             "holds no checkpoint: the run has no weights yet");

        const auto source = data::openSource(spec_.data);
        PhaseProgress loading(events, record.id, Phase::Load, "", 1);
        const auto data = loadTrainingData(*source, recipe.real("train.validation"), torchDevice, stop,
                                           [&](double fraction) { loading.update(fraction); });
        loading.update(1);
        if (data.hash == record.dataHash)
            throw usageError("--data: the run " + record.id +
                             " was trained on this very data set; transfer needs another one");
        if (!data.trainImages->column(spec_.label))
            throw usageError("--label: " + spec_.data + " has no label column '" + spec_.label + "'");

        const auto encoder = encoderOf(*latest, recipe);
        encoder->to(torchDevice);
        encoder->setPrecision(torch::kFloat32);

        // Where the recipe normalises by the data set, that is the new one: its images arrive as the
        // encoder's own did.
        const auto stats = methods::normalisation(recipe, data.train.stats);
        PhaseProgress embedding(events, record.id, Phase::Embed, "", 1);
        const std::vector<std::string> splits = spec_.protocol == "notebook"
                                                    ? std::vector<std::string>{"test"}
                                                    : std::vector<std::string>{"train", "validation", "test"};
        std::map<std::string, Split> embedded;
        for (std::size_t i = 0; i < splits.size(); ++i) {
            const auto indices = splitIndices(data, splits[i]);
            const auto features =
                eval::extractFeatures(*encoder, splits[i] == "test" ? data.test : data.train, indices, stats,
                                      eval::Extraction::Eval, stop, [&](double fraction) {
                                          embedding.update((static_cast<double>(i) + fraction) /
                                                           static_cast<double>(splits.size()));
                                      });
            Split& split = embedded[splits[i]];
            split.values = Matrix(features.size(0), features.size(1));
            std::copy_n(features.data_ptr<float>(), features.numel(), split.values.values.begin());
            split.labels = describeSplit(data, splits[i], indices).find(spec_.label)->values;
        }
        PhaseProgress progress(events, record.id, Phase::Probe, "", 1);
        const auto report = [&](double fraction) {
            progress.waitWhilePaused(control);
            progress.update(fraction);
        };
        const Split &test = embedded["test"], &train = embedded["train"],
                    &validation = embedded["validation"];
        eval::ProbeResult probe =
            spec_.protocol == "notebook"
                ? eval::probeNotebook(test.values, test.labels, device.name, stop, report)
                : eval::probeStandard(train.values, train.labels, validation.values, validation.labels,
                                      test.values, test.labels, device.name, stop, report);
        probe.extraction = "eval";
        probe.label = spec_.label;
        progress.update(1);

        const std::string name = "transfer-" + data.info.kind + "-" + data.hash.substr(0, 8);
        nlohmann::json how = {
            {"data", {{"kind", data.info.kind}, {"location", data.info.location}, {"hash", data.hash}}},
            {"trained_on", {{"kind", record.dataKind}, {"hash", record.dataHash}}}};
        store::writeEvaluation(run.path(), name, {"eval", latest->checkpoint.step}, eval::toJson(probe), how);
        const auto path = store::evaluationPath(run.path(), name);
        if (result_) *result_ = io::readJson(path).dump();
        events.send(event::ArtifactReady{record.id, "evaluation", std::filesystem::absolute(path).string()});
        return Ending::Succeeded;
    }

    TransferSpec spec_;
    std::shared_ptr<std::string> result_;
};

}  // namespace

std::unique_ptr<Job> makeTransferJob(const TransferSpec& spec, std::shared_ptr<std::string> result) {
    return std::make_unique<TransferJob>(spec, std::move(result));
}

}  // namespace selfsight::jobs
