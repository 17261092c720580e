// Carries a job's events from the worker thread to the GUI thread: coalesced there, delivered at most once a
// tick.
#pragma once

#include "core/event.h"

#include <QObject>
#include <QTimer>
#include <functional>
#include <mutex>
#include <variant>
#include <vector>

namespace selfsight::ui {

// The sink that a worker sends to. Of progress and map frames only the newest of each run and phase (or map)
// waits; every other event is kept, in order. send() takes a lock that is never held for longer than a push,
// and never waits for the GUI.
class EventRelay final : public QObject, public EventSink {
    Q_OBJECT

  public:
    explicit EventRelay(QObject* parent = nullptr);

    void send(Event event) override;  // any thread
    // Calls `mark` on the GUI thread after every event sent before it and before every one sent after it. Any
    // thread.
    void post(std::function<void()> mark);
    // Delivers what waits now instead of at the next tick. GUI thread.
    void flush();

    static constexpr int tickMilliseconds = 33;

  signals:
    // One batch, oldest first. GUI thread. The vector lives as long as the signal is being delivered.
    void arrived(const std::vector<selfsight::Event>& events);

  private:
    std::mutex mutex_;
    std::vector<std::variant<Event, std::function<void()>>> waiting_;
    bool announced_ = false;  // a wake-up is under way to the GUI thread
    QTimer tick_;
};

}  // namespace selfsight::ui
