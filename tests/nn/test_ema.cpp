#include "core/error.h"
#include "nn/ema.h"
#include "nn/heads.h"

#include <doctest/doctest.h>
#include <torch/utils.h>

using namespace selfsight;

namespace {

nn::Head head(std::int64_t hidden = 8) {
    return nn::Head(nn::HeadOptions{4, hidden, 3});
}

}  // namespace

TEST_CASE("the moving average lies between target and source") {
    torch::manual_seed(1);
    auto target = head(), source = head();
    nn::MovingAverage average(*target, *source);
    std::vector<torch::Tensor> before;
    for (const auto& p : target->parameters()) before.push_back(p.clone());
    average.update(nn::StepNumber(1 - 0.9));
    const auto t = target->parameters(), s = source->parameters();
    for (std::size_t i = 0; i < t.size(); ++i) {
        CHECK(torch::allclose(t[i], 0.9 * before[i] + 0.1 * s[i].detach()));
        CHECK_FALSE(t[i].requires_grad());
        CHECK(s[i].requires_grad());
    }
    average.update(nn::StepNumber(0));
    for (std::size_t i = 0; i < t.size(); ++i)
        CHECK(torch::allclose(t[i], 0.9 * before[i] + 0.1 * s[i].detach()));
    average.copy();
    for (std::size_t i = 0; i < t.size(); ++i) CHECK(torch::equal(t[i], s[i]));
}

TEST_CASE("a moving average refuses modules of another shape") {
    auto target = head(8), source = head(9);
    CHECK_THROWS_AS(nn::MovingAverage(*target, *source), LogicError);
}

TEST_CASE("heads have byol-pytorch's names and shapes") {
    const nn::Head byol(nn::HeadOptions{1028, 512, 128});
    const auto parameters = byol->named_parameters();
    CHECK(parameters["0.weight"].sizes() == std::vector<std::int64_t>{512, 1028});
    CHECK(parameters["3.weight"].sizes() == std::vector<std::int64_t>{128, 512});
    CHECK(parameters.contains("1.weight"));
    const nn::Head simsiam(nn::HeadOptions{1028, 512, 128, 3, false, true, true});
    const auto names = simsiam->named_parameters();
    CHECK(names.contains("6.weight"));
    CHECK_FALSE(names.contains("0.bias"));
    CHECK_FALSE(names.contains("7.weight"));  // the last norm has no affine parameters
    CHECK(simsiam->named_buffers().contains("7.running_mean"));
}
