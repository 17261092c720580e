// How whoever started a job asks it to pause, to stop and keep what it has, or to cancel. Thread-safe.
#pragma once

#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace selfsight {

// What a job is asked to do. Cancel outranks StopAndKeep, which outranks Pause.
enum class Request { GoOn, Pause, StopAndKeep, Cancel };

// One object a job. The front end calls the first group from any thread; the job calls the second at every step.
class Control {
  public:
    void pause();
    void resume();
    void stopAndKeep();
    void cancel();

    // The newest wish, without waiting.
    Request poll() const;
    // Blocks while the wish is Pause; returns GoOn, StopAndKeep or Cancel.
    Request waitWhilePaused();
    // Takes back a stop-and-keep that has been carried out, so that a job of several parts goes on with the next.
    void stopHandled();
    // Signalled by cancel() alone: for inner loops (neighbours, maps, probes) that know no more than "give up".
    std::stop_token cancelToken() const { return cancel_.get_token(); }

  private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::stop_source cancel_;
    bool paused_ = false;
    bool stop_ = false;
};

// Thrown by inner loops whose stop token was signalled; Job::run turns it into the ending *cancelled*.
struct Cancelled {};

inline void throwIfCancelled(const std::stop_token& token) {
    if (token.stop_requested()) throw Cancelled{};
}

}  // namespace selfsight
