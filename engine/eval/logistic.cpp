#include "eval/logistic.h"

#include "core/control.h"
#include "eval/logistic_kernels.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>
#include <numeric>
#include <torch/utils.h>

namespace selfsight::eval {

namespace {

using torch::Tensor;

constexpr std::size_t historyLength = 10;
constexpr int lineSearchSteps = 10;
constexpr double slopeShare = 0.1;  // of the slope at the start that may be left at the end of a line search

// Under the multinomial model all rows share one history and one step: their sums take the place of each
// row's value.
void joinRows(RowValues& values, bool joint) {
    if (!joint) return;
    const double total = std::accumulate(values.begin(), values.end(), 0.0);
    std::fill(values.begin(), values.end(), total);
}

RowValues pick(const RowValues& values, const std::vector<std::int64_t>& rows) {
    RowValues picked(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) picked[i] = values[static_cast<std::size_t>(rows[i])];
    return picked;
}

// Pairs of steps and gradient changes, one history a row (one-vs-rest) or one for all (multinomial).
class History {
  public:
    History(LogisticKernels& kernels, bool joint) : kernels_(kernels), joint_(joint) {}

    void push(Tensor step, Tensor change) {
        const RowValues curvature = dots(step, change);
        const RowValues length = dots(change, change);
        // A row whose pair is unusable keeps a weight of zero, which skips the pair in both loops.
        RowValues weight(curvature.size(), 0.0);
        scale_.resize(curvature.size(), 1.0);
        for (std::size_t i = 0; i < weight.size(); ++i) {
            if (!(curvature[i] > 1e-10 * length[i]) || !(length[i] > 0)) continue;
            weight[i] = 1 / curvature[i];
            scale_[i] = curvature[i] / length[i];
        }
        pairs_.push_back({std::move(step), std::move(change), std::move(weight)});
        if (pairs_.size() > historyLength) pairs_.pop_front();
    }

    void keep(const std::vector<std::int64_t>& rows, const Tensor& index) {
        for (auto& [step, change, weight] : pairs_) {
            step = step.index_select(0, index);
            change = change.index_select(0, index);
            weight = pick(weight, rows);
        }
        if (!scale_.empty()) scale_ = pick(scale_, rows);
    }

    // −H·gradient by the two loops of Nocedal & Wright, algorithm 7.4.
    Tensor direction(const Tensor& gradient) {
        Tensor q = gradient.neg();
        std::vector<RowValues> removed(pairs_.size());
        for (std::size_t i = pairs_.size(); i-- > 0;) {
            removed[i] = dots(pairs_[i].step, q);
            RowValues minus(removed[i].size());
            for (std::size_t r = 0; r < minus.size(); ++r) minus[r] = -(removed[i][r] *= pairs_[i].weight[r]);
            kernels_.add(q, pairs_[i].change, minus);
        }
        if (!scale_.empty()) kernels_.scale(q, scale_);
        for (std::size_t i = 0; i < pairs_.size(); ++i) {
            RowValues plus = dots(pairs_[i].change, q);
            for (std::size_t r = 0; r < plus.size(); ++r)
                plus[r] = removed[i][r] - plus[r] * pairs_[i].weight[r];
            kernels_.add(q, pairs_[i].step, plus);
        }
        return q;
    }

  private:
    struct Pair {
        Tensor step, change;
        RowValues weight;
    };
    RowValues dots(const Tensor& a, const Tensor& b) {
        RowValues values = kernels_.dots(a, b);
        joinRows(values, joint_);
        return values;
    }

    LogisticKernels& kernels_;
    bool joint_;
    std::deque<Pair> pairs_;
    RowValues scale_;
};

// The objective along each row's direction: the loss by the kernels, the penalty ½λ‖w + αw′‖² by two numbers.
struct Line {
    const Tensor& z;
    const Tensor& direction;
    RowValues slope0;  // < 0
    RowValues penaltySlope, penaltyCurvature;
};

// Safeguarded Newton steps on the convex function of one variable that each row's line is.
RowValues lineSearch(LogisticKernels& kernels, const Line& line) {
    const std::size_t rows = line.slope0.size();
    RowValues alpha(rows, 1.0), low(rows, 0.0), high(rows, std::numeric_limits<double>::infinity()), slope,
        curvature;
    for (int i = 0; i < lineSearchSteps; ++i) {
        kernels.along(line.z, line.direction, alpha, slope, curvature);
        bool open = false;
        for (std::size_t r = 0; r < rows; ++r) {
            const double s = slope[r] + line.penaltySlope[r] + alpha[r] * line.penaltyCurvature[r];
            if (std::abs(s) <= slopeShare * std::abs(line.slope0[r])) continue;
            open = true;
            (s < 0 ? low : high)[r] = alpha[r];
            const double next =
                std::min(alpha[r] - s / (curvature[r] + line.penaltyCurvature[r]), 10 * alpha[r]);
            const bool inside = next > low[r] && next < high[r];
            alpha[r] = inside ? next : 0.5 * (low[r] + std::min(high[r], 4 * alpha[r]));
        }
        if (!open) break;
    }
    return alpha;
}

// The classes still at work and where they stand.
struct State {
    std::vector<std::int64_t> classes;
    Tensor w, z, gradient, direction;
    RowValues b, slope0;

    void keep(const std::vector<std::int64_t>& rows, const Tensor& index) {
        std::vector<std::int64_t> kept(rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) kept[i] = classes[static_cast<std::size_t>(rows[i])];
        classes = kept;
        for (Tensor* t : {&w, &z, &gradient, &direction}) *t = t->index_select(0, index);
        b = pick(b, rows);
        slope0 = pick(slope0, rows);
    }
};

}  // namespace

namespace {

// Our own products and loops have threads of their own; LibTorch's would spin beside them between operations
// and take their cores.
class SerialOperations {
  public:
    explicit SerialOperations(bool active) : before_(at::get_num_threads()), active_(active && before_ > 1) {
        if (active_) at::set_num_threads(1);
    }
    ~SerialOperations() {
        if (active_) at::set_num_threads(before_);
    }
    SerialOperations(const SerialOperations&) = delete;
    SerialOperations& operator=(const SerialOperations&) = delete;

  private:
    int before_;
    bool active_;
};

}  // namespace

LogisticSolution solveLogistic(const LogisticProblem& problem, const LogisticSolution* start,
                               std::stop_token stop, const std::function<void(double)>& progress) {
    const torch::InferenceMode guard;
    const std::int64_t n = problem.x.size(0), d = problem.x.size(1), classes = problem.classes;
    const bool joint = problem.model == ProbeModel::Multinomial;
    const bool own = problem.x.is_cpu() && !problem.portable;
    const auto kernels = own ? makeCpuKernels(problem) : makeTorchKernels(problem);

    const Tensor counts = torch::bincount(problem.target, {}, classes).to(torch::kDouble).cpu();
    double curvature = 0;
    LogisticSolution result;
    result.intercepts.resize(static_cast<std::size_t>(classes));
    for (std::int64_t c = 0; c < classes; ++c) {
        const double share = counts[c].item<double>() / static_cast<double>(n);
        curvature += share * (1 - share) / static_cast<double>(classes);
        result.intercepts[static_cast<std::size_t>(c)] =
            joint ? std::log(share) : std::log(share / (1 - share));
    }
    result.weights = torch::zeros({classes, d}, problem.x.options());
    if (start) {
        result.weights.copy_(start->weights);
        result.intercepts = start->intercepts;
    }
    result.objectives.resize(static_cast<std::size_t>(classes));
    kernels->factorise(curvature, problem.lambda);
    const double interceptScale = 1 / std::sqrt(curvature);
    const SerialOperations serial(own);

    State s;
    s.classes.resize(static_cast<std::size_t>(classes));
    std::iota(s.classes.begin(), s.classes.end(), 0);
    s.w = result.weights.clone();
    s.b = result.intercepts;
    kernels->select(s.classes);
    if (start)
        s.z = kernels->timesSamples(s.w, s.b).clone();
    else
        s.z = torch::tensor(s.b, torch::kDouble)
                  .to(problem.x.device(), torch::kFloat)
                  .unsqueeze(1)
                  .repeat({1, n});
    History history(*kernels, joint);
    Tensor step;
    double firstExcess = 0;

    while (true) {
        throwIfCancelled(stop);
        const std::size_t rows = s.classes.size();
        RowValues loss, slopeB;
        const Tensor residual = kernels->residual(s.z, loss, slopeB);
        Tensor slopeW = kernels->timesFeatures(residual);
        kernels->add(slopeW, s.w, RowValues(rows, problem.lambda));
        RowValues squares = kernels->dots(s.w, s.w);
        joinRows(squares, joint);
        RowValues largest = kernels->largest(slopeW, slopeB);
        for (std::size_t r = 0; r < rows; ++r) largest[r] = std::max(largest[r], std::abs(slopeB[r]));
        if (joint)
            std::fill(largest.begin(), largest.end(), *std::max_element(largest.begin(), largest.end()));

        Tensor gradient = torch::empty({static_cast<std::int64_t>(rows), d + 1}, problem.x.options());
        gradient.narrow(1, 0, d).copy_(kernels->toFactor(slopeW));
        gradient.select(1, d).copy_(torch::tensor(slopeB, torch::kDouble).mul_(interceptScale));
        if (step.defined()) history.push(step, gradient - s.gradient);
        s.gradient = gradient;
        s.direction = history.direction(gradient);
        s.slope0 = kernels->dots(gradient, s.direction);
        joinRows(s.slope0, joint);

        // A row is done when its gradient is small and ½·gᵀHg, the estimate of what is left of its objective,
        // is too; and when its direction no longer descends, which is where float32 ends.
        const bool last = result.iterations >= problem.maxIterations;
        std::vector<std::int64_t> left;
        double worst = 1;
        bool allConverged = true;
        for (std::size_t r = 0; r < rows; ++r) {
            const double value = loss[r] + 0.5 * problem.lambda * squares[r];
            const double excess = std::max(largest[r] / problem.tolerance,
                                           -0.5 * s.slope0[r] / (problem.objectiveTolerance * value));
            const bool finished = excess <= 1 || s.slope0[r] >= 0;
            worst = std::max(worst, excess);
            if (!finished && !last) {
                left.push_back(static_cast<std::int64_t>(r));
                continue;
            }
            allConverged = allConverged && (excess <= 1 || (finished && largest[r] <= problem.tolerance));
            const std::int64_t c = s.classes[r];
            result.weights[c].copy_(s.w[static_cast<std::int64_t>(r)]);
            result.intercepts[static_cast<std::size_t>(c)] = s.b[r];
            result.objectives[static_cast<std::size_t>(c)] = value;
        }
        result.converged = result.converged && allConverged;
        if (firstExcess == 0) firstExcess = std::max(worst, 2.0);
        if (progress) progress(std::clamp(1 - std::log(worst) / std::log(firstExcess), 0.0, 1.0));
        if (left.empty()) break;
        if (left.size() < rows) {
            const Tensor index = torch::tensor(left, problem.target.options());
            s.keep(left, index);
            history.keep(left, index);
            kernels->select(s.classes);
        }

        const Tensor directionW = kernels->fromFactor(s.direction.narrow(1, 0, d).contiguous());
        const Tensor lastColumn = s.direction.select(1, d).to(torch::kDouble).cpu().contiguous();
        RowValues directionB(lastColumn.data_ptr<double>(),
                             lastColumn.data_ptr<double>() + lastColumn.numel());
        for (double& b : directionB) b *= interceptScale;
        const Tensor directionZ = kernels->timesSamples(directionW, directionB);
        Line line{s.z, directionZ, s.slope0, kernels->dots(s.w, directionW),
                  kernels->dots(directionW, directionW)};
        joinRows(line.penaltySlope, joint);
        joinRows(line.penaltyCurvature, joint);
        for (double& p : line.penaltySlope) p *= problem.lambda;
        for (double& p : line.penaltyCurvature) p *= problem.lambda;
        const RowValues alpha = lineSearch(*kernels, line);
        kernels->add(s.w, directionW, alpha);
        kernels->add(s.z, directionZ, alpha);
        for (std::size_t r = 0; r < alpha.size(); ++r) s.b[r] += alpha[r] * directionB[r];
        kernels->scale(s.direction, alpha);
        step = s.direction;
        ++result.iterations;
    }
    if (joint) result.objectives.resize(1);
    return result;
}

}  // namespace selfsight::eval
