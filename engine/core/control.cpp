#include "core/control.h"

namespace selfsight {

void Control::pause() {
    const std::scoped_lock lock(mutex_);
    paused_ = true;
}

void Control::resume() {
    {
        const std::scoped_lock lock(mutex_);
        paused_ = false;
    }
    changed_.notify_all();
}

void Control::stopAndKeep() {
    {
        const std::scoped_lock lock(mutex_);
        stop_ = true;
        paused_ = false;
    }
    changed_.notify_all();
}

void Control::cancel() {
    cancel_.request_stop();
    {
        // Taken so that a waiter cannot miss the notification between its check and its sleep.
        const std::scoped_lock lock(mutex_);
        paused_ = false;
    }
    changed_.notify_all();
}

Request Control::poll() const {
    const std::scoped_lock lock(mutex_);
    if (cancel_.stop_requested()) return Request::Cancel;
    if (stop_) return Request::StopAndKeep;
    return paused_ ? Request::Pause : Request::GoOn;
}

Request Control::waitWhilePaused() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return cancel_.stop_requested() || stop_ || !paused_; });
    if (cancel_.stop_requested()) return Request::Cancel;
    return stop_ ? Request::StopAndKeep : Request::GoOn;
}

void Control::stopHandled() {
    const std::scoped_lock lock(mutex_);
    stop_ = false;
}

}  // namespace selfsight
