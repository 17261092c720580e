// Distances of single rows in float64, vectorised. Torch-free.
#pragma once

#include "core/matrix.h"

#include <cstdint>
#include <stop_token>
#include <vector>

namespace selfsight::neighbours {

// Σ (aⱼ − bⱼ)² and Σ aⱼ bⱼ over n values, in an order that depends on n and the processor's instruction set
// alone.
double squaredDistance(const float* a, const float* b, std::int64_t n);
double dotProduct(const float* a, const float* b, std::int64_t n);

// The length of every row. Cancelled when the token is signalled.
std::vector<double> rowLengths(MatrixView points, const std::stop_token& stop = {});

}  // namespace selfsight::neighbours
