#include "core/control.h"
#include "jobs/jobs.h"
#include "jobs/neighbour_graph.h"
#include "jobs/train_progress.h"
#include "store/workspace.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

namespace selfsight::jobs {

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kBetweenFrames = std::chrono::milliseconds(100);
constexpr auto kBetweenObjectives = std::chrono::seconds(1);

double secondsSince(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

class ProjectJob final : public Job {
  public:
    explicit ProjectJob(ProjectSpec spec) : spec_(std::move(spec)) {}

  protected:
    Ending execute(Control& control, EventSink& events) override {
        store::Workspace workspace(spec_.workspace);
        store::RunFolder folder = workspace.run(spec_.run);
        run_ = folder.record().id;
        stem_ = spec_.options.fileStem(spec_.split);
        spec_.options.device = resolveDevice(spec_.options.device).name;
        const std::stop_token stop = control.cancelToken();
        const Matrix embeddings = folder.embeddings(spec_.split);
        spec_.options.check(embeddings.rows);
        const std::string fingerprint = map::fingerprint(embeddings);
        if (const auto known = finishedMap(folder, fingerprint)) {
            sendFrame(events, known->points, known->iterations, known->iterations, known->objective);
            PhaseProgress(events, run_, Phase::Project, "it", static_cast<double>(known->iterations),
                          static_cast<double>(known->iterations));
            ready(folder, events);
            return Ending::Succeeded;
        }
        events.send(event::Progress{.run = run_, .phase = Phase::Project, .unit = "it", .remaining = -1});
        throwIfCancelled(stop);

        const Clock::time_point begin = Clock::now();
        if (spec_.frames && spec_.options.method != "pca") {
            map::MapOptions first;
            first.method = "pca";
            sendFrame(events, map::initialise(embeddings, first, nullptr, nullptr, stop)->points(), 0, 0);
        }
        neighbours::Graph graph;
        const std::int64_t k = map::neighboursNeeded(spec_.options, embeddings.rows);
        if (k > 0)
            graph = neighbourGraph(folder.path(), spec_.split, embeddings, k,
                                   {.device = spec_.options.device, .seed = spec_.options.seed}, stop);
        const Labels labels = folder.labels(spec_.split);
        const auto state = map::initialise(embeddings, spec_.options, k > 0 ? &graph : nullptr,
                                           labels.empty() ? nullptr : &labels, stop);
        const Ending ending = iterate(*state, control, events);

        map::MapResult result;
        result.points = state->points();
        result.options = spec_.options;
        result.objective = state->objective();
        result.seconds = secondsSince(begin) - paused_;
        result.iterations = state->iteration();
        result.split = spec_.split;
        result.finished = state->finished();
        result.embeddings = fingerprint;
        result.trust = map::measureTrust(embeddings, result.points, 12, spec_.options.seed, stop);
        sendFrame(events, result.points, state->iteration(), state->iterationsTotal(), result.objective);
        folder.writeMap(stem_, result);
        ready(folder, events);
        return ending;
    }

  private:
    // The map of the same options of the same embeddings, if it was computed to its end.
    std::optional<map::MapResult> finishedMap(const store::RunFolder& folder,
                                              const std::string& fingerprint) const {
        const auto stems = folder.mapStems();
        if (std::find(stems.begin(), stems.end(), stem_) == stems.end()) return std::nullopt;
        try {
            map::MapResult known = folder.map(stem_);
            if (known.embeddings == fingerprint && known.finished) return known;
        } catch (const RuntimeError&) {
            // Damaged, so it is made again.
        }
        return std::nullopt;
    }

    Ending iterate(map::MapState& state, Control& control, EventSink& events) {
        PhaseProgress progress(events, run_, Phase::Project, "it",
                               static_cast<double>(state.iterationsTotal()));
        double objective = std::nan("");
        Clock::time_point framed{}, measured = Clock::now();
        while (!state.finished()) {
            if (control.poll() == Request::Pause) {
                const Clock::time_point begin = Clock::now();
                progress.waitWhilePaused(control);
                paused_ += secondsSince(begin);
            }
            if (control.poll() == Request::StopAndKeep) return Ending::Stopped;
            throwIfCancelled(control.cancelToken());
            state.run(1);
            progress.update(static_cast<double>(state.iteration()));
            if (!spec_.frames || Clock::now() - framed < kBetweenFrames) continue;
            if (Clock::now() - measured >= kBetweenObjectives) {
                objective = state.objective();
                measured = Clock::now();
            }
            sendFrame(events, state.points(), state.iteration(), state.iterationsTotal(), objective);
            framed = Clock::now();
        }
        return Ending::Succeeded;
    }

    void sendFrame(EventSink& events, const Matrix& points, std::int64_t iteration, std::int64_t total,
                   double objective = std::nan("")) const {
        if (spec_.frames)
            events.send(event::MapFrame{run_, stem_, iteration, total, std::make_shared<const Matrix>(points),
                                        objective});
    }

    void ready(const store::RunFolder& folder, EventSink& events) const {
        const auto file = std::filesystem::absolute(folder.path() / "maps" / (stem_ + ".npy"));
        events.send(event::ArtifactReady{run_, "map", file.string()});
    }

    ProjectSpec spec_;
    std::string run_, stem_;
    double paused_ = 0;
};

}  // namespace

std::unique_ptr<Job> makeProjectJob(const ProjectSpec& spec) {
    return std::make_unique<ProjectJob>(spec);
}

}  // namespace selfsight::jobs
