#include "eval/probe.h"

#include "core/error.h"
#include "eval/logistic.h"
#include "neighbours/check.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <torch/utils.h>

namespace selfsight::eval {

namespace {

// Beyond this, squares of features leave the range of float32 products.
constexpr float largestFeature = 1e12f;

void check(MatrixView x, const Labels& y, const ProbeOptions& options) {
    if (static_cast<std::int64_t>(y.size()) != x.rows) {
        throw RuntimeError(ErrorCode::Input, "probe: " + std::to_string(x.rows) + " embeddings, but " +
                                                 std::to_string(y.size()) + " labels");
    }
    if (x.rows == 0 || x.cols == 0) throw RuntimeError(ErrorCode::Input, "probe: there are no embeddings");
    if (!(options.c > 0) || !std::isfinite(options.c)) {
        throw usageError("probe: C must be positive and finite, was " + std::to_string(options.c));
    }
    if (!(options.tolerance > 0)) {
        throw usageError("probe: the tolerance must be positive, was " + std::to_string(options.tolerance));
    }
    if (options.maxIterations < 1) {
        throw usageError("probe: at least one iteration is needed, was " +
                         std::to_string(options.maxIterations));
    }
    neighbours::requireFinite(x, "probe, embeddings");
}

// Column means and deviations in float64, and the columns moved (and scaled) by them.
struct Features {
    torch::Tensor x;      // [n, d] float32, on the device
    torch::Tensor mean;   // [d] float64, in units of the scaled features: mean / scale
    torch::Tensor scale;  // [d] float64; 1 where nothing is to be scaled
};

Features prepare(MatrixView view, bool standardise, const torch::Device& device) {
    const auto raw =
        torch::from_blob(const_cast<float*>(view.data), {view.rows, view.cols}, torch::kFloat).to(device);
    if (raw.abs().max().item<float>() > largestFeature) {
        throw RuntimeError(ErrorCode::Input, "probe, embeddings: values reach " +
                                                 std::to_string(raw.abs().max().item<float>()) +
                                                 ", at most 1e12 can be used; scale them down");
    }
    const torch::Tensor mean = raw.mean(0, false, torch::kDouble);
    torch::Tensor scale = torch::ones_like(mean);
    torch::Tensor x = raw - mean.to(torch::kFloat);
    if (standardise) {
        const torch::Tensor deviation = x.square().mean(0, false, torch::kDouble).sqrt();
        // A constant column keeps only rounding errors after centring; scaled up, they would count as a
        // feature.
        const torch::Tensor constant = deviation <= 1e-6 * mean.abs();
        scale = torch::where(constant, scale, deviation);
        x = x.masked_fill(constant, 0).div_(scale.to(torch::kFloat));
    }
    return {x, mean / scale, scale};
}

}  // namespace

ProbeFit fitProbe(MatrixView x, const Labels& y, const ProbeOptions& options, std::stop_token stop,
                  const std::function<void(double)>& progress) {
    check(x, y, options);
    const auto started = std::chrono::steady_clock::now();
    ProbeFit fit;
    std::map<std::int64_t, std::int64_t> columns;
    for (const std::int64_t label : y) columns.emplace(label, 0);
    for (auto& [label, column] : columns) {
        column = static_cast<std::int64_t>(fit.classes.size());
        fit.classes.push_back(label);
    }
    if (fit.classes.size() < 2) {
        throw RuntimeError(ErrorCode::Input, "probe: every embedding has the label " +
                                                 std::to_string(fit.classes[0]) +
                                                 "; at least two classes are needed");
    }
    Labels target(y.size());
    std::transform(y.begin(), y.end(), target.begin(), [&](std::int64_t label) { return columns.at(label); });

    const torch::InferenceMode guard;
    const torch::Device device(options.device);
    const Features features = prepare(x, options.standardise, device);
    LogisticProblem problem;
    problem.x = features.x;
    problem.mean = features.mean.to(torch::kFloat);
    problem.target = torch::tensor(target, torch::kLong).to(device);
    problem.classes = static_cast<std::int64_t>(fit.classes.size());
    problem.lambda = 1 / (options.c * static_cast<double>(x.rows));
    problem.tolerance = options.tolerance;
    problem.maxIterations = options.maxIterations;
    problem.model = options.model;
    const LogisticSolution solution = solveLogistic(problem, nullptr, stop, progress);

    const torch::Tensor weights = solution.weights.to(torch::kDouble);
    const torch::Tensor intercepts =
        (torch::tensor(solution.intercepts, torch::kDouble).to(device) - torch::mv(weights, features.mean))
            .to(torch::kFloat)
            .cpu();
    const torch::Tensor folded = weights.div(features.scale).to(torch::kFloat).cpu().contiguous();
    fit.weights = Matrix(folded.size(0), folded.size(1));
    std::copy_n(folded.data_ptr<float>(), folded.numel(), fit.weights.values.begin());
    fit.intercepts.assign(intercepts.data_ptr<float>(), intercepts.data_ptr<float>() + intercepts.numel());
    fit.objectives = solution.objectives;
    for (double& objective : fit.objectives) objective *= options.c * static_cast<double>(x.rows);
    fit.iterations = solution.iterations;
    fit.converged = solution.converged;
    fit.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    return fit;
}

Labels predictProbe(const ProbeFit& fit, MatrixView x, Matrix* scores) {
    if (x.cols != fit.weights.cols) {
        throw RuntimeError(ErrorCode::Input, "probe: fitted on " + std::to_string(fit.weights.cols) +
                                                 " features, asked about " + std::to_string(x.cols));
    }
    // A row that is not finite would be given some class, and be counted.
    neighbours::requireFinite(x, "probe, embeddings to predict");
    const torch::InferenceMode guard;
    const auto classes = static_cast<std::int64_t>(fit.classes.size());
    const auto wrap = [](const float* data, std::initializer_list<std::int64_t> shape) {
        return torch::from_blob(const_cast<float*>(data), shape, torch::kFloat);
    };
    const torch::Tensor values =
        torch::addmm(wrap(fit.intercepts.data(), {classes}), wrap(x.data, {x.rows, x.cols}),
                     wrap(fit.weights.values.data(), {classes, x.cols}).t());
    if (scores) {
        *scores = Matrix(x.rows, classes);
        std::copy_n(values.data_ptr<float>(), values.numel(), scores->values.begin());
    }
    Labels predicted(static_cast<std::size_t>(x.rows));
    const float* row = values.data_ptr<float>();
    for (std::int64_t i = 0; i < x.rows; ++i, row += classes) {
        predicted[static_cast<std::size_t>(i)] =
            fit.classes[static_cast<std::size_t>(std::max_element(row, row + classes) - row)];
    }
    return predicted;
}

}  // namespace selfsight::eval
