#include "core/job.h"

#include <doctest/doctest.h>
#include <functional>
#include <new>

using namespace selfsight;

namespace {
class FunctionJob : public Job {
  public:
    explicit FunctionJob(std::function<Ending()> f) : f_(std::move(f)) {}

  protected:
    Ending execute(Control&, EventSink&) override { return f_(); }

  private:
    std::function<Ending()> f_;
};

Outcome outcomeOf(std::function<Ending()> f) {
    Control control;
    NullSink sink;
    return FunctionJob(std::move(f)).run(control, sink);
}
}  // namespace

TEST_CASE("a job ends with what execute returns") {
    CHECK(outcomeOf([] { return Ending::Succeeded; }).exitCode() == 0);
    CHECK(outcomeOf([] { return Ending::Stopped; }).exitCode() == 5);
}

TEST_CASE("every exception becomes an outcome") {
    const Outcome input = outcomeOf([]() -> Ending { throw inputError("/x/train.bin", "too short"); });
    CHECK(input.ending == Ending::Failed);
    CHECK(input.exitCode() == 3);
    CHECK(input.path == "/x/train.bin");
    CHECK(input.message == "/x/train.bin: too short");

    CHECK(outcomeOf([]() -> Ending { throw Cancelled{}; }).ending == Ending::Cancelled);
    CHECK(outcomeOf([]() -> Ending { throw std::bad_alloc(); }).exitCode() == 4);
    CHECK(outcomeOf([]() -> Ending { throw LogicError("broken promise"); }).exitCode() == 1);
    CHECK(outcomeOf([]() -> Ending { throw 7; }).exitCode() == 1);
}

TEST_CASE("a library's failed allocation is the world's fault and its stack trace stays out of the message") {
    const Outcome memory = outcomeOf([]() -> Ending {
        throw std::runtime_error(
            "DefaultCPUAllocator: can't allocate memory: you tried 9 bytes\nException raised from "
            "alloc\nframe #0");
    });
    CHECK(memory.exitCode() == 4);
    CHECK(memory.message.find("frame") == std::string::npos);
    const Outcome bug = outcomeOf(
        []() -> Ending { throw std::runtime_error("bad shape\nException raised from x\nframe #0"); });
    CHECK(bug.exitCode() == 1);
    CHECK(bug.message == "Internal error: bad shape");
}

TEST_CASE("states have names that read back") {
    for (const RunState state :
         {RunState::Queued, RunState::Running, RunState::Paused, RunState::Stopped, RunState::Succeeded,
          RunState::Cancelled, RunState::Failed, RunState::Interrupted})
        CHECK(runStateFromName(runStateName(state)) == state);
    CHECK_THROWS_AS(runStateFromName("asleep"), RuntimeError);
}
