// Preloaded into selfsight-cli: kills the process at its Nth call that changes a file below a folder, so that a
// test can end a run at every single write, fsync and rename. Also counts what libstdc++ calls on our behalf.
#include "kill_at_call.h"

#include <atomic>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

namespace selfsight::test {
namespace {

KillSettings now;
long ownCalls = 0;
long* calls = &ownCalls;

template <typename Function>
Function* original(const char* name) {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

bool below(const char* path) {
    return !now.folder.empty() && path && std::strncmp(path, now.folder.c_str(), now.folder.size()) == 0;
}

bool below(int descriptor) {
    if (now.folder.empty()) return false;
    char link[64], path[4096];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    const ssize_t length = ::readlink(link, path, sizeof path - 1);
    if (length <= 0) return false;
    path[length] = 0;
    return below(path);
}

// Whether this call is the one to die at.
bool due() {
    return std::atomic_ref(*calls).fetch_add(1) + 1 == now.at;
}

void die() {
    ::kill(::getpid(), SIGKILL);
    for (;;) ::pause();  // another thread may be the one that the signal reaches first
}

void dieIfDue() {
    if (due()) die();
}

}  // namespace

void killAt(const KillSettings& settings, long* counter) {
    now = settings;
    calls = counter ? counter : &ownCalls;
    *calls = 0;
}

}  // namespace selfsight::test

using namespace selfsight::test;

extern "C" {

ssize_t write(int descriptor, const void* bytes, size_t count) {
    static auto* const real = original<ssize_t(int, const void*, size_t)>("write");
    if (below(descriptor) && due()) {
        if (now.half) (void)!real(descriptor, bytes, count / 2);
        die();
    }
    return real(descriptor, bytes, count);
}

ssize_t pwrite(int descriptor, const void* bytes, size_t count, off_t offset) {
    static auto* const real = original<ssize_t(int, const void*, size_t, off_t)>("pwrite");
    if (below(descriptor) && due()) {
        if (now.half) (void)!real(descriptor, bytes, count / 2, offset);
        die();
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

// What std::filesystem::remove calls; C's library removes without a call that could be seen.
int remove(const char* path) {
    static auto* const real = original<int(const char*)>("remove");
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
