#include "jobs/map_work.h"

#include "core/error.h"
#include "jobs/neighbour_graph.h"
#include "jobs/train_progress.h"

#include <algorithm>

namespace selfsight::jobs {

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kBetweenFrames = std::chrono::milliseconds(100);
constexpr auto kBetweenObjectives = std::chrono::seconds(1);

}  // namespace

neighbours::Graph graphForMap(const store::RunFolder& folder, const std::string& split, MatrixView embeddings,
                              const map::MapOptions& options, EventSink& events,
                              const std::stop_token& stop) {
    const std::int64_t k = map::neighboursNeeded(options, embeddings.rows);
    if (k <= 0) return {};
    const auto rows = static_cast<double>(embeddings.rows);
    PhaseProgress progress(events, folder.record().id, Phase::Project, "rows", rows);
    // One graph serves maps of every seed, so its own seed is always the same.
    return neighbourGraph(folder.path(), split, embeddings, k, {.device = options.device}, stop,
                          [&](double fraction) { progress.update(fraction * rows); });
}

MapWork::View MapWork::viewOf(map::MapState& state, std::function<void(bool)> show) {
    return {[&] { return state.iteration(); }, [&] { return state.iterationsTotal(); },
            [&](std::int64_t count) { state.run(count); }, std::move(show)};
}

Ending MapWork::iterate(const View& view, Control& control) {
    const std::int64_t total = view.total();
    PhaseProgress progress(events_, run_, Phase::Project, "it", static_cast<double>(total));
    Clock::time_point framed{}, measured = Clock::now();
    while (view.iteration() < total) {
        if (control.poll() == Request::Pause) {
            const Clock::time_point begin = Clock::now();
            progress.waitWhilePaused(control);
            paused_ += std::chrono::duration<double>(Clock::now() - begin).count();
        }
        if (control.poll() == Request::StopAndKeep) return Ending::Stopped;
        throwIfCancelled(control.cancelToken());
        view.run(1);
        progress.update(static_cast<double>(view.iteration()));
        if (Clock::now() - framed < kBetweenFrames) continue;
        const bool measuring = Clock::now() - measured >= kBetweenObjectives;
        if (measuring) measured = Clock::now();
        view.show(measuring);
        framed = Clock::now();
    }
    return Ending::Succeeded;
}

void sendFrame(EventSink& events, const std::string& run, const std::string& stem, const Matrix& points,
               std::int64_t iteration, std::int64_t total, double objective) {
    events.send(
        event::MapFrame{run, stem, iteration, total, std::make_shared<const Matrix>(points), objective});
}

void sendMapReady(EventSink& events, const store::RunFolder& folder, const std::string& stem) {
    const auto file = std::filesystem::absolute(folder.path() / "maps" / (stem + ".npy"));
    events.send(event::ArtifactReady{folder.record().id, "map", file.string()});
}

std::optional<map::MapResult> finishedMap(const store::RunFolder& folder, const std::string& stem,
                                          const std::string& fingerprint) {
    const auto stems = folder.mapStems();
    if (std::find(stems.begin(), stems.end(), stem) == stems.end()) return std::nullopt;
    try {
        map::MapResult known = folder.map(stem);
        if (known.embeddings == fingerprint && known.finished) return known;
    } catch (const RuntimeError&) {
        // Damaged, so it is made again.
    }
    return std::nullopt;
}

}  // namespace selfsight::jobs
