#include "core/job.h"

#include <filesystem>
#include <new>
#include <system_error>

namespace selfsight {

int Outcome::exitCode() const {
    switch (ending) {
        case Ending::Succeeded: return 0;
        case Ending::Stopped:
        case Ending::Cancelled: return static_cast<int>(ErrorCode::Stopped);
        case Ending::Failed: return static_cast<int>(code);
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
        return {Ending::Failed, ErrorCode::Environment,
                "Out of memory. A smaller batch or width needs less; what was saved before is kept.", {}};
    } catch (const std::exception& e) {
        return {Ending::Failed, ErrorCode::Bug, std::string("Internal error: ") + e.what(), {}};
    } catch (...) {
        return {Ending::Failed, ErrorCode::Bug, "Internal error of unknown type", {}};
    }
}

}  // namespace selfsight
