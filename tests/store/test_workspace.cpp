#include "io/atomic_file.h"
#include "io/file.h"
#include "io/json_file.h"
#include "store/workspace.h"
#include "support/temporary_folder.h"

#include <csignal>
#include <doctest/doctest.h>
#include <fstream>
#include <set>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace selfsight;
using namespace selfsight::store;
using nlohmann::json;
using selfsight::test::TemporaryFolder;

namespace {

RunRecord record(const std::string& method, std::uint64_t seed = 0) {
    RunRecord made;
    made.method = method;
    made.seed = seed;
    return made;
}

ErrorCode codeOf(const auto& action, std::string* message = nullptr) {
    try {
        action();
    } catch (const RuntimeError& error) {
        if (message) *message = error.what();
        return error.code();
    }
    return ErrorCode::Bug;
}

// A process that takes the run's lock, marks it running, and is killed.
void writeAndDie(const std::filesystem::path& folder) {
    const pid_t child = fork();
    if (child == 0) {
        const WriterLock lock(folder);
        RunFolder run(folder);
        RunRecord running = run.record();
        running.state = RunState::Running;
        run.update(running);
        ::kill(::getpid(), SIGKILL);
    }
    ::waitpid(child, nullptr, 0);
}

}  // namespace

TEST_CASE("runs are made, listed in order, found by prefix, and binned") {
    const TemporaryFolder folder;
    Workspace workspace(folder / "a" / "w");
    const std::string first = workspace.createRun(record("byol", 3)).record().id;
    const std::string second = workspace.createRun(record("random")).record().id;
    CHECK(first.find("-byol-s3-") != std::string::npos);
    const auto runs = Workspace(folder / "a" / "w").runs();
    REQUIRE(runs.size() == 2);
    CHECK(runs[0].id == first);
    CHECK(runs[1].id == second);
    CHECK(runs[0].name == "byol, seed 3");
    CHECK(runs[0].created.size() == 27);
    CHECK(workspace.run(first).record().id == first);
    CHECK(workspace.run(first.substr(0, first.size() - 4)).record().method == "byol");
    std::string message;
    CHECK(codeOf([&] { workspace.run("2"); }, &message) == ErrorCode::Usage);
    CHECK(codeOf([&] { workspace.run("x-unknown"); }, &message) == ErrorCode::Usage);
    CHECK(message.find("x-unknown") != std::string::npos);
    CHECK(codeOf([&] { workspace.run(""); }) == ErrorCode::Usage);
    workspace.binRun(first);
    CHECK(workspace.runs().size() == 1);
    CHECK(std::filesystem::exists(folder / "a" / "w" / "bin" / first / "run.json"));
    CHECK_FALSE(std::filesystem::exists(folder / "a" / "w" / "bin" / first / "writer.lock"));
}

TEST_CASE("many writers at once never share an id") {
    const TemporaryFolder folder;
    { const Workspace made(folder.path()); }
    std::vector<std::vector<std::string>> ids(4);
    std::vector<std::thread> threads;
    for (auto& mine : ids)
        threads.emplace_back([&] {
            Workspace workspace(folder.path());
            for (int i = 0; i < 40; ++i) mine.push_back(workspace.createRun(record("simsiam")).record().id);
        });
    for (auto& thread : threads) thread.join();
    std::set<std::string> all;
    for (const auto& mine : ids) all.insert(mine.begin(), mine.end());
    CHECK(all.size() == 160);
    CHECK(Workspace(folder.path()).runs().size() == 160);
}

TEST_CASE("a run whose writer died is interrupted; one that is being written is not") {
    const TemporaryFolder folder;
    Workspace workspace(folder.path());
    RunFolder dead = workspace.createRun(record("byol"));
    RunFolder alive = workspace.createRun(record("simsiam"));
    RunFolder done = workspace.createRun(record("random"));
    RunRecord finished = done.record();
    finished.state = RunState::Succeeded;
    done.update(finished);
    writeAndDie(dead.path());
    std::filesystem::create_directory(dead.path() / "checkpoints");
    std::ofstream(dead.path() / "checkpoints" / ".step.1.selfsight-tmp") << "half";
    dead.reload();
    REQUIRE(dead.record().state == RunState::Running);
    CHECK_FALSE(WriterLock::held(dead.path()));
    {
        const WriterLock lock(alive.path());
        RunRecord running = alive.record();
        running.state = RunState::Paused;
        alive.update(running);
        Workspace again(folder.path());
        const auto runs = again.runs();
        CHECK(runs[0].state == RunState::Interrupted);
        CHECK(runs[1].state == RunState::Paused);
        CHECK(runs[2].state == RunState::Succeeded);
        CHECK(std::filesystem::is_empty(dead.path() / "checkpoints"));
        CHECK(codeOf([&] { again.binRun(alive.record().id); }) == ErrorCode::Environment);
    }
    CHECK(Workspace(folder.path()).runs()[1].state == RunState::Interrupted);
}

TEST_CASE("a run that is being started is never taken for one whose writer died") {
    const TemporaryFolder folder;
    Workspace workspace(folder.path());
    RunRecord running = record("byol");
    running.state = RunState::Running;
    {
        const auto [run, lock] = workspace.startRun(running);
        CHECK(WriterLock::held(run.path()));
        CHECK(Workspace(folder.path()).runs().at(0).state == RunState::Running);
        CHECK(codeOf([&] { const WriterLock second(run.path()); }) == ErrorCode::Environment);
    }
    const auto left = Workspace(folder.path()).runs().at(0);
    CHECK(left.state == RunState::Interrupted);
    CHECK_FALSE(std::filesystem::exists(folder / "runs" / left.id / "writer.lock"));
}

TEST_CASE("one writer a run") {
    const TemporaryFolder folder;
    Workspace workspace(folder.path());
    const auto run = workspace.createRun(record("byol")).path();
    CHECK_FALSE(WriterLock::held(run));
    {
        const WriterLock lock(run);
        CHECK(WriterLock::held(run));
        std::string message;
        CHECK(codeOf([&] { const WriterLock second(run); }, &message) == ErrorCode::Environment);
        CHECK(message.find("process " + std::to_string(::getpid())) != std::string::npos);
        CHECK(WriterLock::held(run));
        const pid_t child = fork();
        if (child == 0) {
            const bool refused = codeOf([&] { const WriterLock third(run); }) == ErrorCode::Environment;
            ::_exit(refused && WriterLock::held(run) ? 0 : 1);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        CHECK(status == 0);
    }
    CHECK_FALSE(WriterLock::held(run));
    CHECK_FALSE(std::filesystem::exists(run / "writer.lock"));
    writeAndDie(run);
    CHECK(std::filesystem::exists(run / "writer.lock"));  // what it left does not stand in the way
    const WriterLock taken(run);
    CHECK(WriterLock::held(run));
}

TEST_CASE("a lock of another machine lives as long as its heart beats") {
    const TemporaryFolder folder;
    Workspace workspace(folder.path());
    const auto run = workspace.createRun(record("byol")).path();
    const auto file = run / "writer.lock";
    io::writeJsonAtomic(
        file,
        {{"host", "elsewhere"}, {"pid", 17}, {"process_start", 5}, {"started", "2026-11-24T00:00:00.000Z"}});
    CHECK(WriterLock::held(run));
    std::string message;
    CHECK(codeOf([&] { const WriterLock lock(run); }, &message) == ErrorCode::Environment);
    CHECK(message.find("process 17 on elsewhere") != std::string::npos);
    std::filesystem::last_write_time(
        file, std::filesystem::file_time_type::clock::now() - std::chrono::minutes(10));
    CHECK_FALSE(WriterLock::held(run));
    { const WriterLock lock(run); }
    for (const char* rubbish : {"", "rubbish", "[]", "{\"host\": 3}"}) {
        io::writeFileAtomic(file, std::string_view(rubbish));
        CHECK_FALSE(WriterLock::held(run));
        const WriterLock lock(run);
        CHECK(WriterLock::held(run));
    }
}

TEST_CASE("workspaces that cannot be used say why") {
    const TemporaryFolder folder;
    std::ofstream(folder / "file") << "x";
    std::string message;
    CHECK(codeOf([&] { Workspace(folder / "file"); }, &message) == ErrorCode::Environment);
    CHECK(message.find((folder / "file").string()) != std::string::npos);
    CHECK(codeOf([&] { Workspace("/proc/selfsight-workspace"); }) == ErrorCode::Environment);

    { const Workspace made(folder / "w"); }
    json document = io::readJson(folder / "w" / "workspace.json");
    document["format"]["major"] = 9;
    io::writeJsonAtomic(folder / "w" / "workspace.json", document);
    CHECK(codeOf([&] { Workspace(folder / "w"); }, &message) == ErrorCode::Input);
    CHECK(message.find("newer version of Selfsight (format 9") != std::string::npos);
    io::writeFileAtomic(folder / "w" / "workspace.json", std::string_view("{\"format\""));
    CHECK(codeOf([&] { Workspace(folder / "w"); }) == ErrorCode::Input);

    std::filesystem::create_directory(folder / "full");
    io::setFaultHook([](const char* call, const auto&) { return std::string(call) == "write" ? ENOSPC : 0; });
    CHECK(codeOf([&] { Workspace(folder / "full"); }, &message) == ErrorCode::Environment);
    io::setFaultHook({});
    CHECK(message.find("No space left") != std::string::npos);
    CHECK(Workspace(folder / "full").runs().empty());
}

TEST_CASE("a run that cannot be made leaves nothing, whichever call fails") {
    const TemporaryFolder folder;
    Workspace workspace(folder.path());
    int calls = 0;
    io::setFaultHook([&](const char*, const auto&) { return ++calls, 0; });
    workspace.createRun(record("byol"));
    for (int failing = 1; failing < calls; ++failing) {
        int call = 0;
        io::setFaultHook([&](const char*, const auto&) { return ++call == failing ? EIO : 0; });
        CHECK(codeOf([&] { workspace.createRun(record("byol")); }) == ErrorCode::Environment);
        io::setFaultHook({});
        CHECK(std::distance(std::filesystem::directory_iterator(folder / "runs"), {}) == 1);
    }
    io::setFaultHook({});
}

TEST_CASE("what cannot be read is described, and the rest is there") {
    const TemporaryFolder folder;
    Workspace workspace(folder.path());
    workspace.createRun(record("byol"));
    std::filesystem::create_directory(folder / "runs" / "empty");
    std::filesystem::create_directory(folder / "runs" / ".new-half");
    std::filesystem::create_directory(folder / "runs" / "torn");
    std::ofstream(folder / "runs" / "torn" / "run.json") << "{\"format\": {";
    std::ofstream(folder / "runs" / "a file") << "x";
    Workspace again(folder.path());
    CHECK(again.runs().size() == 1);
    REQUIRE(again.problems().size() == 2);
    CHECK(again.problems()[0].find("empty") != std::string::npos);
    CHECK(again.problems()[1].find("torn") != std::string::npos);
    CHECK(again.runs().size() == 1);
    CHECK(again.problems().size() == 2);
}

TEST_CASE("comparisons and the workspace's own notes") {
    const TemporaryFolder folder;
    Workspace workspace(folder.path());
    Comparison comparison;
    comparison.runs = {"a", "b"};
    comparison.request = {{"budget", "2m"}};
    workspace.writeComparison(comparison);
    CHECK_FALSE(comparison.id.empty());
    comparison.report = "report.html";
    workspace.writeComparison(comparison);
    std::filesystem::create_directory(folder / "comparisons" / "rubbish");
    const auto found = Workspace(folder.path()).comparisons();
    REQUIRE(found.size() == 1);
    CHECK(found[0].id == comparison.id);
    CHECK(found[0].runs == comparison.runs);
    CHECK(found[0].request == comparison.request);
    CHECK(found[0].report == "report.html");
    CHECK(codeOf([&] { workspace.comparisonFolder("../x"); }) == ErrorCode::Usage);

    json document = workspace.document();
    document["notes"] = "n";
    workspace.writeDocument(document);
    CHECK(Workspace(folder.path()).document()["notes"] == "n");
    CHECK(Workspace(folder.path()).document().contains("created"));
}
