#include "eval/logistic_kernels.h"

#include <limits>

namespace selfsight::eval {

namespace {

using torch::Tensor;

RowValues toHost(const Tensor& values) {
    const Tensor host = values.to(torch::kDouble).cpu().contiguous();
    return {host.data_ptr<double>(), host.data_ptr<double>() + host.numel()};
}

class TorchKernels final : public LogisticKernels {
  public:
    explicit TorchKernels(const LogisticProblem& problem)
        : problem_(problem),
          joint_(problem.model == ProbeModel::Multinomial),
          n_(static_cast<double>(problem.x.size(0))) {}

    void factorise(double scale, double lambda) override {
        inverse_ = inverseFactor(torch::mm(problem_.x.t(), problem_.x), problem_.x.size(0), scale, lambda);
    }
    Tensor toFactor(const Tensor& gradient) override { return torch::mm(gradient, inverse_.t()); }
    Tensor fromFactor(const Tensor& direction) override { return torch::mm(direction, inverse_); }

    Tensor timesSamples(const Tensor& w, const RowValues& intercepts) override {
        return torch::mm(w, problem_.x.t()).add_(column(intercepts));
    }
    Tensor timesFeatures(const Tensor& residual) override { return torch::mm(residual, problem_.x); }

    void select(const std::vector<std::int64_t>& classes) override {
        const Tensor rows = torch::tensor(classes, problem_.target.options());
        truth_ = (problem_.target.unsqueeze(0) == rows.unsqueeze(1)).to(torch::kFloat);
    }

    Tensor residual(const Tensor& z, RowValues& loss, RowValues& slope) override {
        if (joint_) {
            const Tensor each = torch::logsumexp(z, 0) - (z * truth_).sum(0);
            loss.assign(static_cast<std::size_t>(z.size(0)), each.sum(torch::kDouble).item<double>() / n_);
        } else {
            loss = toHost((torch::softplus(z) - z * truth_).sum(1, false, torch::kDouble) / n_);
        }
        Tensor r = probabilities(z).sub_(truth_).div_(n_);
        slope = toHost(r.sum(1, false, torch::kDouble));
        return r;
    }

    void along(const Tensor& z, const Tensor& direction, const RowValues& alpha, RowValues& slope,
               RowValues& curvature) override {
        const Tensor p = probabilities(torch::addcmul(z, direction, column(alpha)));
        slope = toHost(((p - truth_) * direction).sum(1, false, torch::kDouble) / n_);
        if (!joint_) {
            curvature = toHost((p * (1 - p) * direction.square()).sum(1, false, torch::kDouble) / n_);
            return;
        }
        double total = 0;
        for (const double s : slope) total += s;
        slope.assign(slope.size(), total);
        const Tensor variance = (p * direction.square()).sum(0) - (p * direction).sum(0).square();
        curvature.assign(slope.size(), variance.sum(torch::kDouble).item<double>() / n_);
    }

    RowValues dots(const Tensor& a, const Tensor& b) override {
        return toHost((a * b).sum(1, false, torch::kDouble));
    }
    RowValues largest(const Tensor& a, const RowValues& c) override {
        return toHost((a + column(c) * problem_.mean).abs().amax(1));
    }
    void scale(Tensor& a, const RowValues& c) override { a.mul_(column(c)); }
    void add(Tensor& a, const Tensor& b, const RowValues& c) override { a.addcmul_(b, column(c)); }

  private:
    Tensor probabilities(const Tensor& z) const { return joint_ ? torch::softmax(z, 0) : torch::sigmoid(z); }
    Tensor column(const RowValues& values) const {
        return torch::tensor(values, torch::kDouble).to(problem_.x.device(), torch::kFloat).unsqueeze(1);
    }

    const LogisticProblem& problem_;
    bool joint_;
    double n_;
    Tensor truth_, inverse_;
};

}  // namespace

Tensor inverseFactor(const Tensor& gram, std::int64_t samples, double scale, double lambda) {
    Tensor matrix = gram.to(torch::kDouble).mul_(scale / static_cast<double>(samples));
    // Float32 products leave an error of this order on the diagonal; without it the factor of a singular
    // matrix may not exist.
    const double jitter = matrix.diagonal().max().item<double>() * std::numeric_limits<float>::epsilon();
    matrix.diagonal().add_(lambda + jitter);
    const Tensor factor = torch::linalg_cholesky(matrix);
    const Tensor identity = torch::eye(matrix.size(0), matrix.options());
    return torch::linalg_solve_triangular(factor, identity, /*upper=*/false).to(torch::kFloat).contiguous();
}

std::unique_ptr<LogisticKernels> makeTorchKernels(const LogisticProblem& problem) {
    return std::make_unique<TorchKernels>(problem);
}

}  // namespace selfsight::eval
