// Rows gathered about k-means centres. Torch-free.
#pragma once

#include "core/matrix.h"

#include <cstdint>
#include <stop_token>
#include <vector>

namespace selfsight::neighbours {

struct Lists {
    Matrix centres;                   // [lists, d]
    std::vector<std::int32_t> order;  // rows, list by list, ascending within a list
    std::vector<std::int64_t> start;  // [lists + 1], into `order`

    std::int64_t count() const { return centres.rows; }
    std::int64_t size(std::int64_t list) const {
        return start[static_cast<std::size_t>(list + 1)] - start[static_cast<std::size_t>(list)];
    }
    // All lists, the nearest to `list` (by their centres) first; itself comes first.
    std::vector<std::int32_t> nearestTo(std::int64_t list) const;
};

// About rows / `perList` lists, none empty, none longer than four times `perList`: what k-means leaves longer
// (duplicates, a dense cloud) is cut. Lloyd's iterations on a sample of at most 64 rows a list. The same for
// every number of threads. Cancelled when the token is signalled.
Lists gatherLists(MatrixView rows, std::int64_t perList, std::uint64_t seed, const std::stop_token& stop);

}  // namespace selfsight::neighbours
