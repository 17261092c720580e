#include "io/atomic_file.h"
#include "io/file.h"
#include "io/safetensors.h"
#include "store/checkpoint.h"
#include "support/hostile.h"
#include "support/python.h"
#include "support/temporary_folder.h"

#include <csignal>
#include <doctest/doctest.h>
#include <fstream>
#include <mutex>
#include <sys/wait.h>
#include <unistd.h>

using namespace selfsight;
using namespace selfsight::store;
using selfsight::test::TemporaryFolder;

namespace {

Checkpoint checkpointAt(std::int64_t step) {
    Checkpoint checkpoint;
    checkpoint.step = step;
    checkpoint.epoch = static_cast<double>(step) / 10;
    checkpoint.imagesSeen = step * 64;
    checkpoint.seconds = 0.1 * static_cast<double>(step);
    checkpoint.tensors = {
        io::makeTensor<float>("encoder.conv1.0.weight", {2, 2},
                              std::vector<float>(4, static_cast<float>(step))),
        io::makeTensor<std::int64_t>("optimiser.step", {}, std::vector<std::int64_t>{step})};
    checkpoint.state = {{"random", {{"augment", step * 3}}}, {"order", {3, 1, 2}}};
    return checkpoint;
}

void damage(const std::filesystem::path& file, std::size_t at) {
    auto bytes = io::readFile(file, 1 << 20);
    bytes[at % bytes.size()] ^= 4;
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace

TEST_CASE("a checkpoint comes back whole; two generations stay, and the best") {
    const TemporaryFolder folder;
    const CheckpointFolder checkpoints(folder / "checkpoints");
    CHECK_FALSE(checkpoints.latest().has_value());
    for (std::int64_t step : {10, 20, 30, 100000000}) checkpoints.save(checkpointAt(step));
    checkpoints.saveBest(checkpointAt(20));
    CHECK(checkpoints.files().size() == 2);
    const auto latest = checkpoints.latest();
    REQUIRE(latest);
    CHECK(latest->problems.empty());
    CHECK(latest->checkpoint.step == 100000000);
    CHECK(latest->sha256.size() == 64);
    const auto loaded = readCheckpoint(folder / "checkpoints" / "step-00000030.safetensors");
    const Checkpoint expected = checkpointAt(30);
    CHECK(loaded.checkpoint.epoch == expected.epoch);
    CHECK(loaded.checkpoint.imagesSeen == expected.imagesSeen);
    CHECK(loaded.checkpoint.seconds == expected.seconds);
    CHECK(loaded.checkpoint.state == expected.state);
    REQUIRE(loaded.checkpoint.find("encoder.conv1.0.weight"));
    CHECK(loaded.checkpoint.find("encoder.conv1.0.weight")->bytes == expected.tensors[0].bytes);
    CHECK(loaded.checkpoint.tensors.size() == 2);
    CHECK(checkpoints.best()->checkpoint.step == 20);
    checkpoints.discardAfter(30);
    CHECK(checkpoints.latest()->checkpoint.step == 30);
    test::requirePython(R"(
import sys, json
from safetensors.numpy import load_file
from safetensors import safe_open
t = load_file(sys.argv[1]); assert t['encoder.conv1.0.weight'].tolist() == [[30, 30], [30, 30]] and t['optimiser.step'] == 30
with safe_open(sys.argv[1], framework='np') as f: assert json.loads(f.metadata()['selfsight'])['step'] == 30
)",
                        {loaded.path.string()});
}

TEST_CASE("a damaged generation is found wherever it is damaged, and the one before is used and said") {
    const TemporaryFolder folder;
    const CheckpointFolder checkpoints(folder / "c");
    const auto older = checkpoints.save(checkpointAt(10)).path;
    const auto newer = checkpoints.save(checkpointAt(20)).path;
    const auto whole = io::readFile(newer, 1 << 20);
    for (std::size_t at = 0; at < whole.size(); at += 3) {
        io::writeFileAtomic(newer, whole);
        damage(newer, at);
        const auto latest = checkpoints.latest();
        REQUIRE(latest);
        CHECK(latest->checkpoint.step == 10);
        REQUIRE(latest->problems.size() == 1);
        CHECK(latest->problems[0].find(newer.string()) == 0);
    }
    io::writeFileAtomic(newer, io::Bytes(whole.begin(), whole.end() - 1));
    CHECK(checkpoints.latest()->checkpoint.step == 10);
    damage(older, 400);
    CHECK_THROWS_AS(checkpoints.latest(), RuntimeError);
    // A file of tensors that is whole but none of ours.
    io::writeSafetensors(newer, std::vector<io::Tensor>{});
    CHECK_THROWS_AS(readCheckpoint(newer), RuntimeError);
}

TEST_CASE("killed at every call of a save: the old checkpoint or the new one, and never fewer than one") {
    const TemporaryFolder folder;
    int killed = 0;
    for (int killedAt = 1; killedAt <= 12; ++killedAt) {
        const CheckpointFolder checkpoints(folder / std::to_string(killedAt));
        checkpoints.save(checkpointAt(10));
        checkpoints.save(checkpointAt(20));
        const pid_t child = fork();
        if (child == 0) {
            int call = 0;
            io::setFaultHook([&](const char*, const auto&) {
                if (++call == killedAt) ::kill(::getpid(), SIGKILL);
                return 0;
            });
            checkpoints.save(checkpointAt(30));
            ::_exit(0);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        killed += WIFSIGNALED(status);
        const auto latest = checkpoints.latest();
        REQUIRE(latest);
        CHECK(latest->problems.empty());
        CHECK(latest->checkpoint.step >= 20);
        CHECK(checkpoints.files().size() >= 2);
        io::removeStaleTemporaries(checkpoints.path(), std::chrono::seconds(0));
        CHECK(std::distance(std::filesystem::directory_iterator(checkpoints.path()), {}) <= 3);
    }
    CHECK(killed >= 6);
}

TEST_CASE("whichever call of a save fails, nothing is lost and nothing is said to be saved") {
    const TemporaryFolder folder;
    const CheckpointFolder checkpoints(folder / "c");
    checkpoints.save(checkpointAt(10));
    int calls = 0;
    io::setFaultHook([&](const char*, const auto&) { return ++calls, 0; });
    checkpoints.save(checkpointAt(20));
    for (int failing = 1; failing <= calls; ++failing) {
        int call = 0;
        io::setFaultHook([&](const char*, const auto&) { return ++call == failing ? ENOSPC : 0; });
        CHECK_THROWS_AS(checkpoints.save(checkpointAt(30)), RuntimeError);
        io::setFaultHook({});
        const auto latest = checkpoints.latest();
        REQUIRE(latest);
        CHECK(latest->problems.empty());
        CHECK(latest->checkpoint.step ==
              (failing == calls ? 30 : 20));  // the last call only flushes the folder
        checkpoints.discardAfter(20);
    }
}

TEST_CASE("saving in the background: newest first come, faults reported, and on it goes") {
    const TemporaryFolder folder;
    std::mutex mutex;
    std::vector<std::string> errors;
    int saved = 0;
    CheckpointWriter writer(CheckpointFolder(folder / "c"),
                            [&](const SavedCheckpoint& file, const std::string& error) {
                                const std::lock_guard lock(mutex);
                                if (error.empty()) {
                                    ++saved;
                                    CHECK(std::filesystem::exists(file.path));
                                } else {
                                    errors.push_back(error);
                                }
                            });
    const auto share = [](std::int64_t step) {
        return std::make_shared<const Checkpoint>(checkpointAt(step));
    };
    for (std::int64_t step = 1; step <= 50; ++step) writer.save(share(step));
    writer.saveBest(share(7));
    CHECK(writer.flush().empty());
    const CheckpointFolder checkpoints(folder / "c");
    CHECK(checkpoints.latest()->checkpoint.step == 50);
    CHECK(checkpoints.best()->checkpoint.step == 7);
    CHECK(saved >= 2);

    io::setFaultHook([](const char* call, const auto&) { return std::string(call) == "fsync" ? EIO : 0; });
    writer.save(share(60));
    CHECK(writer.flush().find("Input/output error") != std::string::npos);
    io::setFaultHook({});
    CHECK(errors.size() == 1);
    CHECK(checkpoints.latest()->checkpoint.step == 50);
    writer.save(share(70));
    CHECK(writer.flush().empty());
    CHECK(checkpoints.latest()->checkpoint.step == 70);

    // That the best one could be saved does not hide that the last one could not.
    io::setFaultHook([](const char* call, const std::filesystem::path& path) {
        return std::string(call) == "fsync" && path.filename().string().starts_with("step-") ? EIO : 0;
    });
    writer.save(share(80));
    writer.saveBest(share(80));
    CHECK(writer.flush().find("Input/output error") != std::string::npos);
    io::setFaultHook({});
    CHECK(checkpoints.best()->checkpoint.step == 80);
    CHECK(checkpoints.latest()->checkpoint.step == 70);
}
