#include "core/error.h"
#include "jobs/jobs.h"
#include "jobs/map_work.h"
#include "jobs/train_progress.h"
#include "map/joint.h"
#include "store/workspace.h"

#include <chrono>
#include <cmath>

namespace selfsight::jobs {

namespace {

class PlaceJob final : public Job {
  public:
    explicit PlaceJob(PlaceSpec spec) : spec_(std::move(spec)) {}

  protected:
    Ending execute(Control& control, EventSink& events) override {
        store::RunFolder folder = store::Workspace(spec_.workspace).run(spec_.run);
        const map::MapResult base = folder.map(spec_.map);
        if (base.options.method != "tsne")
            throw usageError("new points are placed on t-SNE maps; " + spec_.map + " is " +
                             base.options.method);
        const Matrix known = folder.embeddings(base.split);
        if (!base.embeddings.empty() && map::fingerprint(known) != base.embeddings)
            throw inputError(folder.embeddingsPath(base.split).string(),
                             "is not what the map " + spec_.map + " was made from; make the map again");
        const Matrix embeddings = folder.embeddings(spec_.split);
        if (embeddings.cols != known.cols)
            throw inputError(folder.embeddingsPath(spec_.split).string(),
                             "has " + std::to_string(embeddings.cols) + " columns, the map's embeddings " +
                                 std::to_string(known.cols));
        const auto begin = std::chrono::steady_clock::now();
        const auto count = static_cast<double>(embeddings.rows);
        map::MapResult result;
        {
            PhaseProgress progress(events, folder.record().id, Phase::Project, "points", count);
            result.points = map::transform(known, base.points, embeddings, control.cancelToken(),
                                           [&](double fraction) { progress.update(fraction * count); });
        }
        result.options = base.options;
        result.objective = std::nan("");
        result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        result.split = spec_.split;
        result.embeddings = map::fingerprint(embeddings);
        result.start = spec_.map;
        result.trust =
            map::measureTrust(embeddings, result.points, 12, base.options.seed, control.cancelToken());
        const std::string stem = mapStem(spec_);
        folder.writeMap(stem, result);
        sendMapReady(events, folder, stem);
        return Ending::Succeeded;
    }

  private:
    PlaceSpec spec_;
};

}  // namespace

std::string mapStem(const PlaceSpec& spec) {
    return spec.split + "-on-" + spec.map;
}

std::unique_ptr<Job> makePlaceJob(const PlaceSpec& spec) {
    return std::make_unique<PlaceJob>(spec);
}

}  // namespace selfsight::jobs
