// What a running job tells its front end. Every event is a small value or a shared_ptr<const T>: nothing live crosses a
// thread.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/matrix.h"

namespace selfsight {

// The phases of a run; each has its own bar, rate and remaining time.
enum class Phase { Load, Train, Embed, Project, Probe, Report };
const char* phaseName(Phase phase);

// The states of a run as run.json stores them. Interrupted: the process died.
enum class RunState { Queued, Running, Paused, Stopped, Succeeded, Cancelled, Failed, Interrupted };
const char* runStateName(RunState state);
RunState runStateFromName(const std::string& name);  // throws RuntimeError(Input) on an unknown name

namespace event {

// A run folder was made or its state changed. `message` is set for Failed.
struct RunChanged {
    std::string run;
    RunState state = RunState::Queued;
    std::string message;
};

// Where a phase stands. Sent when it moved by 0.1 % or 100 ms passed, and at both ends.
struct Progress {
    std::string run;
    Phase phase = Phase::Load;
    double fraction = 0;   // 0 … 1
    double rate = 0;       // units a second; 0: not known yet, or no unit
    std::string unit;      // "img", "it", "rows"; empty where nothing is counted
    double elapsed = 0;    // seconds
    double remaining = 0;  // seconds; negative: not known yet
};

// One row of metrics.csv: a reporting interval of training or an evaluation point. Loss is the mean over the interval.
struct Metrics {
    std::string run;
    std::int64_t step = 0;
    double epoch = 0;
    double imagesSeen = 0;
    double seconds = 0;  // of training, pauses excluded
    std::vector<std::pair<std::string, double>> values;  // "train_loss", "lr", "collapse_std", "val_knn", …
};

// A file of the run is complete and can be read: kind is "embeddings", "probe", "map", "checkpoint" or "report".
struct ArtifactReady {
    std::string run;
    std::string kind;
    std::string path;  // absolute
};

// A map while it forms.
struct MapFrame {
    std::string run;
    std::string map;
    std::int64_t iteration = 0;
    std::int64_t iterations = 0;
    std::shared_ptr<const Matrix> points;  // [n, 2]
    // The KL divergence of t-SNE, as last measured; NaN: none.
    double objective = std::numeric_limits<double>::quiet_NaN();
};

// Something a person should know. Warnings stay visible in the window; notes go to the log.
struct Message {
    enum class Level { Note, Warning } level = Level::Note;
    std::string run;  // may be empty
    std::string text;
};

}  // namespace event

using Event = std::variant<event::RunChanged, event::Progress, event::Metrics, event::ArtifactReady, event::MapFrame,
                           event::Message>;

// Where a job's events go. send() is called on the worker thread, must not block for long and must not throw.
class EventSink {
  public:
    virtual ~EventSink() = default;
    virtual void send(Event event) = 0;
};

// For callers that do not watch.
class NullSink final : public EventSink {
  public:
    void send(Event) override {}
};

}  // namespace selfsight
