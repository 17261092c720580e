// A job made of a function, and waiting for what another thread does, without sleeping.
#pragma once

#include "core/job.h"

#include <functional>
#include <memory>
#include <thread>

namespace selfsight::test {

class FakeJob final : public Job {
  public:
    using Body = std::function<Ending(Control&, EventSink&)>;
    explicit FakeJob(Body body) : body_(std::move(body)) {}

  protected:
    Ending execute(Control& control, EventSink& events) override { return body_(control, events); }

  private:
    Body body_;
};

inline std::function<std::unique_ptr<Job>()> making(FakeJob::Body body) {
    return [body = std::move(body)] { return std::make_unique<FakeJob>(body); };
}

// Steps until it is told to stop: what a training loop does with its control.
inline Ending untilStopped(Control& control, EventSink& events, const std::string& run = "r") {
    for (std::int64_t step = 1;; ++step) {
        switch (control.waitWhilePaused()) {
            case Request::StopAndKeep:
                return Ending::Stopped;
            case Request::Cancel:
                throw Cancelled{};
            default:
                break;
        }
        events.send(event::Progress{run, Phase::Train, 0.5, 100, "img", 1, 1});
        std::this_thread::yield();
    }
}

}  // namespace selfsight::test
