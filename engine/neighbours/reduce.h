// The principal directions of many columns, for searches that look at fewer. Torch-free.
#pragma once

#include "core/matrix.h"

#include <cstdint>
#include <stop_token>
#include <vector>

namespace selfsight::neighbours {

// Rows in their first principal directions; what lies beside these is known by its length alone. The squared
// distance of two rows is then about |a − b|² + rest(a) + rest(b), as if the rests were at right angles.
struct Reduced {
    Matrix values;            // [n, directions]
    std::vector<float> rest;  // [n], squared
};

// `rows` have mean zero or unit length. The directions are those of a sample of at most 8,192 rows, by
// subspace iteration (Halko, Martinsson & Tropp 2011). Cancelled when the token is signalled.
Reduced reduce(MatrixView rows, std::int64_t directions, std::uint64_t seed, const std::stop_token& stop);

}  // namespace selfsight::neighbours
