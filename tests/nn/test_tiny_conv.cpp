// The convolution over tiny maps against torch's own.
#include "nn/tiny_conv.h"
#include "relative_difference.h"

#include <doctest/doctest.h>
#include <torch/utils.h>
#include <utility>

using namespace selfsight;
using selfsight::test::relativeDifference;

namespace {

struct Convolved {
    torch::Tensor y, dx, dWeight;
};

Convolved convolve(std::int64_t h, std::int64_t w, torch::Dtype type, bool tiny) {
    torch::manual_seed(4);
    const auto leaf = [&](std::vector<std::int64_t> shape) {
        return torch::randn(shape).to(type).contiguous(torch::MemoryFormat::ChannelsLast).requires_grad_();
    };
    const auto x = leaf({5, 20, h, w}), weight = leaf({12, 20, 3, 3});
    // What is compared with is computed in double, so that each form answers for its own rounding alone.
    const auto y = tiny ? nn::tinyConv(x, weight)
                        : at::conv2d(x.to(torch::kFloat64), weight.to(torch::kFloat64), {}, {1, 1}, {1, 1});
    const auto pull = torch::randn({5, 12, h, w}).to(type);
    (y * pull).sum().backward();
    return {y.detach(), x.grad(), weight.grad()};
}

}  // namespace

TEST_CASE("maps of one to four pixels are convolved as torch does, gradients included") {
    for (const auto type : {torch::kFloat32, torch::kBFloat16})
        for (const auto& [h, w] : {std::pair{1, 1}, {1, 2}, {2, 1}, {2, 2}}) {
            CAPTURE(h);
            CAPTURE(w);
            const double tolerance = type == torch::kFloat32 ? 1e-6 : 8e-3;
            const auto tiny = convolve(h, w, type, true), plain = convolve(h, w, type, false);
            CHECK(tiny.y.sizes() == plain.y.sizes());
            CHECK((tiny.y.scalar_type() == type));
            CHECK(tiny.y.is_contiguous(torch::MemoryFormat::ChannelsLast));
            CHECK(relativeDifference(tiny.y, plain.y) < tolerance);
            CHECK(relativeDifference(tiny.dx, plain.dx) < tolerance);
            CHECK(relativeDifference(tiny.dWeight, plain.dWeight) < tolerance);
        }
}

TEST_CASE("only 3×3 weights on maps of at most 2×2 are taken") {
    const auto weight = torch::zeros({4, 4, 3, 3});
    CHECK(nn::tinyConvTakes(torch::zeros({1, 4, 2, 1}), weight));
    CHECK_FALSE(nn::tinyConvTakes(torch::zeros({1, 4, 3, 2}), weight));
    CHECK_FALSE(nn::tinyConvTakes(torch::zeros({1, 4, 2, 2}), torch::zeros({4, 4, 1, 1})));
}
