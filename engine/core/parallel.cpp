#include "core/parallel.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace selfsight {

namespace {

std::atomic<int> requestedThreads{0};
thread_local bool insideChunk = false;

// One call of parallelFor. Workers take chunks until none is left.
struct Batch {
    const std::function<void(std::int64_t, std::int64_t, int)>* body = nullptr;
    std::int64_t count = 0;
    int chunks = 0;
    std::atomic<int> next{0};
    std::atomic<int> done{0};
    std::mutex failureMutex;
    std::exception_ptr failure;

    void work() {
        insideChunk = true;
        for (int c = next++; c < chunks; c = next++) {
            try {
                (*body)(count * c / chunks, count * (c + 1) / chunks, c);
            } catch (...) {
                const std::scoped_lock lock(failureMutex);
                if (!failure) failure = std::current_exception();
            }
            ++done;
        }
        insideChunk = false;
    }
};

// A pool that grows to the largest thread count asked for and sleeps between calls.
class Pool {
  public:
    ~Pool() {
        {
            const std::scoped_lock lock(mutex_);
            quit_ = true;
        }
        wake_.notify_all();
        for (auto& t : threads_) t.join();
    }

    void run(const std::shared_ptr<Batch>& batch) {
        {
            const std::scoped_lock lock(mutex_);
            while (static_cast<int>(threads_.size()) < batch->chunks - 1)
                threads_.emplace_back([this] { loop(); });
            queue_.push_back(batch);
        }
        wake_.notify_all();
        batch->work();
        std::unique_lock lock(mutex_);
        std::erase(queue_, batch);
        idle_.wait(lock, [&] { return batch->done == batch->chunks; });
    }

  private:
    void loop() {
        std::unique_lock lock(mutex_);
        while (true) {
            wake_.wait(lock, [this] { return quit_ || !queue_.empty(); });
            if (quit_) return;
            const auto batch = queue_.front();
            if (batch->next >= batch->chunks) {
                std::erase(queue_, batch);
                continue;
            }
            lock.unlock();
            batch->work();
            lock.lock();
            idle_.notify_all();
        }
    }

    std::mutex mutex_;
    std::condition_variable wake_;
    std::condition_variable idle_;
    std::vector<std::shared_ptr<Batch>> queue_;
    std::vector<std::thread> threads_;
    bool quit_ = false;
};

Pool& pool() {
    static Pool instance;
    return instance;
}

}  // namespace

int threadCount() {
    const int requested = requestedThreads;
    return requested > 0 ? requested : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

void setThreadCount(int count) {
    requestedThreads = std::max(1, count);
}

void parallelFor(std::int64_t count, std::int64_t grain,
                 const std::function<void(std::int64_t, std::int64_t, int)>& body) {
    if (count <= 0) return;
    const std::int64_t most = std::max<std::int64_t>(1, count / std::max<std::int64_t>(1, grain));
    const int chunks = static_cast<int>(std::min<std::int64_t>(threadCount(), most));
    if (chunks == 1 || insideChunk) {
        // Same chunks in the same order as the parallel path, so that nesting does not change a result.
        for (int c = 0; c < chunks; ++c) body(count * c / chunks, count * (c + 1) / chunks, c);
        return;
    }
    const auto batch = std::make_shared<Batch>();
    batch->body = &body;
    batch->count = count;
    batch->chunks = chunks;
    pool().run(batch);
    if (batch->failure) std::rethrow_exception(batch->failure);
}

}  // namespace selfsight
