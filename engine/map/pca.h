// Principal components of an embedding.
#pragma once

#include "core/matrix.h"

#include <cstdint>
#include <stop_token>
#include <vector>

namespace selfsight::map {

struct Pca {
    std::vector<double> mean;      // [d]
    std::vector<double> variance;  // of each component, descending; n − 1 in the denominator
    Matrix components;             // [count, d], orthonormal; the largest loading of each is positive

    Matrix project(MatrixView embeddings) const;  // [n, count]
};

// The first `count` (at most 8, at most d) components by block Krylov iteration with the covariance (Golub &
// Underwood 1977; Musco & Musco 2015) until the residual is at the noise of float32, which needs only a few
// passes over the data. The result does not depend on the number of threads. Components beyond the rank are
// zero.
Pca fitPca(MatrixView embeddings, int count = 2, std::stop_token stop = {});

}  // namespace selfsight::map
