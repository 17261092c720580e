// The optimiser behind the linear probe: L2-regularised logistic regression, all classes at once.
#pragma once

#include "eval/probe.h"

#include <functional>
#include <stop_token>
#include <torch/types.h>

namespace selfsight::eval {

// In scikit-learn's scaling: mean loss + λ/2·‖w‖² with λ = 1 / (C·n); the intercept is not penalised.
struct LogisticProblem {
    torch::Tensor x;  // [n, d] float32, columns centred, on the device of the computation
    torch::Tensor
        mean;  // [d] float32: what was subtracted; the tolerance is about the gradient before centring
    torch::Tensor target;  // [n] int64 in [0, classes)
    std::int64_t classes = 0;
    double lambda = 0;
    double tolerance = 1e-4;           // on the largest gradient component
    double objectiveTolerance = 1e-4;  // on (f − f*) / f
    int maxIterations = 1000;
    ProbeModel model = ProbeModel::OneVsRest;
    bool portable = false;  // ATen operations even on the CPU, as on other devices
};

struct LogisticSolution {
    torch::Tensor weights;           // [classes, d] float32, of the centred columns
    std::vector<double> intercepts;  // [classes], of the centred columns
    std::vector<double> objectives;  // mean loss + λ/2·‖w‖²: one a class (one-vs-rest) or one (multinomial)
    int iterations = 0;
    bool converged = true;
};

// L-BFGS (Nocedal & Wright 2006, alg. 7.4) in the variables u = Lᵀw, where LLᵀ = s·XᵀX/n + λI bounds the
// Hessian's shape for every class at once: s = ¼ bounds the logistic curvature, ½ the multinomial one
// (Böhning 1992), and the mean curvature at the start is the scale used, since the quasi-Newton pairs learn
// the rest. One-vs-rest classes have histories and steps of their own and leave when they have converged; the
// multinomial problem shares one. The line search runs on Z + αZ′ and needs no product, so that an iteration
// costs one product with X and one with Xᵀ; on processors with bfloat16 products the first iterations use
// those. `start` warm-starts. Throws Cancelled.
LogisticSolution solveLogistic(const LogisticProblem& problem, const LogisticSolution* start,
                               std::stop_token stop, const std::function<void(double)>& progress);

}  // namespace selfsight::eval
