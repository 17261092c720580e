// Maps of embeddings that lie in a .npy file and belong to no run.
#pragma once

#include "map/map.h"

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace selfsight::cli {

struct FileProjection {
    std::string input;       // .npy [n, d]
    std::string labels;      // .npy [n], or empty
    std::string start;       // .npy [n, 2]: warm start
    std::string onto;        // .npy [m, 2]: the map that the input is placed on,
    std::string ontoSource;  // .npy [m, d]: which was made from these embeddings
    std::string fit;         // .npy [m, d]: what discriminants are fitted to,
    std::string fitLabels;   // .npy [m]: and its labels
    map::MapOptions options;
};

// Computes the map with progress on stderr, and its trust. Throws RuntimeError, Cancelled.
map::MapResult projectFile(const FileProjection& request, bool quiet);

// The array, and beside it what it was made from and how; the distortion as .distortion.npy where every point
// was measured.
void writeMap(const std::filesystem::path& output, const map::MapResult& result,
              const nlohmann::json& source);

}  // namespace selfsight::cli
