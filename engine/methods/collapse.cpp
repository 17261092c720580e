#include "methods/collapse.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <torch/nn/functional/normalization.h>
#include <torch/utils.h>

namespace selfsight::methods {
namespace {

torch::Tensor unitRows(const torch::Tensor& x) {
    namespace F = torch::nn::functional;
    return F::normalize(x.detach().to(torch::kFloat32), F::NormalizeFuncOptions().dim(1));
}

}  // namespace

double collapseDeviation(const torch::Tensor& embedding) {
    torch::NoGradGuard guard;
    const double root = std::sqrt(static_cast<double>(embedding.size(1)));
    return unitRows(embedding).std(0, false).mean().item<double>() * root;
}

double effectiveRank(const torch::Tensor& embedding) {
    torch::NoGradGuard guard;
    // Singular values from the smaller Gram matrix in double precision: cheap, and exact enough for an
    // entropy.
    auto x = embedding.detach().to(torch::kCPU, torch::kFloat64);
    const auto gram = x.size(0) < x.size(1) ? x.mm(x.t()) : x.t().mm(x);
    const auto singular = std::get<0>(at::linalg_eigh(gram)).clamp_min(0).sqrt();
    const auto p = singular / singular.sum().clamp_min(1e-300);
    return std::exp(-(p * (p + 1e-12).log()).sum().item<double>());
}

double knnAccuracy(const torch::Tensor& embedding, const torch::Tensor& labels, std::int64_t k) {
    torch::NoGradGuard guard;
    const auto labelled = labels.ge(0).nonzero().squeeze(1);
    const std::int64_t n = labelled.size(0);
    if (n < 2) return std::numeric_limits<double>::quiet_NaN();
    k = std::min(k, n - 1);
    const auto x = unitRows(embedding.index_select(0, labelled));
    const auto y = labels.index_select(0, labelled);
    const std::int64_t classes = y.max().item<std::int64_t>() + 1;
    std::int64_t hits = 0;
    constexpr std::int64_t block = 512;
    for (std::int64_t from = 0; from < n; from += block) {
        const std::int64_t rows = std::min(block, n - from);
        auto similarity = x.slice(0, from, from + rows).mm(x.t());
        similarity.slice(1, from, from + rows).fill_diagonal_(-2.0);
        const auto [value, index] = similarity.topk(k, 1);
        auto votes = torch::zeros({rows, classes}, value.options());
        votes.scatter_add_(1, y.index({index}), (value / 0.07).exp());
        hits += votes.argmax(1).eq(y.slice(0, from, from + rows)).sum().item<std::int64_t>();
    }
    return static_cast<double>(hits) / static_cast<double>(n);
}

}  // namespace selfsight::methods
