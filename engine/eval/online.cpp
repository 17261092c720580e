#include "eval/online.h"

#include <cmath>
#include <limits>
#include <torch/nn/functional/normalization.h>
#include <torch/utils.h>

namespace selfsight::eval {

namespace {

using torch::Tensor;

constexpr double penaltyShare = 0.1;

std::int64_t hitsOn(const Tensor& fit, const Tensor& fitLabels, const Tensor& held, const Tensor& heldLabels,
                    std::int64_t classes) {
    const Tensor mean = fit.mean(0);
    Tensor deviation = fit.std(0, false);
    // A constant column keeps only rounding errors after centring; scaled up, they would count as a feature.
    deviation.masked_fill_(deviation <= 1e-5 * mean.abs(), std::numeric_limits<float>::infinity());
    const Tensor x = (fit - mean) / deviation, z = (held - mean) / deviation;
    const Tensor indicator = torch::zeros({x.size(0), classes}, x.options());
    indicator.scatter_(1, fitLabels.unsqueeze(1), 1);
    const Tensor centre = indicator.mean(0), y = indicator - centre;
    const double penalty = penaltyShare * static_cast<double>(x.size(0));
    // The smaller of the two equal systems: features by features, or samples by samples.
    const auto solve = [&](Tensor gram, const Tensor& right) {
        gram.diagonal().add_(penalty);
        return torch::cholesky_solve(right, torch::linalg_cholesky(gram));
    };
    const Tensor weights =
        x.size(1) <= x.size(0) ? solve(x.t().mm(x), x.t().mm(y)) : x.t().mm(solve(x.mm(x.t()), y));
    return (z.mm(weights) + centre).argmax(1).eq(heldLabels).sum().item<std::int64_t>();
}

}  // namespace

double onlineProbe(const Tensor& features, const Tensor& labels) {
    torch::NoGradGuard guard;
    // In the order of their labels, so that both halves have as many images of each class.
    const Tensor order = std::get<1>(labels.sort(/*stable=*/true, 0, false));
    const Tensor known = order.index({labels.index({order}).ge(0)});
    const std::int64_t n = known.size(0);
    if (n < 4) return std::numeric_limits<double>::quiet_NaN();
    const Tensor x = features.detach().index_select(0, known).to(torch::kFloat32);
    const Tensor y = labels.index_select(0, known);
    const std::int64_t classes = y.max().item<std::int64_t>() + 1;
    const auto half = [&](const Tensor& t, std::int64_t first) { return t.slice(0, first, n, 2); };
    const std::int64_t hits = hitsOn(half(x, 0), half(y, 0), half(x, 1), half(y, 1), classes) +
                              hitsOn(half(x, 1), half(y, 1), half(x, 0), half(y, 0), classes);
    return static_cast<double>(hits) / static_cast<double>(n);
}

double uniformity(const Tensor& features) {
    torch::NoGradGuard guard;
    const Tensor unit = torch::nn::functional::normalize(features.detach().to(torch::kFloat32));
    const std::int64_t n = unit.size(0);
    // ‖x − y‖² = 2 − 2·cos; the n pairs of a row with itself are taken out.
    const double all =
        unit.mm(unit.t()).mul_(4).sub_(4).exp_().sum(torch::kDouble).item<double>() - static_cast<double>(n);
    return std::log(all / static_cast<double>(n * (n - 1)));
}

}  // namespace selfsight::eval
