#include "store/bin.h"

#include "core/error.h"
#include "io/file.h"

#include <algorithm>

namespace selfsight::store {
namespace fs = std::filesystem;

std::vector<BinnedRun> binnedRuns(const fs::path& workspace) {
    std::vector<BinnedRun> found;
    std::error_code error;
    for (const auto& item : fs::directory_iterator(workspace / "bin", error)) {
        try {
            found.push_back({item.path().filename().string(), RunFolder(item.path()).record()});
        } catch (const RuntimeError&) {
            // Whatever else a person keeps there is not ours to speak of.
        }
    }
    std::ranges::sort(found, {}, &BinnedRun::folder);
    return found;
}

std::string restoreRun(const fs::path& workspace, const std::string& folder) {
    const auto from = workspace / "bin" / folder;
    std::error_code error;
    // A name, not a way out of the bin.
    if (folder.empty() || fs::path(folder).filename() != fs::path(folder) || !fs::is_directory(from, error))
        throw usageError("there is no run " + folder + " in the bin");
    const std::string id = RunFolder(from).record().id;
    const auto to = workspace / "runs" / id;
    if (fs::exists(to, error)) throw usageError("the run " + id + " is in the workspace again");
    fs::rename(from, to, error);
    if (error) io::throwSystemError(from, "move this run out of the bin", error.value());
    io::syncFolder(workspace / "runs");
    io::syncFolder(workspace / "bin");
    return id;
}

}  // namespace selfsight::store
