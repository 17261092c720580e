// Dense regions of a map: hills of the points' density. Torch-free.
#pragma once

#include "core/matrix.h"

#include <cstdint>
#include <vector>

namespace selfsight::map {

struct Region {
    double x = 0;  // where it is densest
    double y = 0;
    std::vector<std::int64_t> rows;  // of its points, ascending
};

struct RegionOptions {
    int most = 24;              // regions, the largest first
    double leastShare = 0.006;  // of the points that a region must hold; never fewer than 8
    double prominence = 1.3;    // a summit this many times as dense as the saddle to a higher one is a hill
    double least = 1.0 / 3;     // a region ends where the density falls below this share of its summit
};

// The density of points [n, 2] (Gaussian, its width a third of Scott's rule) on a grid is cut into hills from
// the top down; a hill that is not prominent, or no more than noise, joins the higher one beside it (ToMATo,
// Chazal et al. 2013). Rows that are not finite, and the outermost of a map with far outliers, belong to no
// region. Sizes and gaps of a neighbour embedding carry no meaning: regions are places to look at, not
// clusters of the data.
std::vector<Region> denseRegions(MatrixView points, const RegionOptions& options = {});

}  // namespace selfsight::map
