#include "store/writer_lock.h"

#include "io/file.h"
#include "io/json_file.h"
#include "store/format.h"

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <ctime>
#include <fcntl.h>
#include <fstream>
#include <mutex>
#include <signal.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace selfsight::store {

namespace {

constexpr std::chrono::seconds kHeartbeat{15};
// A writer on another machine whose file was not touched for so long is gone.
constexpr std::time_t kSilence = 120;
// For a second or so a network folder may know a lock that a writer on another machine has just removed.
constexpr int kAttempts = 15;
constexpr std::chrono::milliseconds kRetry{200};

std::string hostName() {
    char name[256] = {};
    ::gethostname(name, sizeof name - 1);
    return name;
}

// When a process began, in clock ticks since the machine started: a number that was given to another process
// since differs in it. 0: not known or not running.
std::uint64_t processStart(long pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string text((std::istreambuf_iterator<char>(file)), {});
    const std::size_t name = text.rfind(')');  // a program's name may hold spaces
    if (name == std::string::npos) return 0;
    std::size_t at = name + 1;
    for (int field = 3; field < 22; ++field) at = text.find(' ', at + 1);
    return at == std::string::npos ? 0 : std::strtoull(text.c_str() + at, nullptr, 10);
}

struct flock wholeFile(short type) {
    struct flock range {};
    range.l_type = type;
    range.l_whence = SEEK_SET;
    return range;
}

// Who holds the lock according to the file, in words; empty when nobody does. `locked`: the system says that
// it is held.
struct Holder {
    bool alive = false;
    std::string description;
};

Holder readHolder(int descriptor, bool locked) {
    std::string text(4096, '\0');
    const ssize_t got = ::pread(descriptor, text.data(), text.size(), 0);
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    std::string host;
    std::string started;
    std::int64_t pid = 0;
    std::uint64_t ticks = 0;
    try {
        const auto lock = io::parseJson(text, "writer.lock");
        host = io::jsonValue<std::string>(lock, "host", "", "writer.lock");
        pid = io::jsonValue<std::int64_t>(lock, "pid", 0, "writer.lock");
        started = io::jsonValue<std::string>(lock, "started", "", "writer.lock");
        ticks = io::jsonValue<std::uint64_t>(lock, "process_start", 0, "writer.lock");
    } catch (const RuntimeError&) {
        return {locked, "another process"};
    }
    const std::string description = "process " + std::to_string(pid) + " on " +
                                    (host.empty() ? "an unknown machine" : host) + ", since " + started;
    if (locked) return {true, description};
    // Not locked, as far as this machine can see. On this machine that is the truth wherever locks work, and
    // the process table tells it where they do not; another machine's lock may be invisible here, but its
    // heartbeat is not.
    if (host == hostName())
        return {pid > 0 && pid != ::getpid() && ticks != 0 && processStart(pid) == ticks, description};
    struct stat status {};
    const bool fresh = ::fstat(descriptor, &status) == 0 && std::time(nullptr) - status.st_mtime < kSilence;
    return {!host.empty() && fresh, description};
}

// Whether someone else holds a lock on the open file. Asking takes nothing.
bool lockedByOther(int descriptor) {
    struct flock range = wholeFile(F_WRLCK);
    return ::fcntl(descriptor, F_OFD_GETLK, &range) == 0 && range.l_type != F_UNLCK;
}

}  // namespace

struct WriterLock::Heartbeat {
    std::mutex mutex;
    std::condition_variable ended;
    bool end = false;
    std::thread thread;
};

WriterLock::WriterLock(const std::filesystem::path& runFolder) : path_(runFolder / "writer.lock") {
    for (int attempt = 1;; ++attempt) {
        descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (descriptor_ < 0) {
            const int error = errno;
            std::error_code ignored;
            if (error != ENOENT || attempt > kAttempts || !std::filesystem::is_directory(runFolder, ignored))
                io::throwSystemError(path_, "lock this run for writing", error);
            std::this_thread::sleep_for(kRetry);
            continue;
        }
        struct flock range = wholeFile(F_WRLCK);
        const bool taken = ::fcntl(descriptor_, F_OFD_SETLK, &range) == 0;
        const bool refused = !taken && (errno == EAGAIN || errno == EACCES);
        const Holder holder = readHolder(descriptor_, refused);
        if (holder.alive) {
            ::close(descriptor_);
            descriptor_ = -1;
            throw environmentError("this run is being written by " + holder.description, runFolder.string());
        }
        // The file may have been removed by the writer before, between open and lock: then this lock is on
        // nothing.
        struct stat mine {};
        struct stat there {};
        if (::fstat(descriptor_, &mine) == 0 && ::stat(path_.c_str(), &there) == 0 &&
            mine.st_ino == there.st_ino)
            break;
        ::close(descriptor_);
        if (attempt > kAttempts) io::throwSystemError(path_, "lock this run for writing", ESTALE);
    }
    const std::string text = io::jsonText({{"host", hostName()},
                                           {"pid", ::getpid()},
                                           {"process_start", processStart(::getpid())},
                                           {"started", isoTimeNow()}});
    if (::ftruncate(descriptor_, 0) != 0 ||
        ::pwrite(descriptor_, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) {
        const int error = errno;
        ::close(descriptor_);
        descriptor_ = -1;
        io::throwSystemError(path_, "lock this run for writing", error);
    }
    heartbeat_ = std::make_unique<Heartbeat>();
    heartbeat_->thread = std::thread([beat = heartbeat_.get(), descriptor = descriptor_] {
        std::unique_lock lock(beat->mutex);
        while (!beat->ended.wait_for(lock, kHeartbeat, [&] { return beat->end; }))
            ::futimens(descriptor, nullptr);
    });
}

WriterLock::~WriterLock() {
    if (heartbeat_) {
        {
            const std::lock_guard lock(heartbeat_->mutex);
            heartbeat_->end = true;
        }
        heartbeat_->ended.notify_all();
        heartbeat_->thread.join();
    }
    if (descriptor_ < 0) return;
    // Only the file that this lock is on: the run may have been moved, and another one may be in its place.
    struct stat mine {};
    struct stat there {};
    if (::fstat(descriptor_, &mine) == 0 && ::stat(path_.c_str(), &there) == 0 && mine.st_ino == there.st_ino)
        ::unlink(path_.c_str());
    ::close(descriptor_);
}

void WriterLock::movedTo(const std::filesystem::path& runFolder) {
    path_ = runFolder / "writer.lock";
}

bool WriterLock::held(const std::filesystem::path& runFolder) {
    const int descriptor = ::open((runFolder / "writer.lock").c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return false;
    const bool held = readHolder(descriptor, lockedByOther(descriptor)).alive;
    ::close(descriptor);
    return held;
}

}  // namespace selfsight::store
