#include "ui/jobs/background.h"

namespace selfsight::ui {

Background::~Background() {
    {
        const std::lock_guard lock(mutex_);
        quit_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Background::drop() {
    const std::lock_guard lock(mutex_);
    waiting_.clear();
}

void Background::add(std::function<void()> task) {
    {
        const std::lock_guard lock(mutex_);
        waiting_.push_back(std::move(task));
    }
    wake_.notify_all();
    if (!thread_.joinable()) thread_ = std::thread([this] { work(); });
}

void Background::answer(std::function<void()> done) {
    {
        const std::lock_guard lock(mutex_);
        answers_.push_back(std::move(done));
    }
    QMetaObject::invokeMethod(this, &Background::handOver, Qt::QueuedConnection);
}

void Background::handOver() {
    std::function<void()> done;
    {
        const std::lock_guard lock(mutex_);
        done = std::move(answers_.front());
        answers_.pop_front();
    }
    done();
}

void Background::work() noexcept {
    for (;;) {
        std::function<void()> task;
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this] { return quit_ || !waiting_.empty(); });
            if (waiting_.empty()) return;
            task = std::move(waiting_.front());
            waiting_.pop_front();
        }
        task();
    }
}

}  // namespace selfsight::ui
