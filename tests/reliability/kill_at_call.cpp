// Preloaded into selfsight-cli: kills the process at its Nth call that changes a file below a folder, so that a
// test can end a run at every single write, fsync and rename.
//   KILL_FOLDER  the folder; calls on other files are not counted
//   KILL_AT      N, counted from 1; 0: never
//   KILL_HALF    set: a write is carried out by half first
//   KILL_COUNT   a file that receives the number of calls when the process ends by itself
#include <atomic>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <string>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

namespace {

template <typename Function>
Function* original(const char* name) {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

std::string setting(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

const std::string folder = setting("KILL_FOLDER");
const long killAt = std::atol(setting("KILL_AT").c_str());
const bool half = !setting("KILL_HALF").empty();
std::atomic<long> calls{0};

bool below(const char* path) {
    return !folder.empty() && path && std::strncmp(path, folder.c_str(), folder.size()) == 0;
}

bool below(int descriptor) {
    if (folder.empty()) return false;
    char link[64], path[4096];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    const ssize_t length = ::readlink(link, path, sizeof path - 1);
    if (length <= 0) return false;
    path[length] = 0;
    return below(path);
}

// Whether this call is the one to die at.
bool due() {
    return ++calls == killAt;
}

void dieIfDue() {
    if (due()) ::raise(SIGKILL);
}

struct AtEnd {
    ~AtEnd() {
        const std::string file = setting("KILL_COUNT");
        if (file.empty()) return;
        if (std::FILE* out = std::fopen(file.c_str(), "w")) {
            std::fprintf(out, "%ld\n", calls.load());
            std::fclose(out);
        }
    }
} atEnd;

}  // namespace

extern "C" {

ssize_t write(int descriptor, const void* bytes, size_t count) {
    static auto* const real = original<ssize_t(int, const void*, size_t)>("write");
    if (below(descriptor) && due()) {
        if (half) real(descriptor, bytes, count / 2);
        ::raise(SIGKILL);
    }
    return real(descriptor, bytes, count);
}

ssize_t pwrite(int descriptor, const void* bytes, size_t count, off_t offset) {
    static auto* const real = original<ssize_t(int, const void*, size_t, off_t)>("pwrite");
    if (below(descriptor) && due()) {
        if (half) real(descriptor, bytes, count / 2, offset);
        ::raise(SIGKILL);
    }
    return real(descriptor, bytes, count, offset);
}

ssize_t pwrite64(int descriptor, const void* bytes, size_t count, off64_t offset) {
    return pwrite(descriptor, bytes, count, offset);
}

ssize_t writev(int descriptor, const struct iovec* parts, int count) {
    static auto* const real = original<ssize_t(int, const struct iovec*, int)>("writev");
    if (below(descriptor)) dieIfDue();
    return real(descriptor, parts, count);
}

int fsync(int descriptor) {
    static auto* const real = original<int(int)>("fsync");
    if (below(descriptor)) dieIfDue();
    return real(descriptor);
}

int fdatasync(int descriptor) {
    static auto* const real = original<int(int)>("fdatasync");
    if (below(descriptor)) dieIfDue();
    return real(descriptor);
}

int rename(const char* from, const char* to) {
    static auto* const real = original<int(const char*, const char*)>("rename");
    if (below(to)) dieIfDue();
    return real(from, to);
}

int unlink(const char* path) {
    static auto* const real = original<int(const char*)>("unlink");
    if (below(path)) dieIfDue();
    return real(path);
}

int ftruncate(int descriptor, off_t size) {
    static auto* const real = original<int(int, off_t)>("ftruncate");
    if (below(descriptor)) dieIfDue();
    return real(descriptor, size);
}

int mkdir(const char* path, mode_t mode) {
    static auto* const real = original<int(const char*, mode_t)>("mkdir");
    if (below(path)) dieIfDue();
    return real(path, mode);
}

}  // extern "C"
