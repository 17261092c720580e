// Test images known by their content, so that they are found again in somebody else's copy of the data set,
// in whatever order that has them. Torch-free.
#pragma once

#include "data/source.h"

#include <filesystem>
#include <optional>
#include <vector>

namespace selfsight::data {

// One number an image: the first eight bytes of the SHA-256 of its pixels (FIPS 180-4), as they are shown.
Labels imageDigests(const ImageSet& set);

// For every wanted image its place among `found`; images that are alike keep their order. Nothing unless all
// are there.
std::optional<std::vector<std::int64_t>> placesOf(const Labels& wanted, const Labels& found);

// The images at these places, with their labels and paths.
std::shared_ptr<const ImageSet> taken(const ImageSet& set, const std::vector<std::int64_t>& places);

// <workspace>/images/<hash>-test.npy, int64 [n]: the digests of the data set with that content hash; empty
// where they are not there or cannot be read.
Labels keptDigests(const std::filesystem::path& workspace, const std::string& hash);
// Keeps them there. A workspace that cannot be written goes without.
void keepDigests(const std::filesystem::path& workspace, const std::string& hash, const Labels& digests);

}  // namespace selfsight::data
