#include "core/control.h"
#include "core/error.h"
#include "core/random.h"
#include "jobs/jobs.h"
#include "jobs/map_work.h"
#include "jobs/train_progress.h"
#include "map/lda.h"
#include "store/workspace.h"

#include <chrono>
#include <cmath>
#include <cstdio>

namespace selfsight::jobs {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

std::string shortHash(const std::string& text) {
    char hash[12];
    std::snprintf(hash, sizeof hash, "%08x", static_cast<unsigned>(hashName(text) >> 32));
    return hash;
}

// "RUN/STEM" of any run of the workspace, or "STEM" of this one.
map::MapResult namedMap(store::Workspace& workspace, const store::RunFolder& own, const std::string& name) {
    const auto slash = name.find('/');
    if (slash == std::string::npos) return own.map(name);
    return workspace.run(name.substr(0, slash)).map(name.substr(slash + 1));
}

class ProjectJob final : public Job {
  public:
    explicit ProjectJob(ProjectSpec spec) : spec_(std::move(spec)) {}

  protected:
    Ending execute(Control& control, EventSink& events) override {
        if (!spec_.fitSplit.empty() && spec_.options.method != "lda")
            throw usageError("only a map by linear discriminants (lda) is fitted on another split");
        store::Workspace workspace(spec_.workspace);
        store::RunFolder folder = workspace.run(spec_.run);
        run_ = folder.record().id;
        stem_ = mapStem(spec_);
        spec_.options.device = resolveDevice(spec_.options.device).name;
        const std::stop_token stop = control.cancelToken();
        const Matrix embeddings = folder.embeddings(spec_.split);
        spec_.options.check(embeddings.rows);
        const std::string fingerprint = map::fingerprint(embeddings);
        if (const auto known = finishedMap(folder, stem_, fingerprint)) {
            frame(events, known->points, known->iterations, known->iterations, known->objective);
            PhaseProgress(events, run_, Phase::Project, "it", static_cast<double>(known->iterations),
                          static_cast<double>(known->iterations));
            sendMapReady(events, folder, stem_);
            return Ending::Succeeded;
        }
        events.send(event::Progress{.run = run_, .phase = Phase::Project, .unit = "it", .remaining = -1});
        throwIfCancelled(stop);

        const Clock::time_point begin = Clock::now();
        map::MapResult result;
        result.options = spec_.options;
        result.split = spec_.split;
        result.start = spec_.start;
        result.fitted = spec_.fitSplit;
        result.embeddings = fingerprint;
        neighbours::Graph graph;
        const Ending ending = make(result, graph, workspace, folder, embeddings, control, events);
        result.seconds = secondsSince(begin) - paused_;
        result.trust = map::measureTrust(embeddings, result.points, 12, spec_.options.seed, stop, &graph);
        frame(events, result.points, result.iterations, total_, result.objective);
        folder.writeMap(stem_, result);
        sendMapReady(events, folder, stem_);
        return ending;
    }

  private:
    Ending make(map::MapResult& result, neighbours::Graph& graph, store::Workspace& workspace,
                const store::RunFolder& folder, const Matrix& embeddings, Control& control,
                EventSink& events) {
        const std::stop_token stop = control.cancelToken();
        if (!spec_.fitSplit.empty()) {
            const map::Lda lda = map::fitLda(folder.embeddings(spec_.fitSplit), fitLabels(folder), stop);
            result.points = lda.project(embeddings);
            result.objective = std::nan("");
            return Ending::Succeeded;
        }
        Matrix start;
        if (!spec_.start.empty()) {
            start = namedMap(workspace, folder, spec_.start).points;
            if (start.rows != embeddings.rows)
                throw usageError("the map " + spec_.start + " has " + std::to_string(start.rows) +
                                 " points and cannot start one of " + std::to_string(embeddings.rows));
        } else if (spec_.frames && spec_.options.method != "pca") {
            map::MapOptions first;
            first.method = "pca";
            frame(events, map::initialise(embeddings, first, nullptr, nullptr, stop)->points(), 0, 0);
        }
        graph = graphForMap(folder, spec_.split, embeddings, spec_.options, events, stop);
        result.neighbours = graph.method;
        result.recall = graph.recall;
        const Labels labels = folder.labels(spec_.split);
        const auto state =
            map::initialise(embeddings, spec_.options, graph.k > 0 ? &graph : nullptr,
                            labels.empty() ? nullptr : &labels, stop, start.rows > 0 ? &start : nullptr);
        total_ = state->iterationsTotal();
        MapWork work(events, run_);
        double objective = std::nan("");
        const auto show = [&](bool measure) {
            if (measure && spec_.frames) objective = state->objective();
            frame(events, state->points(), state->iteration(), total_, objective);
        };
        const Ending ending = work.iterate(MapWork::viewOf(*state, show), control);
        paused_ = work.pausedSeconds();
        result.points = state->points();
        result.objective = state->objective();
        result.iterations = state->iteration();
        result.finished = state->finished();
        return ending;
    }

    Labels fitLabels(const store::RunFolder& folder) const {
        Labels labels = folder.labels(spec_.fitSplit);
        if (labels.empty())
            throw inputError(folder.embeddingsPath(spec_.fitSplit).string(),
                             "has no labels, which linear discriminants are fitted to");
        return labels;
    }

    void frame(EventSink& events, const Matrix& points, std::int64_t iteration, std::int64_t total,
               double objective = std::nan("")) const {
        if (spec_.frames) sendFrame(events, run_, stem_, points, iteration, total, objective);
    }

    ProjectSpec spec_;
    std::string run_, stem_;
    std::int64_t total_ = 0;
    double paused_ = 0;
};

}  // namespace

std::string mapStem(const ProjectSpec& spec) {
    std::string stem = spec.options.fileStem(spec.split);
    if (!spec.start.empty()) stem += "-from-" + shortHash(spec.start);
    if (!spec.fitSplit.empty()) stem += "-fit-" + spec.fitSplit;
    return stem;
}

std::unique_ptr<Job> makeProjectJob(const ProjectSpec& spec) {
    return std::make_unique<ProjectJob>(spec);
}

}  // namespace selfsight::jobs
