#include "eval/logistic.h"

#include "core/control.h"
#include "core/error.h"

#include <cmath>
#include <deque>
#include <limits>

namespace selfsight::eval {

namespace {

using torch::Tensor;

constexpr std::size_t historyLength = 10;
constexpr int lineSearchSteps = 8;
constexpr double slopeShare = 0.1;  // of the slope at the start that may be left at the end of a line search

Tensor rowSums(const Tensor& t) {
    return t.sum(1, false, torch::kDouble);
}
Tensor rowDots(const Tensor& a, const Tensor& b) {
    return rowSums(a * b);
}
Tensor asColumn(const Tensor& perRow) {
    return perRow.to(torch::kFloat).unsqueeze(1);
}

// Loss, residual and line derivatives of the classes that are still at work; rows are classes, columns are
// samples. Quantities of the line search are float64, one a row; under the multinomial model all rows carry
// the same value.
class Loss {
  public:
    Loss(const LogisticProblem& problem, const Tensor& rows)
        : joint_(problem.model == ProbeModel::Multinomial), n_(static_cast<double>(problem.target.size(0))) {
        truth_ = (problem.target.unsqueeze(0) == rows.unsqueeze(1)).to(torch::kFloat);
    }

    void keep(const Tensor& positions) { truth_ = truth_.index_select(0, positions); }

    Tensor group(const Tensor& perRow) const { return joint_ ? perRow.sum().expand(perRow.sizes()) : perRow; }

    Tensor probabilities(const Tensor& z) const { return joint_ ? torch::softmax(z, 0) : torch::sigmoid(z); }

    Tensor mean(const Tensor& z) const {
        if (joint_) {
            const Tensor each = torch::logsumexp(z, 0) - (z * truth_).sum(0);
            return (each.sum(torch::kDouble) / n_).expand({z.size(0)});
        }
        return rowSums(torch::softplus(z) - z * truth_) / n_;
    }

    Tensor residual(const Tensor& z) const { return probabilities(z).sub_(truth_).div_(n_); }

    // First and second derivative of the mean loss along z + αz′ at α.
    std::pair<Tensor, Tensor> along(const Tensor& z, const Tensor& direction, const Tensor& alpha) const {
        const Tensor p = probabilities(torch::addcmul(z, direction, asColumn(alpha)));
        const Tensor slope = group(rowDots(p - truth_, direction) / n_);
        if (!joint_) return {slope, rowSums(p * (1 - p) * direction.square()) / n_};
        const Tensor mean = (p * direction).sum(0);
        const Tensor variance = (p * direction.square()).sum(0) - mean.square();
        return {slope, (variance.sum(torch::kDouble) / n_).expand({z.size(0)})};
    }

  private:
    bool joint_;
    double n_;
    Tensor truth_;
};

// The inverse of the lower Cholesky factor of s·XᵀX/n + λI. Factored in float64, because raw features are
// ill-conditioned.
Tensor inverseFactor(const Tensor& x, double scale, double lambda) {
    const std::int64_t d = x.size(1);
    Tensor gram = torch::mm(x.t(), x).to(torch::kDouble).mul_(scale / static_cast<double>(x.size(0)));
    // Float32 products leave an error of this order on the diagonal; without it the factor of a singular
    // matrix may not exist.
    const double jitter = gram.diagonal().max().item<double>() * std::numeric_limits<float>::epsilon();
    gram.diagonal().add_(lambda + jitter);
    const Tensor factor = torch::linalg_cholesky(gram);
    const Tensor identity = torch::eye(d, factor.options());
    return torch::linalg_solve_triangular(factor, identity, /*upper=*/false).to(torch::kFloat).contiguous();
}

// Pairs of steps and gradient changes, one history a row (one-vs-rest) or one for all (multinomial).
class History {
  public:
    explicit History(const Loss& loss) : loss_(loss) {}

    void push(const Tensor& step, const Tensor& change) {
        const Tensor curvature = loss_.group(rowDots(step, change));
        const Tensor length = loss_.group(rowDots(change, change));
        const Tensor usable = (curvature > 1e-10 * length).logical_and(length > 0);
        // A row whose pair is unusable keeps a weight of zero, which skips the pair in both loops.
        const Tensor weight = torch::where(usable, 1 / curvature, torch::zeros_like(curvature));
        const Tensor ratio = curvature / length;
        scale_ = scale_.defined() ? torch::where(usable, ratio, scale_)
                                  : torch::where(usable, ratio, torch::ones_like(ratio));
        pairs_.push_back({step, change, weight});
        if (pairs_.size() > historyLength) pairs_.pop_front();
    }

    void keep(const Tensor& positions) {
        for (auto& [step, change, weight] : pairs_) {
            step = step.index_select(0, positions);
            change = change.index_select(0, positions);
            weight = weight.index_select(0, positions);
        }
        if (scale_.defined()) scale_ = scale_.index_select(0, positions);
    }

    Tensor direction(const Tensor& gradient) const {
        Tensor q = gradient.neg();
        std::vector<Tensor> removed(pairs_.size());
        for (std::size_t i = pairs_.size(); i-- > 0;) {
            removed[i] = pairs_[i].weight * loss_.group(rowDots(pairs_[i].step, q));
            q.addcmul_(pairs_[i].change, asColumn(removed[i]), -1);
        }
        if (scale_.defined()) q.mul_(asColumn(scale_));
        for (std::size_t i = 0; i < pairs_.size(); ++i) {
            const Tensor back = pairs_[i].weight * loss_.group(rowDots(pairs_[i].change, q));
            q.addcmul_(pairs_[i].step, asColumn(removed[i] - back));
        }
        return q;
    }

  private:
    struct Pair {
        Tensor step, change, weight;
    };
    const Loss& loss_;
    std::deque<Pair> pairs_;
    Tensor scale_;
};

// Safeguarded Newton steps on the convex function of one variable that each row's line is. `slope0` < 0 at α
// = 0 and the quadratic part of the objective, ½λ‖w + αw′‖², enters by its two derivatives.
Tensor lineSearch(const Loss& loss, const Tensor& z, const Tensor& direction, const Tensor& slope0,
                  const Tensor& penaltySlope, const Tensor& penaltyCurvature) {
    Tensor alpha = torch::ones_like(slope0);
    Tensor low = torch::zeros_like(alpha);
    Tensor high = torch::full_like(alpha, std::numeric_limits<double>::infinity());
    for (int i = 0; i < lineSearchSteps; ++i) {
        auto [slope, curvature] = loss.along(z, direction, alpha);
        slope = slope + penaltySlope + alpha * penaltyCurvature;
        curvature = curvature + penaltyCurvature;
        const Tensor open = slope.abs() > slopeShare * slope0.abs();
        if (!open.any().item<bool>()) break;
        low = torch::where(slope < 0, alpha, low);
        high = torch::where(slope > 0, alpha, high);
        Tensor next = torch::minimum(alpha - slope / curvature, 10 * alpha);
        next = torch::where((next > low).logical_and(next < high), next,
                            0.5 * (low + torch::minimum(high, 4 * alpha)));
        alpha = torch::where(open, next, alpha);
    }
    return alpha;
}

}  // namespace

LogisticSolution solveLogistic(const LogisticProblem& problem, const LogisticSolution* start,
                               std::stop_token stop, const std::function<void(double)>& progress) {
    const torch::InferenceMode guard;
    const Tensor& x = problem.x;
    const std::int64_t n = x.size(0), d = x.size(1), classes = problem.classes;
    const bool joint = problem.model == ProbeModel::Multinomial;
    const auto floats = x.options();
    const auto doubles = floats.dtype(torch::kDouble);

    const Tensor counts = torch::bincount(problem.target, {}, classes).to(torch::kDouble);
    const Tensor share = counts / static_cast<double>(n);
    const double curvature = (share * (1 - share)).mean().item<double>();
    const Tensor inverse = inverseFactor(x, curvature, problem.lambda);
    const double interceptScale = 1 / std::sqrt(curvature);

    LogisticSolution result;
    if (start) {
        result.weights = start->weights.clone();
        result.intercepts = start->intercepts.clone();
    } else {
        result.weights = torch::zeros({classes, d}, floats);
        result.intercepts = joint ? torch::log(share) : torch::log(share / (1 - share));
    }
    Tensor objective = torch::zeros({classes}, doubles);

    Tensor rows = torch::arange(classes, problem.target.options());  // the classes still at work
    Loss loss(problem, rows);
    History history(loss);
    Tensor w = result.weights, b = result.intercepts;
    Tensor z = torch::mm(w, x.t()).add_(asColumn(b));
    Tensor step, gradient;
    double firstExcess = 0;

    const auto finish = [&](const Tensor& done, const Tensor& value) {
        result.weights.index_copy_(0, rows.index_select(0, done), w.index_select(0, done));
        result.intercepts.index_copy_(0, rows.index_select(0, done), b.index_select(0, done));
        objective.index_copy_(0, rows.index_select(0, done), value.index_select(0, done));
    };

    while (true) {
        throwIfCancelled(stop);
        const Tensor residual = loss.residual(z);
        const Tensor slopeB = rowSums(residual);
        const Tensor slopeW = torch::mm(residual, x).add_(w, problem.lambda);
        const Tensor value = loss.mean(z) + 0.5 * problem.lambda * loss.group(rowDots(w, w));
        Tensor largest = torch::maximum(
            (slopeW + asColumn(slopeB) * problem.mean).abs().amax(1).to(torch::kDouble), slopeB.abs());
        if (joint) largest = largest.max().expand(largest.sizes());

        Tensor next = torch::cat({torch::mm(slopeW, inverse.t()), asColumn(slopeB * interceptScale)}, 1);
        if (gradient.defined()) history.push(step, next - gradient);
        gradient = next;
        Tensor direction = history.direction(gradient);
        Tensor slope0 = loss.group(rowDots(gradient, direction));

        // ½·|gᵀHg| estimates what is left of the objective.
        const Tensor excess =
            torch::maximum(largest / problem.tolerance, -0.5 * slope0 / (problem.objectiveTolerance * value));
        const Tensor stuck = slope0 >= 0;
        Tensor finished = (excess <= 1).logical_or(stuck);
        const double worst = excess.max().item<double>();
        if (firstExcess == 0) firstExcess = std::max(worst, 2.0);
        if (progress)
            progress(std::clamp(1 - std::log(std::max(worst, 1.0)) / std::log(firstExcess), 0.0, 1.0));
        const bool last = result.iterations >= problem.maxIterations;
        const Tensor done = torch::nonzero(last ? torch::ones_like(finished) : finished).squeeze(1);
        if (done.size(0) > 0) finish(done, value);
        if (done.size(0) == rows.size(0)) {
            result.converged = !last || finished.all().item<bool>();
            break;
        }
        if (done.size(0) > 0) {
            const Tensor left = torch::nonzero(finished.logical_not()).squeeze(1);
            for (Tensor* t : {&rows, &w, &b, &z, &gradient, &direction, &slope0})
                *t = t->index_select(0, left);
            loss.keep(left);
            history.keep(left);
        }

        const Tensor directionW = torch::mm(direction.narrow(1, 0, d), inverse);
        const Tensor directionB = direction.select(1, d).to(torch::kDouble) * interceptScale;
        const Tensor directionZ = torch::mm(directionW, x.t()).add_(asColumn(directionB));
        const Tensor penaltySlope = problem.lambda * loss.group(rowDots(w, directionW));
        const Tensor penaltyCurvature = problem.lambda * loss.group(rowDots(directionW, directionW));
        const Tensor alpha = lineSearch(loss, z, directionZ, slope0, penaltySlope, penaltyCurvature);
        step = direction.mul_(asColumn(alpha));
        w = torch::addcmul(w, directionW, asColumn(alpha));
        b = b + alpha * directionB;
        z.addcmul_(directionZ, asColumn(alpha));
        ++result.iterations;
    }

    const Tensor values = objective.cpu();
    result.objectives.assign(values.data_ptr<double>(), values.data_ptr<double>() + (joint ? 1 : classes));
    return result;
}

}  // namespace selfsight::eval
