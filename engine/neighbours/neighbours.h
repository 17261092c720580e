// k nearest neighbours, shared by evaluation and maps. Torch-free header.
#pragma once

#include "core/matrix.h"

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace selfsight::neighbours {

enum class Metric { Euclidean, Cosine };

// k neighbours a query, nearest first; ties go to the lower index.
struct Graph {
    std::int64_t count = 0;  // queries
    std::int64_t k = 0;
    std::vector<std::int32_t> indices;  // [count, k]
    std::vector<float> distances;       // [count, k]: Euclidean distance, or 1 − cosine similarity
    bool exact = true;
    double recall = 1;  // share of the exact neighbours of a sample of rows that is there, when not exact
    // How an approximate graph was made: "lists: 150, about 12247 rows compared, 128 of 1028 dimensions".
    std::string method = "exact";
};

struct Options {
    Metric metric = Metric::Euclidean;
    std::string device = "cpu";
    // More points than this: the neighbours of all points among themselves are searched approximately on the
    // CPU.
    std::int64_t approximateAbove = 20000;
    std::uint64_t seed = 0;  // of the approximation
};

// Neighbours of every row among the other rows (a point is not its own neighbour). k is reduced to n − 1.
// Throws RuntimeError(Input) for values that are not finite; Cancelled when the token is signalled.
Graph nearestNeighbours(MatrixView points, std::int64_t k, const Options& options = {},
                        std::stop_token stop = {}, const std::function<void(double)>& progress = {});
// Neighbours of every query row among the base rows, exact.
Graph nearestNeighbours(MatrixView queries, MatrixView base, std::int64_t k, const Options& options = {},
                        std::stop_token stop = {}, const std::function<void(double)>& progress = {});

// The first k neighbours of a graph, which may know more.
Graph nearest(Graph graph, std::int64_t k);

}  // namespace selfsight::neighbours
