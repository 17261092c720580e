// What the jobs that make maps share: the neighbour phase, and iterations under a job's control. Torch-free.
#pragma once

#include "core/control.h"
#include "core/event.h"
#include "core/job.h"
#include "map/map.h"
#include "store/run_folder.h"

#include <chrono>
#include <cmath>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

namespace selfsight::jobs {

// The neighbours that the options want, kept in the run folder; a phase of its own, with progress in rows.
// Empty (k = 0) for methods that need none.
neighbours::Graph graphForMap(const store::RunFolder& folder, const std::string& split, MatrixView embeddings,
                              const map::MapOptions& options, EventSink& events, const std::stop_token& stop);

// A map that iterates while its job is watched.
class MapWork {
  public:
    struct View {
        std::function<std::int64_t()> iteration, total;
        std::function<void(std::int64_t)> run;
        // Tells where the map is; the flag asks for its objective, too.
        std::function<void(bool)> show;
    };
    static View viewOf(map::MapState& state, std::function<void(bool)> show);

    MapWork(EventSink& events, std::string run) : events_(events), run_(std::move(run)) {}

    // To the end, or to stop-and-keep (Stopped). Pauses where asked; throws Cancelled. Shows a frame every
    // tenth of a second and the objective every second.
    Ending iterate(const View& view, Control& control);
    double pausedSeconds() const { return paused_; }

  private:
    EventSink& events_;
    std::string run_;
    double paused_ = 0;
};

// Sends a frame of a map.
void sendFrame(EventSink& events, const std::string& run, const std::string& stem, const Matrix& points,
               std::int64_t iteration, std::int64_t total, double objective = std::nan(""));

// Says that maps/<stem>.npy of the run is there.
void sendMapReady(EventSink& events, const store::RunFolder& folder, const std::string& stem);

// A finished map of this name that was made from these embeddings; empty when there is none or it is damaged.
std::optional<map::MapResult> finishedMap(const store::RunFolder& folder, const std::string& stem,
                                          const std::string& fingerprint);

}  // namespace selfsight::jobs
