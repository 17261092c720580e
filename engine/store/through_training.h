// Embeddings of the same images at several moments of a training, and the maps of them. Torch-free.
#pragma once

#include "map/map.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace selfsight::store {

// embeddings/through/<step>.npy (float32 [n, d]) of a run: test images 0 … n − 1 as the weights of that step
// embed them.
void writeSnapshot(const std::filesystem::path& runFolder, std::int64_t step, MatrixView embeddings);
std::vector<std::int64_t> snapshotSteps(const std::filesystem::path& runFolder);  // ascending
Matrix readSnapshot(const std::filesystem::path& runFolder, std::int64_t step);

// One map a snapshot, each warm-started from the one before.
struct ThroughMaps {
    map::MapOptions options;
    std::vector<std::int64_t> steps;
    std::vector<Matrix> points;  // [n, 2] each
    std::vector<double> objectives, trustworthiness;
};
// maps/through/<stem>.npy (float32 [steps, n, 2]) and .json (options, steps, objectives, trustworthiness).
void writeThroughMaps(const std::filesystem::path& runFolder, const std::string& stem,
                      const ThroughMaps& maps);
std::vector<std::string> throughStems(const std::filesystem::path& runFolder);  // sorted
// Throws RuntimeError(Input) when absent or damaged.
ThroughMaps readThroughMaps(const std::filesystem::path& runFolder, const std::string& stem);

}  // namespace selfsight::store
