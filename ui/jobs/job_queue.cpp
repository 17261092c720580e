#include "ui/jobs/job_queue.h"

#include <algorithm>

#if defined(__linux__)
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace selfsight::ui {
namespace {

// Training takes every core; the event loop must come first wherever both want one. Threads that the job
// starts inherit this.
void yieldToEventLoop() {
#if defined(__linux__)
    constexpr int niceness = 10;
    setpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)), niceness);
#endif
}

Outcome runJob(const JobQueue::Maker& maker, Control& control, EventSink& events) noexcept {
    try {
        return maker()->run(control, events);
    } catch (...) {
        return outcomeOfCurrentException();
    }
}

}  // namespace

JobQueue::JobQueue(QObject* parent) : QObject(parent), relay_(new EventRelay(this)) {
    connect(relay_, &EventRelay::arrived, this, &JobQueue::arrived);
    worker_ = std::thread([this] { work(); });
}

JobQueue::~JobQueue() {
    {
        const std::lock_guard lock(mutex_);
        quit_ = true;
        waiting_.clear();
        if (control_) control_->cancel();
    }
    wake_.notify_all();
    worker_.join();
}

quint64 JobQueue::add(const QString& title, Maker maker) {
    const quint64 id = ++lastId_;
    {
        const std::lock_guard lock(mutex_);
        waiting_.push_back({{id, title}, std::move(maker)});
    }
    wake_.notify_all();
    emit changed();
    return id;
}

bool JobQueue::remove(quint64 id) {
    {
        const std::lock_guard lock(mutex_);
        if (std::erase_if(waiting_, [id](const Entry& entry) { return entry.ticket.id == id; }) == 0)
            return false;
    }
    emit changed();
    return true;
}

bool JobQueue::move(quint64 id, int position) {
    {
        const std::lock_guard lock(mutex_);
        const auto found = std::find_if(waiting_.begin(), waiting_.end(),
                                        [id](const Entry& entry) { return entry.ticket.id == id; });
        if (found == waiting_.end()) return false;
        Entry entry = std::move(*found);
        waiting_.erase(found);
        const int last = static_cast<int>(waiting_.size());
        waiting_.insert(waiting_.begin() + std::clamp(position, 0, last), std::move(entry));
    }
    emit changed();
    return true;
}

void JobQueue::clearQueued() {
    {
        const std::lock_guard lock(mutex_);
        waiting_.clear();
    }
    emit changed();
}

JobTicket JobQueue::current() const {
    const std::lock_guard lock(mutex_);
    return running_;
}

QList<JobTicket> JobQueue::queued() const {
    const std::lock_guard lock(mutex_);
    QList<JobTicket> tickets;
    for (const Entry& entry : waiting_) tickets.push_back(entry.ticket);
    return tickets;
}

std::shared_ptr<Control> JobQueue::currentControl() const {
    const std::lock_guard lock(mutex_);
    return control_;
}

bool JobQueue::paused() const {
    const auto control = currentControl();
    return control && control->poll() == Request::Pause;
}

void JobQueue::pause() {
    const auto control = currentControl();
    if (!control) return;
    control->pause();
    emit changed();
}

void JobQueue::resume() {
    const auto control = currentControl();
    if (!control) return;
    control->resume();
    emit changed();
}

void JobQueue::stopAndKeep() {
    if (const auto control = currentControl()) {
        control->stopAndKeep();
        emit changed();
    }
}

void JobQueue::cancel() {
    if (const auto control = currentControl()) control->cancel();
}

void JobQueue::work() {
    yieldToEventLoop();
    for (;;) {
        Entry entry;
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this] { return quit_ || !waiting_.empty(); });
            if (quit_) return;
            entry = std::move(waiting_.front());
            waiting_.pop_front();
            running_ = entry.ticket;
            control_ = entry.control;
        }
        relay_->post([this, id = entry.ticket.id] { begin(id); });
        const Outcome outcome = runJob(entry.maker, *entry.control, *relay_);
        {
            const std::lock_guard lock(mutex_);
            running_ = {};
            control_.reset();
        }
        relay_->post([this, ticket = entry.ticket, outcome] { finish(ticket, outcome); });
    }
}

void JobQueue::begin(quint64 id) {
    emit started(id);
    emit changed();
}

void JobQueue::finish(const JobTicket& ticket, const Outcome& outcome) {
    emit ended(ticket.id, ticket.title, outcome);
    emit changed();
}

}  // namespace selfsight::ui
