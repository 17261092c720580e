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

constexpr std::size_t historyLength = 30;
constexpr int lineSearchSteps = 10;
constexpr int mostStalls = 4;       // directions that did not descend
constexpr double slopeShare = 0.1;  // of the slope at the start that may be left at the end of a line search

// Products may take short factors while an estimate of what is left of some objective is above this share of
// it, and where there are so many multiplications that rearranging X is worth it.
constexpr double briefUntil = 3e-4;
constexpr double briefWork = 1e8;
constexpr int briefIterations = 60;

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
        const RowValues ownCurvature = kernels_.dots(step, change), ownLength = kernels_.dots(change, change);
        RowValues curvature = ownCurvature, length = ownLength;
        joinRows(curvature, joint_);
        joinRows(length, joint_);
        // A row whose pair is unusable keeps a weight of zero, which skips the pair in both loops.
        RowValues weight(curvature.size(), 0.0);
        scale_.resize(curvature.size(), 1.0);
        for (std::size_t i = 0; i < weight.size(); ++i) {
            if (!(curvature[i] > 1e-10 * length[i]) || !(length[i] > 0)) continue;
            weight[i] = 1 / curvature[i];
            scale_[i] = curvature[i] / length[i];
            // Classes that share a history still have curvatures of their own to begin with.
            if (joint_ && ownLength[i] > 0)
                scale_[i] = std::clamp(ownCurvature[i] / ownLength[i], 0.05 * scale_[i], 20 * scale_[i]);
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

    // Leaves a row (all of them, where they share a history) without pairs.
    void forget(std::size_t row) {
        for (CurvaturePair& pair : pairs_) pair.weight[row] = 0;
        if (!scale_.empty()) scale_[row] = 1;
    }

    // −H·gradient.
    Tensor direction(const Tensor& gradient) {
        Tensor q = gradient.neg();
        kernels_.twoLoops(q, pairs_, scale_, joint_);
        return q;
    }

  private:
    LogisticKernels& kernels_;
    bool joint_;
    std::deque<CurvaturePair> pairs_;
    RowValues scale_;
};

// What is left of each row's objective, f − f*, from how it fell: two decrements that are `stride` iterations
// apart tell the rate of convergence, and that rate the rest (Aitken's extrapolation). The quasi-Newton
// decrement alone can be a hundred times too small, where curvature has not been met yet.
class Remainder {
  public:
    void push(RowValues objectives) {
        values_.push_back(std::move(objectives));
        if (values_.size() > 2 * stride + 1) values_.pop_front();
    }
    void clear() { values_.clear(); }
    void keep(const std::vector<std::int64_t>& rows) {
        for (RowValues& v : values_) v = pick(v, rows);
    }
    bool known() const { return values_.size() == 2 * stride + 1; }
    double of(std::size_t row) const {
        const double before = values_[0][row] - values_[stride][row];
        const double now = values_[stride][row] - values_[2 * stride][row];
        if (now <= 0) return 0;
        const double rate = before > 0 ? std::min(now / before, mostRate) : mostRate;
        return now * rate / (1 - rate);
    }

  private:
    static constexpr std::size_t stride = 5;
    static constexpr double mostRate = 0.95;
    std::deque<RowValues> values_;
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
    std::vector<int> stalls;  // how often a row's direction did not descend

    void keep(const std::vector<std::int64_t>& rows, const Tensor& index) {
        std::vector<std::int64_t> kept(rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) kept[i] = classes[static_cast<std::size_t>(rows[i])];
        for (std::size_t i = 0; i < rows.size(); ++i) stalls[i] = stalls[static_cast<std::size_t>(rows[i])];
        stalls.resize(rows.size());
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
    // An intercept that is not yet right stands for so much gradient in w: the length of the mean of the
    // samples that matter to the class, which are about its own.
    const Tensor sums =
        torch::zeros({classes, d}, problem.x.options()).index_add_(0, problem.target, problem.x);
    const Tensor reaches = (sums.norm(2, 1) / torch::bincount(problem.target, {}, classes).clamp_min(1))
                               .to(torch::kDouble)
                               .cpu()
                               .contiguous();
    const RowValues classReach(reaches.data_ptr<double>(), reaches.data_ptr<double>() + classes);
    kernels->factorise(curvature, problem.lambda);
    const double interceptScale = 1 / std::sqrt(curvature);
    const SerialOperations serial(own);

    State s;
    s.classes.resize(static_cast<std::size_t>(classes));
    std::iota(s.classes.begin(), s.classes.end(), 0);
    s.w = result.weights.clone();
    s.b = result.intercepts;
    s.stalls.assign(s.classes.size(), 0);
    kernels->select(s.classes);
    if (start)
        s.z = kernels->timesSamples(s.w, s.b).clone();
    else
        s.z = torch::tensor(s.b, torch::kDouble)
                  .to(problem.x.device(), torch::kFloat)
                  .unsqueeze(1)
                  .repeat({1, n});
    History history(*kernels, joint);
    Remainder remainder;
    bool brief =
        static_cast<double>(n) * static_cast<double>(d) * static_cast<double>(classes) >= briefWork &&
        kernels->allowBrief(true);
    Tensor step;
    double firstExcess = 0, done = 0;  // what is left may grow for a while; what is done does not shrink

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

        RowValues objectives(rows);
        for (std::size_t r = 0; r < rows; ++r) objectives[r] = loss[r] + 0.5 * problem.lambda * squares[r];
        remainder.push(objectives);
        if (brief) {
            double most = 0;
            bool descends = true;
            for (std::size_t r = 0; r < rows; ++r) {
                most = std::max(most, -0.5 * s.slope0[r] / objectives[r]);
                descends = descends && s.slope0[r] < 0;
            }
            if (!descends || most < briefUntil ||
                result.iterations >= std::min(briefIterations, problem.maxIterations)) {
                // From here on with X itself; the curvature that was met serves on.
                brief = kernels->allowBrief(false);
                s.z = kernels->timesSamples(s.w, s.b).clone();
                step = Tensor();
                remainder.clear();
                continue;
            }
        }

        // A row is done when its gradient is small and what is left of its objective is proved to be, as the
        // objective is λ-strongly convex in w: f − f* ≤ ‖∂f/∂w‖² / 2λ. Where the curvature is larger than λ
        // that says ten times too much, so five times the tolerance will do when two estimates say a quarter
        // of it: how the objective fell, and ½·gᵀHg. A direction that does not descend starts again from the
        // gradient; where that happens again and again is the end of float32.
        RowValues steepness = kernels->dots(slopeW, slopeW);
        for (std::size_t r = 0; r < rows; ++r) {
            const double reach = classReach[static_cast<std::size_t>(s.classes[r])];
            steepness[r] = std::pow(std::sqrt(steepness[r]) + std::abs(slopeB[r]) * reach, 2);
        }
        joinRows(steepness, joint);
        bool restarted = false;
        for (std::size_t r = 0; r < rows; ++r) {
            if (s.slope0[r] < 0) continue;
            restarted = true;
            ++s.stalls[r];
            history.forget(r);
            const auto row = static_cast<std::int64_t>(r);
            s.direction[row].copy_(gradient[row].neg());
            s.slope0[r] = -gradient[row].square().sum(torch::kDouble).item<double>();
        }
        joinRows(s.slope0, joint && restarted);
        const bool last = result.iterations >= problem.maxIterations;
        std::vector<std::int64_t> open;
        double worst = 1;
        bool allConverged = true;
        for (std::size_t r = 0; r < rows; ++r) {
            const double value = objectives[r];
            const double allowed = problem.objectiveTolerance * value;
            const double bound = steepness[r] / (2 * problem.lambda) / allowed;
            const double estimate =
                remainder.known() ? std::max(-0.5 * s.slope0[r], remainder.of(r)) / allowed : bound;
            // Of a joint optimum the bound says too little to wait for it; the estimate has been half of what
            // was left.
            const double left = joint ? 2 * estimate : std::min(bound, std::max(bound / 5, 4 * estimate));
            const double excess = std::max(largest[r] / problem.tolerance, left);
            const bool finished = !brief && (excess <= 1 || s.stalls[r] >= mostStalls);
            worst = std::max(worst, excess);
            if (!finished && !last) {
                open.push_back(static_cast<std::int64_t>(r));
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
        done = std::max(done, std::clamp(1 - std::log(worst) / std::log(firstExcess), 0.0, 1.0));
        if (progress) progress(done);
        if (open.empty()) break;
        if (open.size() < rows) {
            const Tensor index = torch::tensor(open, problem.target.options());
            s.keep(open, index);
            history.keep(open, index);
            remainder.keep(open);
            kernels->select(s.classes);
        }

        Tensor directionW = kernels->fromFactor(s.direction.narrow(1, 0, d).contiguous());
        if (brief) kernels->roundForBrief(directionW);
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
