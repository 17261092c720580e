// The linear probe: how much of the labels a linear classifier reads out of an embedding. Torch-free header.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "core/matrix.h"

namespace selfsight::eval {

enum class ProbeModel { OneVsRest, Multinomial };

struct ProbeOptions {
    ProbeModel model = ProbeModel::OneVsRest;
    double c = 1.0;            // inverse L2 strength, scikit-learn's C; the intercept is not penalised
    double tolerance = 1e-4;   // on the largest gradient component of the mean loss, scikit-learn's `tol` for lbfgs
    int maxIterations = 1000;  // scikit-learn's default of 100 stops early on raw features; a probe that does not converge says so
    bool standardise = false;  // features to mean 0, deviation 1, by the fitting set
    std::string device = "cpu";
};

struct ProbeFit {
    std::vector<std::int64_t> classes;  // the label value of each column
    Matrix weights;                     // [classes, d], of the features as given (standardisation folded in)
    std::vector<float> intercepts;      // [classes]
    std::vector<double> objectives;     // one a class (one-vs-rest), or one (multinomial), scikit-learn's: C·Σ loss + ½‖w‖²
    int iterations = 0;
    bool converged = false;
    double seconds = 0;  // of the fit alone
};

// Fits on x [n, d] and y [n]. Throws RuntimeError(Input): not finite, lengths differ, fewer than two classes.
ProbeFit fitProbe(MatrixView x, const Labels& y, const ProbeOptions& options, std::stop_token stop = {},
                  const std::function<void(double)>& progress = {});
// Label values predicted for x [n, d], and, where asked for, the decision values [n, classes].
Labels predictProbe(const ProbeFit& fit, MatrixView x, Matrix* scores = nullptr);

// Wilson's 95 % interval of a proportion (Wilson 1927). total > 0.
std::pair<double, double> wilsonInterval(std::int64_t hits, std::int64_t total, double z = 1.959963984540054);

// A finished probe as the run folder stores it (probes/<protocol>.json).
struct ProbeResult {
    std::string protocol;  // "notebook" or "standard"
    std::string label = "class";
    double accuracy = 0;  // 0 … 1, on held-out images only
    std::pair<double, double> interval{0, 0};
    std::int64_t fitCount = 0;
    std::int64_t testCount = 0;
    std::int64_t dimension = 0;
    std::int64_t classCount = 0;
    double chance = 0;  // the commonest class's share of all samples, fitted and tested: always naming it
    double seconds = 0;
    bool converged = true;
    double c = 1;
    std::string extraction;  // "eval" or "notebook"
    std::vector<std::int64_t> testIndices;  // into the test split
    Labels truth;                           // of the test indices
    Labels predicted;
};

// The notebook's protocol: one-vs-rest, C = 1, raw features, 75/25 of the test embeddings by scikit-learn's split with
// random_state 0.
ProbeResult probeNotebook(MatrixView embeddings, const Labels& labels, const std::string& device, std::stop_token stop = {},
                          const std::function<void(double)>& progress = {});
// The standard protocol: multinomial on standardised features of the training split, C chosen on validation, refitted on both,
// reported on test.
ProbeResult probeStandard(MatrixView train, const Labels& trainLabels, MatrixView validation, const Labels& validationLabels,
                          MatrixView test, const Labels& testLabels, const std::string& device, std::stop_token stop = {},
                          const std::function<void(double)>& progress = {});

nlohmann::json toJson(const ProbeResult& result);
ProbeResult probeFromJson(const nlohmann::json& json);  // throws RuntimeError(Input)

}  // namespace selfsight::eval
