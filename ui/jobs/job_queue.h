// The bridge between jobs and Qt: a worker thread that runs engine jobs one after another.
#pragma once

#include "core/job.h"
#include "ui/jobs/event_relay.h"

#include <QList>
#include <QObject>
#include <QString>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace selfsight::ui {

// A job as the window names it.
struct JobTicket {
    quint64 id = 0;
    QString title;
};

// All functions are called, and all signals sent, on the GUI thread. The worker runs at a lower priority than
// the event loop.
class JobQueue final : public QObject {
    Q_OBJECT

  public:
    // Called on the worker thread just before the job runs; what it throws becomes a failed outcome.
    using Maker = std::function<std::unique_ptr<Job>()>;

    explicit JobQueue(QObject* parent = nullptr);
    // Cancels the current job, drops the queued ones, and joins the worker.
    ~JobQueue() override;

    quint64 add(const QString& title, Maker maker);
    // False when the job has started already, or there is no such job.
    bool remove(quint64 id);
    // Moves a queued job to `position` among the queued ones.
    bool move(quint64 id, int position);
    void clearQueued();

    // The job that runs; id 0 when there is none.
    JobTicket current() const;
    QList<JobTicket> queued() const;
    bool busy() const { return current().id != 0 || !queued().isEmpty(); }
    bool paused() const;

    // Requests to the current job; without one they do nothing.
    void pause();
    void resume();
    void stopAndKeep();
    void cancel();

  signals:
    void changed();  // what current(), queued() or paused() answers
    void started(quint64 id);
    void arrived(const std::vector<selfsight::Event>& events);
    // Exactly once a job that was not removed, after its last event.
    void ended(quint64 id, const QString& title, const selfsight::Outcome& outcome);

  private:
    struct Entry {
        JobTicket ticket;
        Maker maker;
        std::shared_ptr<Control> control = std::make_shared<Control>();
    };

    void work();
    void begin(quint64 id);
    void finish(const JobTicket& ticket, const Outcome& outcome);
    std::shared_ptr<Control> currentControl() const;

    EventRelay* relay_;
    quint64 lastId_ = 0;

    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Entry> waiting_;
    JobTicket running_;
    std::shared_ptr<Control> control_;  // of the running job
    bool quit_ = false;
    std::thread worker_;
};

}  // namespace selfsight::ui
