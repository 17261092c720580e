#include "ui/jobs/event_relay.h"

namespace selfsight::ui {
namespace {

// Whether `newer` makes `older` worthless.
bool replaces(const Event& newer, const Event& older) {
    if (newer.index() != older.index()) return false;
    if (const auto* progress = std::get_if<event::Progress>(&newer)) {
        const auto& other = std::get<event::Progress>(older);
        return progress->run == other.run && progress->phase == other.phase;
    }
    if (const auto* frame = std::get_if<event::MapFrame>(&newer)) {
        const auto& other = std::get<event::MapFrame>(older);
        return frame->run == other.run && frame->map == other.map;
    }
    return false;
}

}  // namespace

EventRelay::EventRelay(QObject* parent) : QObject(parent) {
    tick_.setSingleShot(true);
    tick_.setInterval(tickMilliseconds);
    connect(&tick_, &QTimer::timeout, this, &EventRelay::flush);
}

void EventRelay::send(Event event) {
    bool wake = false;
    {
        const std::lock_guard lock(mutex_);
        for (auto waiting = waiting_.rbegin(); waiting != waiting_.rend(); ++waiting) {
            if (replaces(event, *waiting)) {
                *waiting = std::move(event);
                return;
            }
        }
        waiting_.push_back(std::move(event));
        wake = !announced_;
        announced_ = true;
    }
    if (wake) QMetaObject::invokeMethod(&tick_, qOverload<>(&QTimer::start), Qt::QueuedConnection);
}

void EventRelay::flush() {
    std::vector<Event> events;
    {
        const std::lock_guard lock(mutex_);
        events.swap(waiting_);
        announced_ = false;
    }
    tick_.stop();
    if (!events.empty()) emit arrived(events);
}

}  // namespace selfsight::ui
