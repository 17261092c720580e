#include "map/joint.h"

#include "core/error.h"
#include "core/random.h"
#include "jobs/jobs.h"
#include "jobs/map_work.h"
#include "store/workspace.h"

#include <chrono>
#include <cmath>
#include <cstdio>

namespace selfsight::jobs {

namespace {

using Clock = std::chrono::steady_clock;

class JointJob final : public Job {
  public:
    explicit JointJob(JointSpec spec) : spec_(std::move(spec)) {}

  protected:
    Ending execute(Control& control, EventSink& events) override {
        if (spec_.runs.size() < 2) throw usageError("tied maps need at least two runs");
        store::Workspace workspace(spec_.workspace);
        const std::string stem = mapStem(spec_);
        spec_.options.device = resolveDevice(spec_.options.device).name;
        const std::stop_token stop = control.cancelToken();

        // Every map left alone: what the tie is measured against. It is kept, so it is made once.
        std::vector<store::RunFolder> folders;
        std::vector<double> without;
        for (const std::string& run : spec_.runs) {
            const ProjectSpec alone{.workspace = spec_.workspace,
                                    .run = run,
                                    .split = spec_.split,
                                    .options = spec_.options,
                                    .frames = spec_.frames};
            const Outcome outcome = makeProjectJob(alone)->run(control, events);
            if (outcome.ending == Ending::Cancelled) throw Cancelled{};
            if (outcome.ending == Ending::Failed)
                throw RuntimeError(outcome.code, outcome.message, outcome.path);
            if (outcome.ending == Ending::Stopped) return Ending::Stopped;
            folders.push_back(workspace.run(run));
            without.push_back(folders.back().map(mapStem(alone)).trust.trustworthiness);
        }

        const Clock::time_point begin = Clock::now();
        std::vector<Matrix> embeddings;
        std::vector<neighbours::Graph> graphs;
        for (const auto& folder : folders) {
            embeddings.push_back(folder.embeddings(spec_.split));
            requireSameImages(folders.front(), folder);
            graphs.push_back(
                graphForMap(folder, spec_.split, embeddings.back(), spec_.options, events, stop));
        }
        std::vector<MatrixView> views(embeddings.begin(), embeddings.end());
        std::vector<const neighbours::Graph*> known;
        for (const auto& graph : graphs) known.push_back(graph.k > 0 ? &graph : nullptr);
        map::JointMaps maps(views, spec_.options, spec_.tie, known, stop);
        MapWork work(events, folders.front().record().id);
        const auto show = [&](bool measure) {
            for (std::size_t m = 0; m < maps.count() && spec_.frames; ++m)
                sendFrame(events, folders[m].record().id, stem, maps.points(m), maps.iteration(),
                          maps.iterationsTotal(), measure ? maps.objective(m) : std::nan(""));
        };
        const Ending ending =
            work.iterate({[&] { return maps.iteration(); }, [&] { return maps.iterationsTotal(); },
                          [&](std::int64_t count) { maps.run(count); }, show},
                         control);
        const double seconds =
            std::chrono::duration<double>(Clock::now() - begin).count() - work.pausedSeconds();
        for (std::size_t m = 0; m < maps.count(); ++m) {
            map::MapResult result;
            result.points = maps.points(m);
            result.options = spec_.options;
            result.objective = maps.objective(m);
            result.seconds = seconds;
            result.iterations = maps.iteration();
            result.split = spec_.split;
            result.finished = maps.finished();
            result.embeddings = map::fingerprint(embeddings[m]);
            result.neighbours = graphs[m].method;
            result.recall = graphs[m].recall;
            result.tie = {spec_.tie, {}, without[m]};
            for (const auto& folder : folders) result.tie.runs.push_back(folder.record().id);
            result.trust =
                map::measureTrust(embeddings[m], result.points, 12, spec_.options.seed, stop, &graphs[m]);
            folders[m].writeMap(stem, result);
            sendMapReady(events, folders[m], stem);
        }
        show(true);
        return ending;
    }

  private:
    // Row i must be the same image everywhere, or the tie ties strangers.
    void requireSameImages(const store::RunFolder& first, const store::RunFolder& other) const {
        if (first.record().dataHash == other.record().dataHash &&
            first.embeddingInfo(spec_.split).indices == other.embeddingInfo(spec_.split).indices)
            return;
        throw usageError("the runs " + first.record().id + " and " + other.record().id +
                         " are of different images and cannot be tied");
    }

    JointSpec spec_;
};

}  // namespace

std::string mapStem(const JointSpec& spec) {
    std::string members;
    for (const std::string& run : spec.runs) members += run + '\n';
    char text[48];
    std::snprintf(text, sizeof text, "-tied%g-%08x", spec.tie,
                  static_cast<unsigned>(hashName(members) >> 32));
    return spec.options.fileStem(spec.split) + text;
}

std::unique_ptr<Job> makeJointJob(const JointSpec& spec) {
    return std::make_unique<JointJob>(spec);
}

}  // namespace selfsight::jobs
