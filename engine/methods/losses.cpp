#include "methods/losses.h"

#include "core/error.h"

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

}  // namespace selfsight::methods
