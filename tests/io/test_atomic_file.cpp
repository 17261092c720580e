#include "core/error.h"
#include "io/atomic_file.h"
#include "io/file.h"
#include "support/temporary_folder.h"

#include <csignal>
#include <doctest/doctest.h>
#include <fstream>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace selfsight;
using namespace selfsight::io;
using selfsight::test::TemporaryFolder;

namespace {

std::string contents(const std::filesystem::path& file) {
    const Bytes bytes = readFile(file, 1 << 20);
    return std::string(asText(bytes));
}

std::size_t filesIn(const std::filesystem::path& folder) {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

struct HookGuard {
    explicit HookGuard(FaultHook hook) { setFaultHook(std::move(hook)); }
    ~HookGuard() { setFaultHook({}); }
};

}  // namespace

TEST_CASE("an atomic file appears whole, replaces, and leaves nothing when it is dropped") {
    const TemporaryFolder folder;
    const auto target = folder / "a.txt";
    {
        AtomicFile file(target);
        file.write("old");
        CHECK_FALSE(std::filesystem::exists(target));
        file.commit();
    }
    CHECK(contents(target) == "old");
    {
        AtomicFile file(target);
        file.write("half of the ne");
    }
    CHECK(contents(target) == "old");
    AtomicFile file(target);
    file.write("n?w");
    file.overwrite(1, asBytes("e"));
    CHECK_THROWS_AS(file.overwrite(2, asBytes("xx")), LogicError);
    file.commit();
    CHECK(contents(target) == "new");
    CHECK(filesIn(folder.path()) == 1);
}

TEST_CASE(
    "whichever call fails, the old file stays, the message names file and reason, no temporary is left") {
    const TemporaryFolder folder;
    const auto target = folder / "a.txt";
    writeFileAtomic(target, std::string_view("old"));
    int calls = 0;
    {
        const HookGuard guard([&](const char*, const auto&) { return ++calls, 0; });
        writeFileAtomic(target, std::string_view("old"));
    }
    REQUIRE(calls >= 5);  // open, write, fsync, rename, fsync of the folder
    for (int failing = 1; failing <= calls; ++failing) {
        int call = 0;
        std::string name;
        const HookGuard guard([&](const char* which, const auto&) {
            if (++call != failing) return 0;
            name = which;
            return ENOSPC;
        });
        try {
            writeFileAtomic(target, std::string_view("new"));
            FAIL("no error for call ", failing);
        } catch (const RuntimeError& error) {
            CHECK(error.code() == ErrorCode::Environment);
            CHECK(std::string(error.what()).find("No space left on device") != std::string::npos);
            CHECK(std::string(error.what()).find(folder.path().string()) != std::string::npos);
        }
        CAPTURE(name);
        // The last call flushes the folder: the new file is in its place then, whole.
        CHECK(contents(target) == (failing == calls ? "new" : "old"));
        CHECK(filesIn(folder.path()) == 1);
        setFaultHook({});
        writeFileAtomic(target, std::string_view("old"));
    }
}

TEST_CASE("a process killed at any call leaves the old file or the new one") {
    const TemporaryFolder folder;
    const auto target = folder / "a.txt";
    bool sawOld = false;
    bool sawNew = false;
    for (int killedAt = 1; killedAt <= 6; ++killedAt) {
        writeFileAtomic(target, std::string_view("old"));
        const pid_t child = fork();
        if (child == 0) {
            int call = 0;
            setFaultHook([&](const char*, const auto&) {
                if (++call == killedAt) ::kill(::getpid(), SIGKILL);
                return 0;
            });
            writeFileAtomic(target, std::string_view("new"));
            ::_exit(0);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        const std::string found = contents(target);
        CHECK((found == "old" || found == "new"));
        sawOld = sawOld || found == "old";
        sawNew = sawNew || found == "new";
    }
    CHECK(sawOld);
    CHECK(sawNew);
    CHECK(filesIn(folder.path()) > 1);
    CHECK(removeStaleTemporaries(folder.path(), std::chrono::hours(1)) == 0);
    CHECK(removeStaleTemporaries(folder.path(), std::chrono::seconds(0)) > 0);
    CHECK(filesIn(folder.path()) == 1);
    CHECK(std::filesystem::exists(target));
}

TEST_CASE("a disk that is full, really") {
    const TemporaryFolder folder;
    const auto target = folder / "a.bin";
    writeFileAtomic(target, std::string_view("old"));
    // A limit on the size of files acts as a full disk does, and needs no rights.
    const pid_t child = fork();
    if (child == 0) {
        ::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{1000, 1000};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        int result = 1;
        try {
            writeFileAtomic(target, Bytes(5000, 7));
        } catch (const RuntimeError& error) {
            result = error.code() == ErrorCode::Environment && contents(target) == "old" &&
                             filesIn(folder.path()) == 1
                         ? 0
                         : 2;
        }
        try {
            const auto log = folder / "log";
            appendToFile(log, std::string(900, 'a'));
            appendToFile(log, std::string(900, 'b'));
            result = 3;
        } catch (const RuntimeError&) {
            if (readFile(folder / "log", 5000).size() != 900) result = 4;  // the torn row was taken back
        }
        ::_exit(result);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("a full tmpfs, where one may be mounted") {
    const TemporaryFolder folder;
    const auto small = folder / "small";
    std::filesystem::create_directory(small);
    if (::mount("tmpfs", small.c_str(), "tmpfs", 0, "size=64k") != 0) {
        MESSAGE("no right to mount a tmpfs here; the test above covers a full disk by a limit");
        return;
    }
    const auto target = small / "a.bin";
    writeFileAtomic(target, Bytes(20'000, 1));
    std::string message;
    try {
        writeFileAtomic(target, Bytes(200'000, 2));
    } catch (const RuntimeError& error) {
        message = error.what();
        CHECK(error.code() == ErrorCode::Environment);
    }
    CHECK(message.find("No space left on device") != std::string::npos);
    CHECK(message.find(target.string()) != std::string::npos);
    CHECK(readFile(target, 1 << 20) == Bytes(20'000, 1));
    CHECK(filesIn(small) == 1);
    writeFileAtomic(target, Bytes(10'000, 3));  // when there is room again, saving goes on
    CHECK(readFile(target, 1 << 20) == Bytes(10'000, 3));
    CHECK(::umount(small.c_str()) == 0);
}

TEST_CASE("what cannot be read or written says which and why") {
    const TemporaryFolder folder;
    const auto code = [](const auto& action) {
        try {
            action();
        } catch (const RuntimeError& error) {
            CHECK(!error.path().empty());
            return error.code();
        }
        return ErrorCode::Bug;
    };
    CHECK(code([&] { readFile(folder / "absent", 10); }) == ErrorCode::Input);
    CHECK(code([&] { readFile(folder.path(), 10); }) == ErrorCode::Input);
    CHECK(code([&] { readFile("/dev/zero", 10); }) == ErrorCode::Input);
    writeFileAtomic(folder / "file", std::string_view("0123456789"));
    CHECK(code([&] { readFile(folder / "file", 9); }) == ErrorCode::Input);
    CHECK(readFile(folder / "file", 10).size() == 10);
    // Its size is told as 0.
    CHECK(readFile("/proc/version", 4096).size() > 10);
    CHECK(code([&] { readFile("/proc/version", 10); }) == ErrorCode::Input);
    CHECK(code([&] { writeFileAtomic("/proc/selfsight/a", std::string_view("x")); }) ==
          ErrorCode::Environment);
    CHECK(code([&] { createFolders(folder / "file" / "below"); }) == ErrorCode::Environment);
    CHECK(code([&] { appendToFile("/proc/version", "x"); }) == ErrorCode::Environment);
    const auto deep = folder / "a" / "b" / "c";
    createFolders(deep);
    createFolders(deep);
    CHECK(std::filesystem::is_directory(deep));
}
