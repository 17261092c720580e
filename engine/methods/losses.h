// Losses as pure functions of tensors. All return a scalar that carries gradients.
#pragma once

#include "torch/torch.h"

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

}  // namespace selfsight::methods
