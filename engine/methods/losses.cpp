#include "methods/losses.h"

#include "core/error.h"

#include <limits>
#include <torch/nn/functional/loss.h>
#include <torch/nn/functional/normalization.h>

namespace selfsight::methods {
namespace F = torch::nn::functional;
namespace {

torch::Tensor unit(const torch::Tensor& x) {
    return F::normalize(x, F::NormalizeFuncOptions().p(2).dim(-1));
}

torch::Tensor distanceOfUnits(const torch::Tensor& a, const torch::Tensor& b) {
    return (2 - 2 * (a * b).sum(-1)).mean();
}

}  // namespace

torch::Tensor crossEntropy(const torch::Tensor& logits, const torch::Tensor& labels, double smoothing) {
    return F::cross_entropy(logits, labels, F::CrossEntropyFuncOptions().label_smoothing(smoothing));
}

torch::Tensor mixedCrossEntropy(const torch::Tensor& logits, const torch::Tensor& labels,
                                const torch::Tensor& others, double mix, double smoothing) {
    return mix * crossEntropy(logits, labels, smoothing) +
           (1 - mix) * crossEntropy(logits, others, smoothing);
}

torch::Tensor cosineDistance(const torch::Tensor& prediction, const torch::Tensor& target) {
    return distanceOfUnits(unit(prediction), unit(target));
}

torch::Tensor viewsLoss(const std::vector<torch::Tensor>& predictions,
                        const std::vector<torch::Tensor>& targets, bool meanTarget) {
    if (targets.size() < 2 || predictions.size() < targets.size())
        throw LogicError("a symmetric loss needs at least two views");
    std::vector<torch::Tensor> units;
    for (const auto& target : targets) units.push_back(unit(target));
    torch::Tensor total;
    int pairs = 0;
    const auto add = [&](const torch::Tensor& loss) {
        total = total.defined() ? total + loss : loss;
        ++pairs;
    };
    for (std::size_t i = 0; i < predictions.size(); ++i) {
        const auto p = unit(predictions[i]);
        torch::Tensor sum;
        for (std::size_t t = 0; t < units.size(); ++t) {
            if (t == i) continue;
            if (meanTarget)
                sum = sum.defined() ? sum + units[t] : units[t];
            else
                add(distanceOfUnits(p, units[t]));
        }
        if (meanTarget) add(distanceOfUnits(p, unit(sum)));
    }
    return total * (2.0 / pairs);
}

torch::Tensor contrastiveLoss(const torch::Tensor& a, const torch::Tensor& b, double temperature) {
    const auto n = a.size(0);
    const auto all = unit(torch::cat({a, b}));
    const auto self = torch::eye(2 * n, torch::TensorOptions(torch::kBool).device(all.device()));
    const auto scores =
        (all.mm(all.t()) / temperature).masked_fill(self, -std::numeric_limits<float>::infinity());
    const auto partner =
        torch::arange(2 * n, torch::TensorOptions(torch::kLong).device(all.device())).roll(n);
    return F::cross_entropy(scores, partner);
}

torch::Tensor crossCorrelationLoss(const torch::Tensor& a, const torch::Tensor& b, double redundancy) {
    const auto standardised = [](const torch::Tensor& x) {
        const auto centred = x - x.mean(0);
        return centred / (centred.square().mean(0) + 1e-5).sqrt();
    };
    const auto correlation = standardised(a).t().mm(standardised(b)) / static_cast<double>(a.size(0));
    const auto diagonal = correlation.diagonal();
    const auto off = correlation.square().sum() - diagonal.square().sum();
    return ((1 - diagonal).square().sum() + redundancy * off) / static_cast<double>(a.size(1));
}

torch::Tensor varianceCovarianceLoss(const torch::Tensor& a, const torch::Tensor& b, double invariance,
                                     double variance, double covariance) {
    if (a.size(0) < 2) throw LogicError("a variance needs at least two projections");
    torch::Tensor spread, shared;
    for (const auto& view : {a, b}) {
        const auto centred = view - view.mean(0);
        const auto matrix = centred.t().mm(centred) / static_cast<double>(view.size(0) - 1);
        const auto diagonal = matrix.diagonal();
        const auto hinge = torch::relu(1 - (diagonal + 1e-4).sqrt()).mean() / 2;
        const auto off =
            (matrix.square().sum() - diagonal.square().sum()) / static_cast<double>(view.size(1));
        spread = spread.defined() ? spread + hinge : hinge;
        shared = shared.defined() ? shared + off : off;
    }
    return invariance * F::mse_loss(a, b) + variance * spread + covariance * shared;
}

}  // namespace selfsight::methods
