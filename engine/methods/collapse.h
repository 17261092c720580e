// Measures of collapse: how far an embedding uses the space that it has.
#pragma once

#include <torch/types.h>

namespace selfsight::methods {

// Standard deviation of the L2-normalised embedding [n, d], averaged over dimensions, times √d: about 1 when
// directions are spread evenly, 0 when all images share one (Chen & He 2021, section 4.1).
double collapseDeviation(const torch::Tensor& embedding);

// Effective rank, the exponential of the entropy of the normalised singular values of [n, d] (RankMe, Garrido
// et al. 2023, eq. 3): between 1 and min(n, d).
double effectiveRank(const torch::Tensor& embedding);

// Share of images whose label wins the vote of their k nearest others by cosine (leave-one-out), each vote
// weighted by exp(cosine / 0.07) (Wu et al. 2018). Images with label −1 neither vote nor count; NaN when
// fewer than two are labelled.
double knnAccuracy(const torch::Tensor& embedding, const torch::Tensor& labels, std::int64_t k = 20);

}  // namespace selfsight::methods
