// Runs that are stopped at random steps, again and again, and end as the run that was not.
#include "core/random.h"
#include "methods/method.h"
#include "support/full.h"
#include "support/temporary_folder.h"
#include "tiny_run.h"

#include <chrono>
#include <condition_variable>
#include <doctest/doctest.h>
#include <set>
#include <thread>

using namespace selfsight;
using namespace selfsight::jobs;
using namespace selfsight::test;

namespace {

const std::int64_t kSteps = fewOrAll(12, 52);
const std::string kBudget = std::to_string(kSteps / 2) + "ep";  // of two steps

// The run goes on (or begins, where `run` is empty) until a row of `step` has come, and is stopped there.
Ending until(const TrainSpec& spec, std::string& run, std::int64_t step) {
    Control control;
    Teller teller;
    teller.onRow = [&](std::int64_t now) {
        if (now == step) control.stopAndKeep();
    };
    const auto job = run.empty() ? makeTrainJob(spec, &run) : makeResumeJob(spec.workspace, run, "cpu");
    const Outcome outcome = job->run(control, teller);
    CAPTURE(outcome.message);
    REQUIRE(outcome.ending != Ending::Failed);
    return outcome.ending;
}

std::vector<std::string> trainingMethods() {
    std::vector<std::string> names;
    for (const auto& method : methods::methodList())
        if (method.trains) names.push_back(method.name);
    return names;
}

}  // namespace

TEST_CASE("stopped at random steps and resumed, each method ends with the bytes of the uninterrupted run") {
    const int wanted = fewOrAll(2, 50);
    for (const auto& method : trainingMethods()) {
        CAPTURE(method);
        const TemporaryFolder folder;
        const auto spec = tinyRun(folder.path(), method, kBudget);
        std::string straight;
        until(spec, straight, -1);
        RandomStream random(7, "steps of " + method, 0);
        int stops = 0;
        while (stops < wanted) {
            // Up to ten stops of one run, at growing steps.
            std::set<std::int64_t> steps;
            while (static_cast<int>(steps.size()) < std::min(10, wanted - stops))
                steps.insert(1 + static_cast<std::int64_t>(random.below(kSteps - 1)));
            std::string run;
            for (const auto step : steps) {
                CAPTURE(step);
                REQUIRE(until(spec, run, step) == Ending::Stopped);
                const auto stopped = store::Workspace(folder.path()).run(run);
                CHECK(stopped.record().stepsDone == step);
                const auto kept = store::CheckpointFolder(stopped.checkpointFolder()).latest();
                REQUIRE(kept);
                CHECK(kept->checkpoint.step == step);
                ++stops;
            }
            REQUIRE(until(spec, run, -1) == Ending::Succeeded);
            checkEqualRuns(folder / "runs" / straight, folder / "runs" / run);
        }
    }
}

// Between two rows the loss is the mean over the steps since the last one: it must survive a stop, too.
TEST_CASE("stopped between two rows of metrics, a run ends with the bytes of the uninterrupted run") {
    const int wanted = fewOrAll(1, 50);
    const TemporaryFolder folder;
    auto spec = tinyRun(folder.path(), "byol", kBudget);
    spec.recipe.set("train.report_every", "5");
    spec.recipe.set("train.evaluate_every", "5");
    std::string straight;
    const auto begin = std::chrono::steady_clock::now();
    until(spec, straight, -1);
    const std::chrono::duration<double> length = std::chrono::steady_clock::now() - begin;
    RandomStream random(8, "instants", 0);
    int stops = 0, between = 0;
    for (int attempts = 0; stops < wanted && attempts < 20 * wanted; ++attempts) {
        std::string run;
        Ending ending = Ending::Stopped;
        while (ending == Ending::Stopped) {
            Control control;
            NullSink sink;
            std::mutex mutex;
            std::condition_variable ended;
            bool end = false;
            std::thread stopper([&, wait = length * 0.4 * random.uniform()] {
                std::unique_lock lock(mutex);
                if (!ended.wait_for(lock, wait, [&] { return end; })) control.stopAndKeep();
            });
            const auto job = run.empty() ? makeTrainJob(spec, &run) : makeResumeJob(folder.path(), run, "cpu");
            const Outcome outcome = job->run(control, sink);
            {
                const std::lock_guard lock(mutex);
                end = true;
            }
            ended.notify_all();
            stopper.join();
            CAPTURE(outcome.message);
            REQUIRE(outcome.ending != Ending::Failed);
            ending = outcome.ending;
            if (ending != Ending::Stopped || run.empty()) continue;
            const auto step = store::Workspace(folder.path()).run(run).record().stepsDone;
            stops += step > 0 && step < kSteps;
            between += step % 5 != 0 && step < kSteps;
        }
        checkEqualRuns(folder / "runs" / straight, folder / "runs" / run);
    }
    MESSAGE(stops << " stops, " << between << " of them between two rows");
    CHECK(between > 0);
}
