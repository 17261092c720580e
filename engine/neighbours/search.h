// The two searches behind nearestNeighbours. Torch-free header.
#pragma once

#include "neighbours/neighbours.h"

namespace selfsight::neighbours {

// Both expect finite values; `self`: the queries are the base, and no row is its own neighbour.
Graph exactSearch(MatrixView queries, MatrixView base, std::int64_t k, const Options& options, bool self,
                  const std::stop_token& stop, const std::function<void(double)>& progress);

// On the CPU: rows are gathered in lists about k-means centres (an inverted file; Jégou, Douze & Schmid 2011)
// in at most 128 principal directions, the rows of a list are compared with those of the lists nearest to it
// by blocked products, and the nearest of these are ranked by their distances in float64. Recall is measured
// on a sample. Deterministic for a seed, whatever the number of threads.
Graph approximateSearch(MatrixView points, std::int64_t k, const Options& options,
                        const std::stop_token& stop, const std::function<void(double)>& progress);

}  // namespace selfsight::neighbours
