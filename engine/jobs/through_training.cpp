// The job that maps every kept moment of a training.
#include "store/through_training.h"

#include "core/error.h"
#include "jobs/jobs.h"
#include "jobs/map_work.h"
#include "jobs/train_progress.h"
#include "store/workspace.h"

namespace selfsight::jobs {

namespace {

class ThroughTrainingJob final : public Job {
  public:
    explicit ThroughTrainingJob(ThroughSpec spec) : spec_(std::move(spec)) {}

  protected:
    Ending execute(Control& control, EventSink& events) override {
        if (spec_.options.method != "tsne")
            throw usageError("maps through training are t-SNE maps, not " + spec_.options.method);
        const store::RunFolder folder = store::Workspace(spec_.workspace).run(spec_.run);
        const std::string run = folder.record().id, stem = spec_.options.fileStem();
        store::ThroughMaps maps;
        maps.options = spec_.options;
        maps.steps = store::snapshotSteps(folder.path());
        if (maps.steps.empty())
            throw inputError((folder.path() / "embeddings" / "through").string(),
                             "holds no embeddings; train with --set train.snapshot_every=1 to keep some");
        const std::stop_token stop = control.cancelToken();
        const auto count = static_cast<double>(maps.steps.size());
        PhaseProgress progress(events, run, Phase::Project, "maps", count);
        for (const std::int64_t step : maps.steps) {
            if (progress.waitWhilePaused(control) == Request::StopAndKeep) return Ending::Stopped;
            throwIfCancelled(stop);
            const Matrix embeddings = store::readSnapshot(folder.path(), step);
            map::MapOptions options = spec_.options;
            const Matrix* start = nullptr;
            if (!maps.points.empty()) {
                if (maps.points.back().rows != embeddings.rows)
                    throw inputError((folder.path() / "embeddings" / "through").string(),
                                     "holds embeddings of different numbers of images");
                start = &maps.points.back();
                options.earlyIterations = 0;
                options.iterations = spec_.iterationsBetween;
            }
            const auto state = map::initialise(embeddings, options, nullptr, nullptr, stop, start);
            while (!state->finished()) state->run(10);
            maps.points.push_back(state->points());
            maps.objectives.push_back(state->objective());
            maps.trustworthiness.push_back(
                map::measureTrust(embeddings, state->points(), 12, options.seed, stop).trustworthiness);
            if (spec_.frames)
                sendFrame(events, run, stem, state->points(), step, maps.steps.back(), state->objective());
            progress.update(static_cast<double>(maps.points.size()));
        }
        store::writeThroughMaps(folder.path(), stem, maps);
        return Ending::Succeeded;
    }

  private:
    ThroughSpec spec_;
};

}  // namespace

std::unique_ptr<Job> makeThroughTrainingJob(const ThroughSpec& spec) {
    return std::make_unique<ThroughTrainingJob>(spec);
}

}  // namespace selfsight::jobs
