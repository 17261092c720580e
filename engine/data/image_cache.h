// The test images of a folder of pictures, decoded and scaled once for the map and kept beside the runs.
// Torch-free.
#pragma once

#include "data/source.h"

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>

namespace selfsight::data {

// The side at which n images are shown: up to 128 pixels, fewer when they would take more than 256 MiB, and
// never fewer than 32.
int shownSide(std::int64_t n);

// Averages blocks until the longer side is at most `side`; the same set when it is already.
std::shared_ptr<const ImageSet> reducedImages(std::shared_ptr<const ImageSet> images, int side);

// The test part of the source at `location`, for showing: decoded at shownSide() where it is larger and, for
// folders of pictures whose content hash is known, read from <cache>/<hash>-test.npy and .json when they are
// there, else written there. A cache that cannot be written or is damaged costs time, not images. Throws
// RuntimeError(Input) when neither the cache nor the source can be read; Cancelled.
std::shared_ptr<const ImageSet> shownImages(const std::filesystem::path& cache, const std::string& location,
                                            const std::string& kind, const std::string& hash,
                                            std::stop_token stop = {});

}  // namespace selfsight::data
