// Maps of a run's embedding while it was training, for looking back. Torch-free.
#pragma once

#include "core/matrix.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace selfsight::store {

struct TrainingMap {
    std::int64_t step = 0;
    double epoch = 0;
    Matrix points;  // [n, 2]
};

struct TrainingMaps {
    std::string method;                // "tsne", …; the same for all
    std::vector<std::int64_t> images;  // of the rows, in the test part; empty: 0 … n − 1
    std::vector<TrainingMap> maps;     // by step, ascending
};

// <run>/maps/training/<step>.npy (float32 [n, 2]) and index.json, which lists them with step and epoch. A map
// whose file is missing or does not fit is left out. None at all: no maps. Throws RuntimeError(Input) when
// index.json is damaged or newer than this program.
TrainingMaps readTrainingMaps(const std::filesystem::path& runFolder);

// Adds a map, or replaces the one of the same step; the file first, then the list, each atomically. `images`
// and `method` belong to the whole and are those of the first map. Throws RuntimeError(Environment).
void appendTrainingMap(const std::filesystem::path& runFolder, const TrainingMap& map,
                       const std::string& method, const std::vector<std::int64_t>& images = {});

}  // namespace selfsight::store
