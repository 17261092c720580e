#include "jobs/evaluate.h"

#include "core/error.h"
#include "io/json_file.h"
#include "jobs/evaluation_jobs.h"
#include "jobs/jobs.h"
#include "jobs/train_progress.h"
#include "store/report.h"

#include <algorithm>

namespace selfsight::jobs {

namespace {

class EvaluateJob final : public Job {
  public:
    explicit EvaluateJob(const EvaluateSpec& spec) : spec_(spec) {
        if (spec_.protocol != "notebook" && spec_.protocol != "standard")
            throw usageError("--protocol: expected notebook or standard, found '" + spec_.protocol + "'");
        if (spec_.draws < 1)
            throw usageError("--draws: expected a positive number, found " + std::to_string(spec_.draws));
    }

  protected:
    Ending execute(Control& control, EventSink& events) override;

  private:
    // Those of the runs' data sets, each searched once; nothing where the data are not at hand.
    const std::vector<eval::NearDuplicate>* duplicatesOf(const store::RunFolder& run,
                                                         const EvaluationContext& context,
                                                         EventSink& events);

    EvaluateSpec spec_;
    std::map<std::string, std::optional<std::vector<eval::NearDuplicate>>> duplicates_;
};

const std::vector<eval::NearDuplicate>* EvaluateJob::duplicatesOf(const store::RunFolder& run,
                                                                  const EvaluationContext& context,
                                                                  EventSink& events) {
    const store::RunRecord& record = run.record();
    if (!run.hasEmbeddings("test") || record.dataLocation.empty()) return nullptr;
    const store::EmbeddingInfo info = run.embeddingInfo("test");
    if (store::readEvaluation(run.path(), store::kDuplicates, {info.extraction, info.step})) return nullptr;
    auto [known, fresh] = duplicates_.try_emplace(record.dataLocation + "|" + record.dataHash);
    if (fresh) {
        PhaseProgress progress(events, record.id, Phase::Load, "", 1);
        try {
            const auto source = data::openSource(record.dataLocation);
            if (!record.dataHash.empty() && source->contentHash() != record.dataHash)
                throw inputError(record.dataLocation, "is not the data set that the run was made from");
            known->second =
                findDuplicates(*source, context, [&](double fraction) { progress.update(fraction); });
        } catch (const RuntimeError& error) {
            events.send(event::Message{event::Message::Level::Warning, record.id,
                                       std::string("Near-duplicates were not looked for: ") + error.what()});
        }
        progress.update(1);
    }
    return known->second ? &*known->second : nullptr;
}

Ending EvaluateJob::execute(Control& control, EventSink& events) {
    const store::Workspace workspace(spec_.workspace);
    std::filesystem::path folder;
    std::vector<std::string> runs;
    if (!spec_.comparison.empty()) {
        for (const store::Comparison& each : workspace.comparisons()) {
            if (!each.id.starts_with(spec_.comparison)) continue;
            if (!folder.empty())
                throw usageError("Comparison '" + spec_.comparison + "' names several of " +
                                 workspace.path().string());
            folder = workspace.comparisonFolder(each.id);
            runs = each.runs;
        }
        if (folder.empty())
            throw usageError("Comparison '" + spec_.comparison + "' names none of " +
                             workspace.path().string());
    }
    for (const std::string& run : spec_.runs) {
        const std::string id = workspace.run(run).record().id;
        if (!std::ranges::count(runs, id)) runs.push_back(id);
    }
    if (runs.empty()) throw usageError("An evaluation needs at least one run");

    const EvaluationContext context{resolveDevice(spec_.device).name, spec_.protocol, spec_.draws,
                                    control.cancelToken()};
    for (const std::string& id : runs) {
        throwIfCancelled(control.cancelToken());
        store::RunFolder run = workspace.run(id);
        const auto* duplicates = duplicatesOf(run, context, events);
        PhaseProgress progress(events, id, Phase::Probe, "", 1);
        evaluateRun(run, context, duplicates, [&](double fraction) {
            progress.waitWhilePaused(control);
            progress.update(fraction);
        });
        events.send(event::ArtifactReady{
            id, "evaluation", std::filesystem::absolute(run.path() / "evaluation").string()});
    }
    if (folder.empty()) return Ending::Succeeded;
    PhaseProgress progress(events, "", Phase::Probe, "", 1);
    nlohmann::json result = evaluatePairs(workspace, runs, context, folder,
                                          [&](double fraction) { progress.update(fraction); });
    io::writeJsonAtomic(folder / store::kEvaluationFile, result);
    progress.update(1);
    events.send(event::ArtifactReady{"", "evaluation",
                                     std::filesystem::absolute(folder / store::kEvaluationFile).string()});
    return Ending::Succeeded;
}

}  // namespace

std::unique_ptr<Job> makeEvaluateJob(const EvaluateSpec& spec) {
    return std::make_unique<EvaluateJob>(spec);
}

}  // namespace selfsight::jobs
