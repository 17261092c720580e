// SIGINT, SIGTERM, SIGHUP and SIGUSR1 (Slurm's warning) as wishes to the running job.
#pragma once

#include "core/control.h"

#include <mutex>
#include <thread>

namespace selfsight::cli {

// Blocks the signals in the constructing thread and every thread made after, and receives them in one of its
// own. Exactly one exists, made first thing in main().
class SignalThread {
  public:
    SignalThread();
    ~SignalThread();
    SignalThread(const SignalThread&) = delete;
    SignalThread& operator=(const SignalThread&) = delete;

  private:
    void listen();

    int signals_ = -1;
    int wake_ = -1;
    std::thread thread_;
};

// While it lives, the first signal asks `control` to stop and keep (or to cancel, where there is nothing to
// keep); a second one, or 3.5 s without an end, cancels. A job that hears neither is left 0.7 s later, as in a
// crash, with exit code 5. With no scope alive a signal ends the program at once with that code.
class SignalScope {
  public:
    enum class First { StopAndKeep, Cancel };
    explicit SignalScope(Control& control, First first = First::StopAndKeep);
    ~SignalScope();
    SignalScope(const SignalScope&) = delete;
    SignalScope& operator=(const SignalScope&) = delete;
};

}  // namespace selfsight::cli
