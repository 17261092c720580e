// The supervised view: linear discriminants (Fisher 1936; Rao 1948).
#pragma once

#include "core/matrix.h"

#include <cstdint>
#include <stop_token>
#include <vector>

namespace selfsight::map {

struct Lda {
    std::vector<double> mean;  // [d]
    Matrix components;         // [2, d], scaled so that the pooled within-class variance along each is 1

    Matrix project(MatrixView embeddings) const;  // [n, 2]
};

// The two directions that separate the classes best. Rows with a label below 0 are not used. The within-class
// covariance gets a ridge of 1e-4 of its mean variance, so that constant columns do no harm. With two classes
// the second direction is zero. Throws RuntimeError(Input) when there are fewer than two classes.
Lda fitLda(MatrixView embeddings, const Labels& labels, std::stop_token stop = {});

// Every point drawn by discriminants that did not see it: they are fitted on one random half (of each class)
// and draw the other, and the second drawing is turned onto the first. Without this, discriminants separate
// classes that are not separate.
Matrix heldOutLda(MatrixView embeddings, const Labels& labels, std::uint64_t seed, std::stop_token stop = {});

}  // namespace selfsight::map
