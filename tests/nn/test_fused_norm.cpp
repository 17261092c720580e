// The fused norm against torch's own operations.
#include "nn/fused_norm.h"
#include "relative_difference.h"

#include <doctest/doctest.h>
#include <torch/utils.h>

using namespace selfsight;
using selfsight::test::relativeDifference;

namespace {

struct Normed {
    torch::Tensor y, dx, dWeight, dBias, dSkip, mean, variance;
};

struct Case {
    std::int64_t c, h, w;
    bool relu, pool, skip;
};

Normed norm(const Case& k, torch::Dtype type, bool fused) {
    torch::manual_seed(9);
    auto x = (torch::randn({6, k.c, k.h, k.w}) * 2 + 30)
                 .to(type)
                 .contiguous(torch::MemoryFormat::ChannelsLast)
                 .requires_grad_();
    auto weight = torch::randn({k.c}).requires_grad_(), bias = torch::randn({k.c}).requires_grad_();
    auto skip = k.skip ? torch::randn({6, k.c, k.h, k.w}).to(type).requires_grad_() : torch::Tensor();
    const auto shift = torch::randn({k.c});
    auto mean = torch::zeros({k.c}), variance = torch::ones({k.c});
    torch::Tensor y;
    if (fused) {
        y = nn::fusedNorm(x, weight, bias, skip, shift, mean, variance, {1e-5, 0.1, k.relu, k.pool});
    } else {
        // In float32 throughout: what the fused form approximates with one rounding at its end.
        y = at::batch_norm(x.to(torch::kFloat32) + shift.view({1, -1, 1, 1}), weight, bias, mean, variance,
                           true, 0.1, 1e-5, false);
        if (k.relu) y = y.relu();
        if (k.pool) y = at::max_pool2d(y, {2, 2});
        if (k.skip) y = y + skip;
        y = y.to(type);
    }
    const auto weights = torch::randn_like(y.to(torch::kFloat32)).to(type);
    (y * weights).sum().backward();
    return {y.detach(), x.grad(), weight.grad(), bias.grad(), k.skip ? skip.grad() : torch::Tensor(),
            mean,       variance};
}

}  // namespace

TEST_CASE("forward, gradients and running statistics equal torch's") {
    const Case cases[] = {{16, 8, 8, true, false, false}, {16, 8, 8, false, false, false},
                          {20, 6, 6, true, true, false},  {33, 5, 7, true, true, false},
                          {16, 4, 4, true, false, true},  {8, 3, 3, false, false, true}};
    for (const auto type : {torch::kFloat32, torch::kBFloat16}) {
        const double tolerance = type == torch::kFloat32 ? 2e-5 : 8e-3;
        for (const auto& k : cases) {
            CAPTURE(k.c);
            CAPTURE(k.pool);
            const auto ours = norm(k, type, true), theirs = norm(k, type, false);
            CHECK(ours.y.sizes() == theirs.y.sizes());
            CHECK(relativeDifference(ours.y, theirs.y) < tolerance);
            CHECK(relativeDifference(ours.dx, theirs.dx) < tolerance);
            CHECK(relativeDifference(ours.dWeight, theirs.dWeight) < tolerance);
            CHECK(relativeDifference(ours.dBias, theirs.dBias) < tolerance);
            if (k.skip) CHECK(relativeDifference(ours.dSkip, theirs.dSkip) < tolerance);
            CHECK(relativeDifference(ours.mean, theirs.mean) < 1e-5);
            CHECK(relativeDifference(ours.variance, theirs.variance) < 1e-4);
        }
    }
}

TEST_CASE("the fused norm does not depend on the number of threads") {
    const int before = at::get_num_threads();
    at::set_num_threads(1);
    const auto one = norm({16, 9, 9, true, true, false}, torch::kFloat32, true);
    at::set_num_threads(2);
    const auto two = norm({16, 9, 9, true, true, false}, torch::kFloat32, true);
    at::set_num_threads(before);
    CHECK(torch::equal(one.y, two.y));
    CHECK(torch::equal(one.dx, two.dx));
    CHECK(torch::equal(one.dWeight, two.dWeight));
}
