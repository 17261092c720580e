// Work that would hold the window up and is no job of the queue: reading, measuring, asking a driver.
#pragma once

#include <QObject>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

namespace selfsight::ui {

// One thread that does one task after another and hands each result back to the thread that made this. A
// member of whoever asks, declared behind everything that its tasks and their answers use. Not
// QFuture::then() with a context: that looks at the context and posts to it in two steps, between which the
// other thread may destroy it.
class Background final : public QObject {
  public:
    Background() = default;
    // Does what waits, unless it was dropped; no answer comes any more.
    ~Background() override;

    // Calls work() on the thread, then done(its result) from the event loop here. `work` must not throw; both
    // and the result can be copied.
    template <typename Work, typename Done>
    void run(Work work, Done done) {
        add([this, work = std::move(work), done = std::move(done)]() mutable {
            answer([done = std::move(done), result = work()]() mutable { done(std::move(result)); });
        });
    }
    // Forgets the tasks that have not begun.
    void drop();

  private:
    void add(std::function<void()> task);
    void answer(std::function<void()> done);
    void work() noexcept;
    void handOver();

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> waiting_, answers_;
    bool quit_ = false;
    std::thread thread_;  // begins with the first task
};

}  // namespace selfsight::ui
