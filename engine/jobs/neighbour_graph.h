// The neighbour graph of a run's embeddings, computed once and kept beside them. Torch-free header.
#pragma once

#include "core/matrix.h"
#include "neighbours/neighbours.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

namespace selfsight::jobs {

// At least k neighbours of every row. Kept as <run>/neighbours/<split>.indices.npy (int32 [n, k]),
// <split>.distances.npy (float32 [n, k]) and <split>.json, which names the embeddings that they belong to; a
// graph of other embeddings or of too few neighbours is computed again. A graph that cannot be kept (a full
// disk) is returned all the same.
neighbours::Graph neighbourGraph(const std::filesystem::path& runFolder, const std::string& split,
                                 MatrixView embeddings, std::int64_t k, const neighbours::Options& options,
                                 std::stop_token stop, const std::function<void(double)>& progress = {});

// The graph that is kept of a split's embeddings, when it is theirs and knows at least k neighbours (or all
// there are); the embeddings are read in pieces and never held. Empty otherwise.
std::optional<neighbours::Graph> keptNeighbourGraph(const std::filesystem::path& runFolder,
                                                    const std::string& split, std::int64_t k);

}  // namespace selfsight::jobs
