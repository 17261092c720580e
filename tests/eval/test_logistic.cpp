// The solver on ATen operations, which is what other devices run, against our own loops.
#include "eval/logistic.h"

#include <cmath>
#include <doctest/doctest.h>
#include <torch/utils.h>

using namespace selfsight::eval;

TEST_CASE("the device's operations and our own loops find the same optimum") {
    torch::manual_seed(1);
    for (const ProbeModel model : {ProbeModel::OneVsRest, ProbeModel::Multinomial}) {
        LogisticProblem problem;
        problem.target = torch::randint(7, {311});
        // Classes that can be told apart in part, a wide spectrum, and a count that no vector length divides.
        const torch::Tensor centres = torch::randn({7, 23});
        torch::Tensor x = (centres.index_select(0, problem.target) + 2 * torch::randn({311, 23})) *
                          torch::logspace(-1, 1, 23);
        problem.mean = x.mean(0) + 3;
        problem.x = (x - x.mean(0)).contiguous();
        problem.classes = 7;
        problem.lambda = 1.0 / 311;
        problem.tolerance = 1e-6;
        problem.objectiveTolerance = 1e-7;
        problem.model = model;
        const LogisticSolution ours = solveLogistic(problem, nullptr, {}, {});
        problem.portable = true;
        const LogisticSolution portable = solveLogistic(problem, nullptr, {}, {});
        CHECK(ours.converged);
        CHECK(portable.converged);
        REQUIRE(ours.objectives.size() == portable.objectives.size());
        for (std::size_t c = 0; c < ours.objectives.size(); ++c) {
            CHECK(ours.objectives[c] == doctest::Approx(portable.objectives[c]).epsilon(1e-6));
        }
        CHECK((ours.weights - portable.weights).abs().max().item<float>() <
              2e-3f * portable.weights.abs().max().item<float>());

        // A warm start from the optimum has nothing left to do.
        problem.portable = false;
        problem.tolerance = 1e-5;
        problem.objectiveTolerance = 1e-5;
        CHECK(solveLogistic(problem, &ours, {}, {}).iterations <= 2);
    }
}

TEST_CASE(
    "every class ends within a ten-thousandth of its optimum, however badly conditioned the features are") {
    torch::manual_seed(3);
    LogisticProblem problem;
    constexpr std::int64_t n = 3000, d = 120, classes = 300;
    problem.target = torch::arange(n) % classes;
    const torch::Tensor centres = torch::randn({classes, d});
    torch::Tensor x =
        (0.4 * centres.index_select(0, problem.target) + torch::randn({n, d})) * torch::logspace(-3, 1, d);
    problem.mean = x.mean(0);
    problem.x = (x - problem.mean).contiguous();
    problem.classes = classes;
    problem.lambda = 1.0 / n;
    const LogisticSolution usual = solveLogistic(problem, nullptr, {}, {});
    problem.tolerance = 1e-8;
    problem.objectiveTolerance = 1e-9;
    problem.maxIterations = 400;
    const LogisticSolution exact = solveLogistic(problem, nullptr, {}, {});
    CHECK(usual.converged);
    CHECK(usual.iterations < exact.iterations);
    double worst = 0;
    for (std::size_t c = 0; c < usual.objectives.size(); ++c)
        worst = std::max(worst, usual.objectives[c] / exact.objectives[c] - 1);
    CHECK(worst < 1e-4);
}

TEST_CASE("the residual's loss is the objective at the start") {
    LogisticProblem problem;
    problem.target = torch::tensor({0, 0, 1, 1, 1, 2, 2, 2, 2, 2}, torch::kLong);
    problem.x = torch::zeros({10, 3});
    problem.mean = torch::zeros({3});
    problem.classes = 3;
    problem.lambda = 0.1;
    problem.model = ProbeModel::Multinomial;
    const double entropy = -(0.2 * std::log(0.2) + 0.3 * std::log(0.3) + 0.5 * std::log(0.5));
    CHECK(solveLogistic(problem, nullptr, {}, {}).objectives.at(0) == doctest::Approx(entropy).epsilon(1e-6));
    problem.model = ProbeModel::OneVsRest;
    const LogisticSolution each = solveLogistic(problem, nullptr, {}, {});
    CHECK(each.objectives.at(2) == doctest::Approx(std::log(2.0)).epsilon(1e-6));
    CHECK(each.objectives.at(0) ==
          doctest::Approx(-(0.2 * std::log(0.2) + 0.8 * std::log(0.8))).epsilon(1e-6));
}
