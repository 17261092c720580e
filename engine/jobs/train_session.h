// A run folder while a job writes to it: the lock, the record's state, metrics, checkpoints. What cannot be
// written is told once and tried again; the run goes on in memory.
#pragma once

#include "core/control.h"
#include "core/event.h"
#include "jobs/train_progress.h"
#include "store/checkpoint.h"
#include "store/run_folder.h"
#include "store/tensorboard.h"
#include "store/workspace.h"

#include <deque>
#include <memory>
#include <mutex>
#include <string>

namespace selfsight::jobs {

class TrainSession {
  public:
    // Of a new run, whose lock is held.
    TrainSession(store::RunFolder folder, std::unique_ptr<store::WriterLock> lock, EventSink& events);
    // Of a run that is there: takes the writer's lock and clears up after a writer that was killed. Throws
    // RuntimeError(Environment) when another process holds the lock.
    TrainSession(store::RunFolder folder, EventSink& events);

    const std::string& run() const { return record.id; }
    store::RunFolder& folder() { return folder_; }
    EventSink& events() { return events_; }

    store::RunRecord record;
    // Writes `record`.
    void save();
    // Writes `record` in a new state and tells it.
    void setState(RunState state, const std::string& message = {});
    // The same for the state of a run that ended well. Throws RuntimeError(Environment) where it cannot be written:
    // a run is not told to have succeeded whose record does not say so.
    void finish(RunState state);
    // Where the wish is Pause, waits with the run marked as paused. Returns GoOn, StopAndKeep or Cancel.
    Request waitWhilePaused(Control& control, PhaseProgress& progress);
    void warn(const std::string& text);
    void note(const std::string& text);

    // One row; appended to metrics.csv and TensorBoard, and sent.
    void metrics(const event::Metrics& row);
    // Forgets rows after `step` (a resume) and opens TensorBoard's file.
    void startMetrics(std::int64_t step);

    // Hands a checkpoint to the background writer.
    void checkpoint(std::shared_ptr<const store::Checkpoint> checkpoint, bool best = false);
    // Waits for the writer; throws RuntimeError(Environment) when the last one could not be saved.
    void finishCheckpoints();

    // Runs `write`; a failure is told (once until something works again) and returned as false.
    bool attempt(const std::function<void()>& write);

  private:
    void flushRows();
    void tellState(RunState state);
    std::vector<std::pair<std::string, store::TensorBoardWriter::HyperParameter>> hyperParameters() const;

    store::RunFolder folder_;
    EventSink& events_;
    std::unique_ptr<store::WriterLock> lock_;
    std::unique_ptr<store::TensorBoardWriter> board_;
    std::unique_ptr<store::CheckpointWriter> writer_;
    std::deque<event::Metrics> waiting_;  // rows that could not be written yet
    bool failing_ = false;
};

}  // namespace selfsight::jobs
