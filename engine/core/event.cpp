#include "core/event.h"

#include "core/error.h"

#include <array>

namespace selfsight {

namespace {
constexpr std::array kStateNames = {"queued",    "running",   "paused", "stopped",
                                    "succeeded", "cancelled", "failed", "interrupted"};
}

const char* phaseName(Phase phase) {
    constexpr std::array names = {"load", "train", "embed", "project", "probe", "report"};
    return names.at(static_cast<std::size_t>(phase));
}

const char* runStateName(RunState state) {
    return kStateNames.at(static_cast<std::size_t>(state));
}

RunState runStateFromName(const std::string& name) {
    for (std::size_t i = 0; i < kStateNames.size(); ++i)
        if (name == kStateNames[i]) return static_cast<RunState>(i);
    throw RuntimeError(ErrorCode::Input, "'" + name + "' is no state of a run");
}

}  // namespace selfsight
