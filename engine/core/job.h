// The contract between the engine's jobs and whoever starts them: window, command line or test.
#pragma once

#include <string>

#include "core/control.h"
#include "core/error.h"
#include "core/event.h"

namespace selfsight {

// How a job ended. A job ends exactly once.
enum class Ending { Succeeded, Stopped, Cancelled, Failed };

struct Outcome {
    Ending ending = Ending::Succeeded;
    ErrorCode code = ErrorCode::Bug;  // meaningful for Failed
    std::string message;              // for Failed: what to tell the user
    std::string path;                 // for Failed: the file it is about, if any

    // 0 for Succeeded; 5 for Stopped and Cancelled; the error's code for Failed.
    int exitCode() const;
};

// A job takes its inputs as values when it is made and is run once. It asks `control` at every step.
class Job {
  public:
    virtual ~Job() = default;
    Job() = default;
    Job(const Job&) = delete;
    Job& operator=(const Job&) = delete;

    // Runs to the end on the calling thread. Every exception becomes an Outcome here; none leaves.
    Outcome run(Control& control, EventSink& events) noexcept;

  protected:
    // Returns Succeeded or Stopped, throws Cancelled, RuntimeError (the world) or anything else (a bug).
    virtual Ending execute(Control& control, EventSink& events) = 0;
};

// The Outcome of the exception in flight; to be called inside a catch block only.
Outcome outcomeOfCurrentException() noexcept;

}  // namespace selfsight
