#include "store/checkpoint.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace selfsight::store {

struct CheckpointWriter::State {
    State(CheckpointFolder target, Report callback)
        : folder(std::move(target)), report(std::move(callback)) {}

    void work() {
        std::unique_lock lock(mutex);
        for (;;) {
            changed.wait(lock, [&] { return pending || pendingBest || end; });
            if (!pending && !pendingBest) return;
            const bool best = !pending;
            const auto checkpoint = std::exchange(best ? pendingBest : pending, nullptr);
            busy = true;
            lock.unlock();
            SavedCheckpoint saved;
            std::string failure;
            try {
                saved = best ? folder.saveBest(*checkpoint) : folder.save(*checkpoint);
            } catch (const std::exception& thrown) {
                failure = thrown.what();
            }
            if (report) report(saved, failure);
            lock.lock();
            (best ? errorOfBest : error) = failure;
            busy = false;
            changed.notify_all();
        }
    }

    void post(std::shared_ptr<const Checkpoint>& slot, std::shared_ptr<const Checkpoint> checkpoint) {
        {
            const std::lock_guard lock(mutex);
            slot = std::move(checkpoint);
        }
        changed.notify_all();
    }

    CheckpointFolder folder;
    Report report;
    std::mutex mutex;
    std::condition_variable changed;
    std::shared_ptr<const Checkpoint> pending;
    std::shared_ptr<const Checkpoint> pendingBest;
    bool busy = false;
    bool end = false;
    // Apart: that the best one could be saved says nothing about the last one.
    std::string error, errorOfBest;
    std::thread thread;
};

CheckpointWriter::CheckpointWriter(CheckpointFolder folder, Report report)
    : state_(std::make_unique<State>(std::move(folder), std::move(report))) {
    state_->thread = std::thread([state = state_.get()] { state->work(); });
}

CheckpointWriter::~CheckpointWriter() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->end = true;
    }
    state_->changed.notify_all();
    state_->thread.join();
}

void CheckpointWriter::save(std::shared_ptr<const Checkpoint> checkpoint) {
    state_->post(state_->pending, std::move(checkpoint));
}

void CheckpointWriter::saveBest(std::shared_ptr<const Checkpoint> checkpoint) {
    state_->post(state_->pendingBest, std::move(checkpoint));
}

std::string CheckpointWriter::flush() {
    std::unique_lock lock(state_->mutex);
    state_->changed.wait(lock, [&] { return !state_->pending && !state_->pendingBest && !state_->busy; });
    return state_->error.empty() ? state_->errorOfBest : state_->error;
}

}  // namespace selfsight::store
