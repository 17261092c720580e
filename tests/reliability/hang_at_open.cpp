// Preloaded: opening a file below HANG_FOLDER never returns, as on a network folder whose server is gone. Other
// threads go on.
#include <cstdarg>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

namespace {

void hangIfBelow(const char* path) {
    static const char* const folder = std::getenv("HANG_FOLDER");
    if (!folder || !path || std::strncmp(path, folder, std::strlen(folder)) != 0) return;
    // Seen by the test: from here on nothing moves.
    static const char* const sign = std::getenv("HANG_SIGN");
    using Open = int(const char*, int, ...);
    static auto* const real = reinterpret_cast<Open*>(dlsym(RTLD_NEXT, "open"));
    if (sign) ::close(real(sign, O_WRONLY | O_CREAT, 0600));
    for (;;) ::pause();
}

mode_t modeOf(int flags, va_list rest) {
    return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
    using Open = int(const char*, int, ...);
    static auto* const real = reinterpret_cast<Open*>(dlsym(RTLD_NEXT, "open"));
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = modeOf(flags, rest);
    va_end(rest);
    hangIfBelow(path);
    return real(path, flags, mode);
}

int open64(const char* path, int flags, ...) {
    using Open = int(const char*, int, ...);
    static auto* const real = reinterpret_cast<Open*>(dlsym(RTLD_NEXT, "open64"));
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = modeOf(flags, rest);
    va_end(rest);
    hangIfBelow(path);
    return real(path, flags, mode);
}

}  // extern "C"
