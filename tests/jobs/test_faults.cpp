// The disk under a run that trains: full, read-only, failing at any one call, gone. The run goes on in memory, says
// so, and saves again when it can; nothing is called saved that is not.
#include "core/error.h"
#include "io/file.h"
#include "support/full.h"
#include "support/temporary_folder.h"
#include "tiny_run.h"

#include <atomic>
#include <c10/util/Exception.h>
#include <cerrno>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

using namespace selfsight;
using namespace selfsight::jobs;
using namespace selfsight::test;
namespace fs = std::filesystem;

namespace {

struct HookGuard {
    ~HookGuard() { io::setFaultHook({}); }
};

std::string straightRun(const TrainSpec& spec) {
    Control control;
    NullSink sink;
    std::string run;
    const Outcome outcome = makeTrainJob(spec, &run)->run(control, sink);
    CAPTURE(outcome.message);
    REQUIRE(outcome.ending == Ending::Succeeded);
    return run;
}

bool told(const std::vector<std::string>& warnings, const std::string& part) {
    for (const auto& warning : warnings)
        if (warning.find(part) != std::string::npos) return true;
    return false;
}

// Every checkpoint that was told is one: whole, and of a step that the run has reached.
void checkToldCheckpoints(const Teller& teller) {
    for (const auto& path : teller.checkpoints())
        if (fs::exists(path)) CHECK_NOTHROW(store::readCheckpoint(path));
}

}  // namespace

TEST_CASE("while nothing can be written a run trains on, says so, and saves again when it can") {
    const TemporaryFolder folder;
    const auto spec = tinyRun(folder / "w", "supervised", "8ep");  // 16 steps
    const auto straight = straightRun(spec);
    for (const int error : {ENOSPC, EROFS, EACCES, EIO}) {
        CAPTURE(error);
        const HookGuard guard;
        Control control;
        Teller teller;
        std::size_t toldBefore = 0, toldAfter = 0;
        teller.onRow = [&](std::int64_t step) {
            if (step == 5) {
                // What was handed to the writer's thread before may still be on its way.
                io::setFaultHook([error](const char*, const fs::path&) { return error; });
            }
            if (step == 7) toldBefore = teller.checkpoints().size();
            if (step == 12) {
                toldAfter = teller.checkpoints().size();
                io::setFaultHook({});
            }
        };
        std::string run;
        const Outcome outcome = makeTrainJob(spec, &run)->run(control, teller);
        CAPTURE(outcome.message);
        REQUIRE(outcome.ending == Ending::Succeeded);
        CHECK(toldAfter == toldBefore);  // nothing was said to be saved
        CHECK(told(teller.warnings(), "will be tried again"));
        CHECK(told(teller.warnings(), "a checkpoint could not be saved, the run goes on without it"));
        CHECK(told(teller.warnings(), std::generic_category().message(error)));
        checkToldCheckpoints(teller);
        checkEqualRuns(folder / "w/runs" / straight, folder / "w/runs" / run);
    }
}

TEST_CASE("any one call that fails costs no run: it ends the same, or fails with a message and can go on") {
    const TemporaryFolder folder;
    const auto spec = tinyRun(folder / "w", "supervised", "2ep");
    const auto straight = straightRun(spec);
    const HookGuard guard;
    std::atomic<int> calls{0};
    io::setFaultHook([&](const char*, const fs::path&) { return ++calls, 0; });
    straightRun(spec);
    const int all = calls;
    REQUIRE(all > 50);
    int failed = 0, unharmed = 0;
    for (int at = 1; at <= all; at += fewOrAll(all / 12, 1)) {
        CAPTURE(at);
        const fs::path workspace = folder / ("w" + std::to_string(at));
        auto own = spec;
        own.workspace = workspace;
        std::atomic<int> call{0};
        std::string failing;
        io::setFaultHook([&](const char* doing, const fs::path& file) {
            if (++call != at) return 0;
            failing = std::string(doing) + " " + file.filename().string();
            return EIO;
        });
        Control control;
        Teller teller;
        std::string run;
        const Outcome outcome = makeTrainJob(own, &run)->run(control, teller);
        io::setFaultHook({});
        CAPTURE(failing);
        CAPTURE(outcome.message);
        checkToldCheckpoints(teller);
        if (outcome.ending == Ending::Failed) {
            ++failed;
            CHECK(outcome.code == ErrorCode::Environment);
            CHECK(outcome.message.find(std::generic_category().message(EIO)) != std::string::npos);
        } else {
            CHECK(outcome.ending == Ending::Succeeded);
            ++unharmed;
        }
        store::Workspace opened(workspace);
        const auto records = opened.runs();
        CHECK(opened.problems().empty());
        if (run.empty() || records.empty()) continue;  // it failed before there was a run
        REQUIRE(records.size() == 1);
        if (records[0].state != RunState::Succeeded) {
            Control second;
            NullSink sink;
            const Outcome resumed = makeResumeJob(workspace, run, "cpu")->run(second, sink);
            CAPTURE(resumed.message);
            REQUIRE(resumed.ending == Ending::Succeeded);
        }
        checkEqualRuns(folder / "w/runs" / straight, workspace / "runs" / run);
        fs::remove_all(workspace);
    }
    MESSAGE(all << " calls; of those tried " << unharmed << " cost nothing, " << failed << " failed the run");
    CHECK(unharmed > 0);
}

TEST_CASE("a run whose folder vanishes trains on, and is whole again when the folder comes back") {
    const TemporaryFolder folder;
    const auto spec = tinyRun(folder / "w", "supervised", "8ep");
    const auto straight = straightRun(spec);
    const fs::path runs = folder / "w/runs", away = folder / "away";
    Control control;
    Teller teller;
    teller.onRow = [&](std::int64_t step) {
        if (step == 5) fs::rename(runs, away);
        if (step == 12) {
            fs::remove_all(runs);
            fs::rename(away, runs);
        }
    };
    std::string run;
    const Outcome outcome = makeTrainJob(spec, &run)->run(control, teller);
    CAPTURE(outcome.message);
    REQUIRE(outcome.ending == Ending::Succeeded);
    CHECK(told(teller.warnings(), "will be tried again"));
    checkEqualRuns(runs / straight, runs / run);
}

TEST_CASE("a run whose folder vanishes for good fails at its end, with a message") {
    const TemporaryFolder folder;
    const auto spec = tinyRun(folder / "w", "supervised", "4ep");
    Control control;
    Teller teller;
    std::int64_t last = 0;
    teller.onRow = [&](std::int64_t step) {
        last = step;
        if (step == 3) fs::rename(folder / "w", folder / "away");
    };
    const Outcome outcome = makeTrainJob(spec)->run(control, teller);
    CHECK(outcome.ending == Ending::Failed);
    CHECK(outcome.code == ErrorCode::Environment);
    CAPTURE(outcome.message);
    CHECK(outcome.message.find((folder / "w").string()) != std::string::npos);
    CHECK(last == 8);  // it trained to its end
}

TEST_CASE("a real disk that fills up and is emptied again") {
    const TemporaryFolder folder;
    const fs::path disk = folder / "disk";
    fs::create_directory(disk);
    if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=64m") != 0) {
        MESSAGE("not allowed to mount a small disk here: skipped");
        return;
    }
    struct Unmount {
        fs::path path;
        ~Unmount() { ::umount2(path.c_str(), MNT_DETACH); }
    } unmount{disk};
    auto spec = tinyRun(folder / "w", "supervised", "8ep");
    const auto straight = straightRun(spec);
    spec.workspace = disk / "w";
    const fs::path ballast = disk / "ballast";
    Control control;
    Teller teller;
    teller.onRow = [&](std::int64_t step) {
        if (step == 5) {
            // All that is left, to the last block.
            const int file = ::open(ballast.c_str(), O_WRONLY | O_CREAT, 0600);
            const std::string zeros(4096, '\0');
            while (::write(file, zeros.data(), zeros.size()) > 0) {
            }
            ::close(file);
        }
        if (step == 12) fs::remove(ballast);
    };
    std::string run;
    const Outcome outcome = makeTrainJob(spec, &run)->run(control, teller);
    CAPTURE(outcome.message);
    REQUIRE(outcome.ending == Ending::Succeeded);
    CHECK(told(teller.warnings(), std::generic_category().message(ENOSPC)));
    checkToldCheckpoints(teller);
    checkEqualRuns(folder / "w/runs" / straight, disk / "w/runs" / run);
}

TEST_CASE("a run that diverges fails with advice, and its last checkpoint is whole") {
    const TemporaryFolder folder;
    auto spec = tinyRun(folder / "w", "supervised", "60ep");
    spec.recipe.set("optimiser.kind", "sgd");
    spec.recipe.set("schedule.kind", "constant");
    Control control;
    Teller teller;
    teller.onRow = [&](std::int64_t step) {
        if (step == 3) control.stopAndKeep();
    };
    std::string run;
    REQUIRE(makeTrainJob(spec, &run)->run(control, teller).ending == Ending::Stopped);
    {
        auto stopped = store::Workspace(folder / "w").run(run);
        auto record = stopped.record();
        auto recipe = methods::Recipe::fromJson(record.recipe);
        recipe.set("optimiser.learning_rate", "100");
        recipe.set("optimiser.weight_decay", "1");
        record.recipe = recipe.toJson();
        stopped.update(record);
    }
    Control second;
    const Outcome outcome = makeResumeJob(folder / "w", run, "cpu")->run(second, teller);
    CAPTURE(outcome.message);
    REQUIRE(outcome.ending == Ending::Failed);
    // It is an option that must change: the class whose advice in the window says so.
    CHECK(outcome.code == ErrorCode::Usage);
    CHECK(outcome.message.find("optimiser.learning_rate") != std::string::npos);
    CHECK(outcome.message.find("the last checkpoint is kept") != std::string::npos);
    const auto failed = store::Workspace(folder / "w").run(run);
    CHECK(failed.record().state == RunState::Failed);
    CHECK(failed.record().message == outcome.message);
    const auto kept = store::CheckpointFolder(failed.checkpointFolder()).latest();
    REQUIRE(kept);
    CHECK(kept->checkpoint.step >= 3);
    CHECK(kept->problems.empty());
}

TEST_CASE(
    "a GPU that goes away fails the run with a message; its last checkpoint goes on elsewhere, exactly") {
    const TemporaryFolder folder;
    const auto spec = tinyRun(folder / "w", "byol", "4ep");
    const std::string straight = straightRun(spec);
    Control control;
    Teller teller;
    std::string run;
    teller.onRow = [](std::int64_t step) {
        // As LibTorch reports it, in the midst of a step.
        if (step == 5) TORCH_CHECK(false, "CUDA error: unspecified launch failure");
    };
    const Outcome outcome = makeTrainJob(spec, &run)->run(control, teller);
    CAPTURE(outcome.message);
    REQUIRE(outcome.ending == Ending::Failed);
    CHECK(outcome.code == ErrorCode::Environment);
    CHECK(outcome.message.find("unspecified launch failure") != std::string::npos);
    CHECK(outcome.message.find("frame #") == std::string::npos);
    CHECK(store::Workspace(folder / "w").run(run).record().state == RunState::Failed);
    teller.onRow = {};
    REQUIRE(makeResumeJob(folder / "w", run, "cpu")->run(control, teller).ending == Ending::Succeeded);
    checkEqualRuns(folder / "w/runs" / straight, folder / "w/runs" / run);
}
