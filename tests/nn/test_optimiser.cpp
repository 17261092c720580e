#include "core/error.h"
#include "nn/optimiser.h"

#include <doctest/doctest.h>
#include <torch/optim/adamw.h>
#include <torch/optim/sgd.h>
#include <torch/utils.h>

using namespace selfsight;

namespace {

// A small least-squares problem: weights [2, 3] and bias [2].
struct Problem {
    torch::Tensor weight, bias, x, y;
    Problem() {
        torch::manual_seed(5);
        weight = torch::randn({2, 3}).requires_grad_();
        bias = torch::randn({2}).requires_grad_();
        x = torch::randn({16, 3});
        y = torch::randn({16, 2});
    }
    torch::Tensor loss() const { return (torch::linear(x, weight, bias) - y).pow(2).mean(); }
    nn::ParameterGroup group() const { return {{{"weight", weight}, {"bias", bias}}, false}; }
};

void descend(Problem& problem, nn::Optimiser& optimiser, int steps, double rate) {
    for (int i = 0; i < steps; ++i) {
        optimiser.zeroGrad();
        problem.loss().backward();
        optimiser.setRates(rate, rate);
        optimiser.step();
    }
}

}  // namespace

TEST_CASE("fused AdamW takes the steps of torch's AdamW") {
    Problem ours, theirs;
    nn::OptimiserOptions options;
    options.weightDecay = 0.01;
    nn::Optimiser fused({ours.group()}, options);
    torch::optim::AdamW reference({theirs.weight, theirs.bias},
                                  torch::optim::AdamWOptions(0.05).weight_decay(0.01));
    for (int i = 0; i < 20; ++i) {
        descend(ours, fused, 1, 0.05);
        reference.zero_grad();
        theirs.loss().backward();
        reference.step();
    }
    CHECK(torch::allclose(ours.weight, theirs.weight, 1e-5, 1e-6));
    CHECK(torch::allclose(ours.bias, theirs.bias, 1e-5, 1e-6));
}

TEST_CASE("fused SGD takes the steps of torch's SGD") {
    Problem ours, theirs;
    nn::OptimiserOptions options;
    options.kind = "sgd";
    options.weightDecay = 0.01;
    nn::Optimiser fused({ours.group()}, options);
    torch::optim::SGD reference(
        {theirs.weight, theirs.bias},
        torch::optim::SGDOptions(0.05).momentum(0.9).nesterov(true).weight_decay(0.01));
    for (int i = 0; i < 20; ++i) {
        descend(ours, fused, 1, 0.05);
        reference.zero_grad();
        theirs.loss().backward();
        reference.step();
    }
    CHECK(torch::allclose(ours.weight, theirs.weight, 1e-5, 1e-6));
}

TEST_CASE("every kind lowers the loss, and clipping bounds the step") {
    for (const std::string kind : {"adamw", "sgd", "lars"}) {
        Problem problem;
        nn::OptimiserOptions options;
        options.kind = kind;
        nn::Optimiser optimiser({problem.group()}, options);
        const double before = problem.loss().item<double>();
        descend(problem, optimiser, 30, kind == "lars" ? 0.5 : 0.05);
        CHECK(problem.loss().item<double>() < before);
    }
    Problem problem;
    nn::OptimiserOptions options;
    options.kind = "sgd";
    options.momentum = 0;
    options.clip = 1e-3;
    nn::Optimiser optimiser({problem.group()}, options);
    const auto before = problem.weight.detach().clone();
    descend(problem, optimiser, 1, 1);
    const double moved = (problem.weight - before).norm().item<double>();
    CHECK(moved > 0);
    CHECK(moved <= 1.001e-3);
}

TEST_CASE("decay spares biases where asked, and a fixed rate ignores the schedule") {
    Problem problem;
    nn::OptimiserOptions options;
    options.weightDecay = 0.5;
    options.decayNorms = false;
    auto group = problem.group();
    group.fixedRate = true;
    nn::Optimiser optimiser({group}, options);
    const auto weight = problem.weight.detach().clone(), bias = problem.bias.detach().clone();
    problem.weight.mutable_grad() = torch::zeros_like(weight);
    problem.bias.mutable_grad() = torch::zeros_like(bias);
    optimiser.setRates(0, 0.1);
    optimiser.step();
    CHECK(torch::allclose(problem.weight, weight * 0.95));
    CHECK(torch::equal(problem.bias, bias));
}

TEST_CASE("a saved optimiser goes on exactly") {
    for (const std::string kind : {"adamw", "sgd", "lars"}) {
        nn::OptimiserOptions options;
        options.kind = kind;
        Problem straight, halved;
        nn::Optimiser a({straight.group()}, options), b({halved.group()}, options);
        descend(straight, a, 10, 0.01);
        descend(halved, b, 5, 0.01);
        nn::Optimiser c({halved.group()}, options);
        c.load(b.state(), "test");
        descend(halved, c, 5, 0.01);
        CHECK(torch::equal(straight.weight, halved.weight));
        CHECK_THROWS_WITH_AS(c.load({}, "some.file"), doctest::Contains("some.file"), RuntimeError);
    }
}
