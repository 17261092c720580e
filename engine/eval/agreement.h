// How alike two encoders see the same images, compared in their original spaces. Torch-free.
#pragma once

#include "core/matrix.h"
#include "neighbours/neighbours.h"

#include <cstdint>
#include <vector>

namespace selfsight::eval {

// Linear centred kernel alignment (Kornblith et al. 2019, eq. 3 with linear kernels): ‖YᵀX‖² / (‖XᵀX‖·‖YᵀY‖)
// of the centred columns, in [0, 1]; invariant to rotations and uniform scale. NaN when one side is constant.
// Throws RuntimeError(Input) when the numbers of rows differ or a value is not finite.
double linearCka(MatrixView x, MatrixView y);

// Share of the k nearest neighbours that both graphs of the same images have in common.
struct NeighbourOverlap {
    double mean = 0;
    double chance = 0;  // k / (n − 1)
    std::int64_t k = 0;
    std::vector<float> perImage;
};
// Throws RuntimeError(Input) when the graphs differ in images or k.
NeighbourOverlap mutualNeighbours(const neighbours::Graph& first, const neighbours::Graph& second);

}  // namespace selfsight::eval
