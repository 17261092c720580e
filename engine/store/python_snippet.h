// Python code that is shown to the user, copied, and written beside exports. Torch-free.
#pragma once

#include "store/run_folder.h"

#include <array>
#include <optional>
#include <string>

namespace selfsight::store {

struct PixelStatistics {
    std::array<double, 3> mean, deviation;  // of channels in [0, 1]
};

// Plain PyTorch that rebuilds the run's encoder, loads its weights from `weightsFile` (which the script
// expects beside it) and embeds images. `classes`: of the classifier in the weights. Statistics that are not
// known are left to the user, in words. Throws LogicError for an encoder without such code.
std::string encoderSnippet(const RunRecord& run, std::int64_t dimension, std::int64_t classes,
                           const std::string& weightsFile, const std::optional<PixelStatistics>& statistics);

// The 20 lines of NumPy that write any encoder's output as a run of a workspace.
extern const char* const kWriteRunSnippet;

// <run>/normalisation.json: by what the encoder's images were normalised. Nothing where the file is missing;
// throws RuntimeError(Input) where it is damaged.
void writeNormalisation(const std::filesystem::path& runFolder, const PixelStatistics& statistics);
std::optional<PixelStatistics> readNormalisation(const std::filesystem::path& runFolder);

}  // namespace selfsight::store
