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
            auto* older = std::get_if<Event>(&*waiting);
            if (!older) break;  // a mark: what came before it stays there
            if (replaces(event, *older)) {
                *older = std::move(event);
                return;
            }
        }
        waiting_.emplace_back(std::move(event));
        wake = !announced_;
        announced_ = true;
    }
    if (wake) QMetaObject::invokeMethod(&tick_, qOverload<>(&QTimer::start), Qt::QueuedConnection);
}

void EventRelay::post(std::function<void()> mark) {
    {
        const std::lock_guard lock(mutex_);
        waiting_.emplace_back(std::move(mark));
    }
    QMetaObject::invokeMethod(this, &EventRelay::flush, Qt::QueuedConnection);
}

void EventRelay::flush() {
    decltype(waiting_) items;
    {
        const std::lock_guard lock(mutex_);
        items.swap(waiting_);
        announced_ = false;
    }
    tick_.stop();
    std::vector<Event> events;
    for (auto& item : items) {
        if (auto* event = std::get_if<Event>(&item)) {
            events.push_back(std::move(*event));
            continue;
        }
        if (!events.empty()) emit arrived(events);
        events.clear();
        std::get<std::function<void()>>(item)();
    }
    if (!events.empty()) emit arrived(events);
}

}  // namespace selfsight::ui
