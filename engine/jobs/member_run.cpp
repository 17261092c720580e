#include "jobs/member_run.h"

#include "core/error.h"

#include <utility>

namespace selfsight::jobs {

namespace {

// Passes events on and calls back before the first one: then the run's id is known.
class FirstEventSink final : public EventSink {
  public:
    FirstEventSink(EventSink& next, std::function<void()> first) : next_(next), first_(std::move(first)) {}
    void send(Event event) override {
        if (first_) std::exchange(first_, nullptr)();
        next_.send(std::move(event));
    }

  private:
    EventSink& next_;
    std::function<void()> first_;
};

}  // namespace

Ending trainMember(const TrainSpec& spec, const std::string& run,
                   const std::function<void(const std::string&)>& begun, Control& control,
                   EventSink& events) {
    std::unique_ptr<Job> job;
    std::string id;
    if (run.empty()) {
        job = makeTrainJob(spec, &id);
    } else {
        const auto folder = store::Workspace(spec.workspace).run(run);
        if (store::WriterLock::held(folder.path()))
            throw environmentError("the run is being written by another process; wait for it or stop it",
                                   folder.path().string());
        events.send(event::Message{.run = run, .text = "Going on with the run where it was"});
        job = makeResumeJob(spec.workspace, run, spec.device);
    }
    FirstEventSink sink(events, [&] {
        if (!id.empty()) begun(std::exchange(id, {}));
    });
    const Outcome outcome = job->run(control, sink);
    if (!id.empty()) begun(id);
    if (outcome.ending == Ending::Cancelled) throw Cancelled{};
    if (outcome.ending == Ending::Failed)
        throw RuntimeError(outcome.code, methods::methodInfo(spec.method).label + ": " + outcome.message,
                           outcome.path);
    return outcome.ending;
}

void sharePrecision(methods::Recipe& recipe, const store::Workspace& workspace,
                    const std::vector<std::string>& runs) {
    if (recipe.get("train.precision") != "auto") return;
    for (const auto& run : runs) {
        const auto folder = workspace.run(run);
        const auto& record = folder.record();
        if (!methods::methodInfo(record.method).trains || record.precision.empty()) continue;
        recipe.set("train.precision", record.precision);
        return;
    }
}

}  // namespace selfsight::jobs
