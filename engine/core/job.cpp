#include "core/job.h"

#include <algorithm>
#include <filesystem>
#include <new>
#include <system_error>

namespace selfsight {

namespace {

constexpr const char* kOutOfMemory =
    "Out of memory. A smaller batch or width needs less; what was saved before is kept.";
// CUDA gives a process its device back only when it starts anew.
constexpr const char* kDeviceFailed =
    "The GPU failed or went away; what was saved before is kept. Start Selfsight again to go on with it, or "
    "resume on the CPU.";

// An exception of a library, which core does not know by type. LibTorch appends a stack trace that tells a
// user nothing, and reports a failed allocation or a lost device as an error of its own.
Outcome outcomeOfForeign(const std::exception& error) {
    std::string text = error.what();
    for (const char* trace : {"\nException raised from", "\nframe #0"})
        text.erase(std::min(text.size(), text.find(trace)));
    for (const char* sign : {"out of memory", "not enough memory", "can't allocate memory"})
        if (text.find(sign) != std::string::npos)
            return {
                Ending::Failed, ErrorCode::Environment, std::string(kOutOfMemory) + " (" + text + ")", {}};
    for (const char* sign : {"CUDA error", "CUDA driver error", "CUDNN_STATUS", "CUBLAS_STATUS"})
        if (text.find(sign) != std::string::npos)
            return {
                Ending::Failed, ErrorCode::Environment, std::string(kDeviceFailed) + " (" + text + ")", {}};
    return {Ending::Failed, ErrorCode::Bug, "Internal error: " + text, {}};
}

}  // namespace

int Outcome::exitCode() const {
    switch (ending) {
        case Ending::Succeeded:
            return 0;
        case Ending::Stopped:
        case Ending::Cancelled:
            return static_cast<int>(ErrorCode::Stopped);
        case Ending::Failed:
            return static_cast<int>(code);
    }
    return static_cast<int>(ErrorCode::Bug);
}

Outcome Job::run(Control& control, EventSink& events) noexcept {
    try {
        return {.ending = execute(control, events)};
    } catch (...) {
        return outcomeOfCurrentException();
    }
}

Outcome outcomeOfCurrentException() noexcept {
    try {
        throw;
    } catch (const Cancelled&) {
        return {.ending = Ending::Cancelled};
    } catch (const RuntimeError& e) {
        return {Ending::Failed, e.code(), e.what(), e.path()};
    } catch (const std::filesystem::filesystem_error& e) {
        return {Ending::Failed, ErrorCode::Environment, e.what(), e.path1().string()};
    } catch (const std::system_error& e) {
        return {Ending::Failed, ErrorCode::Environment, e.what(), {}};
    } catch (const std::bad_alloc&) {
        return {Ending::Failed, ErrorCode::Environment, kOutOfMemory, {}};
    } catch (const std::exception& e) {
        return outcomeOfForeign(e);
    } catch (...) {
        return {Ending::Failed, ErrorCode::Bug, "Internal error of unknown type", {}};
    }
}

}  // namespace selfsight
