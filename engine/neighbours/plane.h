// Exact nearest neighbours of the points of a map among themselves. Torch-free header.
#pragma once

#include "neighbours/neighbours.h"

#include <stop_token>

namespace selfsight::neighbours {

// points: [n, 2]. The k (at most n − 1) nearest of every point, Euclidean, ties to the lower index, in
// O(n · log n) whatever their arrangement (a k-d tree, Friedman, Bentley & Finkel 1977). Rows that are not
// finite are nobody's neighbours and have none; where fewer than k others have a place, the rest is −1 at an
// infinite distance. Throws Cancelled when the token is signalled.
Graph nearestInPlane(MatrixView points, std::int64_t k, std::stop_token stop = {});

}  // namespace selfsight::neighbours
