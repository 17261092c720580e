// Runs that were moved to <workspace>/bin/, and their way back. Torch-free.
#pragma once

#include "store/workspace.h"

#include <filesystem>
#include <string>
#include <vector>

namespace selfsight::store {

struct BinnedRun {
    std::string folder;  // its name below bin/: the run's id, with a suffix where that was taken
    RunRecord record;
};

// By folder name. Folders that cannot be read as runs are left out.
std::vector<BinnedRun> binnedRuns(const std::filesystem::path& workspace);

// Moves bin/<folder> back to runs/ under the id of its run, which is returned. Throws RuntimeError(Usage) for
// a folder that is not there, or when there is a run of that id again; RuntimeError(Environment) when it
// cannot be moved.
std::string restoreRun(const std::filesystem::path& workspace, const std::string& folder);

}  // namespace selfsight::store
