// Honest progress of one phase: throttled at the source, pauses excluded. Torch-free.
#pragma once

#include "core/control.h"
#include "core/event.h"

#include <chrono>
#include <string>

namespace selfsight::jobs {

class PhaseProgress {
  public:
    // `total` in units, 0: not known yet. Sends the first event at once.
    PhaseProgress(EventSink& events, std::string run, Phase phase, std::string unit, double total,
                  double done = 0);

    // Sends when it moved by 0.1 % and 30 ms passed, or 100 ms passed, or the end was reached.
    void update(double done);
    // Where the wish is Pause, waits; meanwhile no time of the phase passes. Returns GoOn, StopAndKeep or
    // Cancel.
    Request waitWhilePaused(Control& control);
    double elapsed() const;  // seconds, pauses excluded
    // The total is known now and the rate is counted from here: preparation is over.
    void begin(double total, double done);

  private:
    using Clock = std::chrono::steady_clock;
    void send(double done);

    EventSink& events_;
    std::string run_;
    Phase phase_;
    std::string unit_;
    double total_, start_, sent_ = -1;
    Clock::time_point begin_, counted_, sentAt_;
    Clock::duration pauses_{};
};

}  // namespace selfsight::jobs
