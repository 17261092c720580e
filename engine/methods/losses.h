// Losses as pure functions of tensors. All return a scalar that carries gradients.
#pragma once

#include <torch/types.h>
#include <vector>

namespace selfsight::methods {

// Cross entropy of logits [n, classes] with labels [n], smoothed by `smoothing` in [0, 1) (Szegedy et al.
// 2016, section 7).
torch::Tensor crossEntropy(const torch::Tensor& logits, const torch::Tensor& labels, double smoothing);

// mix · crossEntropy(labels) + (1 − mix) · crossEntropy(others): for images blended with weight `mix` (Zhang
// et al. 2018).
torch::Tensor mixedCrossEntropy(const torch::Tensor& logits, const torch::Tensor& labels,
                                const torch::Tensor& others, double mix, double smoothing);

// Mean over the batch of 2 − 2 cos(prediction, target) (Grill et al. 2020, eq. 2), in [0, 4]. No gradient is
// cut here: detach what must not train. Vectors [n, d]; lengths below 1e-12 count as that.
torch::Tensor cosineDistance(const torch::Tensor& prediction, const torch::Tensor& target);

// The symmetric loss over views: every prediction against the target of every other view; predictions beyond
// targets.size() (small crops) against all targets. The mean of the pairs times two, so that two views give
// loss₁₂ + loss₂₁. With `meanTarget`, every prediction meets the mean of the normalised targets of the other
// views (FastSiam, Pototzky et al. 2022).
torch::Tensor viewsLoss(const std::vector<torch::Tensor>& predictions,
                        const std::vector<torch::Tensor>& targets, bool meanTarget);

// NT-Xent (Chen et al. 2020, eq. 1): cross entropy of picking each projection's partner out of the other 2n −
// 1 of the batch by cosine similarity over `temperature` > 0; the mean over both views. [n, d] each.
torch::Tensor contrastiveLoss(const torch::Tensor& a, const torch::Tensor& b, double temperature);

// Barlow Twins (Zbontar et al. 2021, eq. 1): Σ (1 − C_ii)² + redundancy · Σ_{i≠j} C_ij², with C the
// correlation over the batch of the dimensions of a and b, [n, d] each, divided by d, so that its size does
// not depend on the projector's.
torch::Tensor crossCorrelationLoss(const torch::Tensor& a, const torch::Tensor& b, double redundancy);

// VICReg (Bardes et al. 2022, eq. 6): invariance · mean squared difference + variance · mean of
// max(0, 1 − √(Var + 1e-4)) over dimensions + covariance · Σ_{i≠j} Cov_ij² / d, the last two summed over both
// views (the first of them halved, as in the authors' code). [n, d] each, n ≥ 2.
torch::Tensor varianceCovarianceLoss(const torch::Tensor& a, const torch::Tensor& b, double invariance,
                                     double variance, double covariance);

}  // namespace selfsight::methods
