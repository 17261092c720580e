// The arithmetic under the logistic solver, for the CPU and for any torch device. Rows are classes, columns
// samples or features.
#pragma once

#include "eval/logistic.h"

#include <deque>
#include <memory>
#include <span>
#include <torch/types.h>
#include <vector>

namespace selfsight::eval {

// One number a row.
using RowValues = std::vector<double>;

// A step and the change of the gradient along it: [rows, columns] each; `weight` is 1 / (step · change) of
// each row, or 0 where the pair is unusable.
struct CurvaturePair {
    torch::Tensor step, change;
    RowValues weight;
};

// Under the multinomial model all rows share one history and one step: their sum takes the place of each
// row's value.
void joinRows(RowValues& values, bool joint);

class LogisticKernels {
  public:
    virtual ~LogisticKernels() = default;

    // Must be called before anything that follows: what u = Lᵀw means, from s·XᵀX/n + λI = LLᵀ.
    virtual void factorise(double scale, double lambda) = 0;
    virtual torch::Tensor toFactor(const torch::Tensor& gradient) = 0;     // g·L⁻ᵀ
    virtual torch::Tensor fromFactor(const torch::Tensor& direction) = 0;  // d·L⁻¹

    // w·Xᵀ + b: [rows, n]. Valid until the next call; what is to stay is cloned.
    virtual torch::Tensor timesSamples(const torch::Tensor& w, const RowValues& intercepts) = 0;
    virtual torch::Tensor timesFeatures(const torch::Tensor& residual) = 0;  // r·X: [rows, d]

    // Restricts the one-vs-rest targets to these classes.
    virtual void select(const std::vector<std::int64_t>& classes) = 0;
    // residual = (p − y)/n, valid until the next call; `loss` the mean loss (joint: in every row the common
    // one), `slope` the residual's row sums.
    virtual torch::Tensor residual(const torch::Tensor& z, RowValues& loss, RowValues& slope) = 0;
    // First and second derivative of the mean loss along z + αz′ (joint: the common ones in every row).
    virtual void along(const torch::Tensor& z, const torch::Tensor& direction, const RowValues& alpha,
                       RowValues& slope, RowValues& curvature) = 0;

    // Whether products may take bfloat16 factors, as the processor multiplies those faster, until it is said
    // otherwise. Returns what holds now. Only the two products with X are meant.
    virtual bool allowBrief(bool) { return false; }
    // Rounds w to what these products take, so that sums of its multiples are as exact as their float32 sums.
    virtual void roundForBrief(torch::Tensor&) {}

    virtual RowValues dots(const torch::Tensor& a, const torch::Tensor& b) = 0;
    // The largest |a + c·mean| of each row.
    virtual RowValues largest(const torch::Tensor& a, const RowValues& c) = 0;
    virtual void scale(torch::Tensor& a, const RowValues& c) = 0;                        // a ← c·a
    virtual void add(torch::Tensor& a, const torch::Tensor& b, const RowValues& c) = 0;  // a ← a + c·b
    // q ← H·q by the two loops of Nocedal & Wright, algorithm 7.4; `scale` is that of the newest pair, empty
    // without pairs.
    virtual void twoLoops(torch::Tensor& q, const std::deque<CurvaturePair>& pairs, const RowValues& scale,
                          bool joint);
};

// Our own products and loops on the calling process's threads; results do not depend on their number.
std::unique_ptr<LogisticKernels> makeCpuKernels(const LogisticProblem& problem);
// ATen operations on the problem's device.
std::unique_ptr<LogisticKernels> makeTorchKernels(const LogisticProblem& problem);

// L⁻¹ (float32) from the Gram matrix XᵀX [d, d], factored in float64 because raw features are
// ill-conditioned.
torch::Tensor inverseFactor(const torch::Tensor& gram, std::int64_t samples, double scale, double lambda);

}  // namespace selfsight::eval
