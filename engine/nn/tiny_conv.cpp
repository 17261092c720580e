#include "nn/tiny_conv.h"

#include <torch/csrc/autograd/custom_function.h>
#include <torch/utils.h>
#include <vector>

namespace selfsight::nn {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr std::int64_t kSide = 3, kTaps = kSide * kSide;

// The tap of the kernel through which output position `out` sees input position `in`, both row by row in a
// map of `width` columns. In maps of at most 2×2 every position sees every other.
std::int64_t tapOf(std::int64_t out, std::int64_t in, std::int64_t width) {
    const std::int64_t dy = in / width - out / width, dx = in % width - out % width;
    return (dy + 1) * kSide + dx + 1;
}

// [n, c, h, w] as rows [n, h · w · c]; without a copy where it is channels-last.
torch::Tensor flat(const torch::Tensor& x) {
    return x.permute({0, 2, 3, 1}).contiguous().view({x.size(0), -1});
}

torch::Tensor unflat(const torch::Tensor& rows, std::int64_t height, std::int64_t width) {
    return rows.view({rows.size(0), height, width, -1}).permute({0, 3, 1, 2});
}

// The weights as one matrix [positions · k, positions · c] from flattened map to flattened map.
torch::Tensor denseWeights(const torch::Tensor& weight, std::int64_t height, std::int64_t width) {
    const std::int64_t k = weight.size(0), c = weight.size(1), positions = height * width;
    const auto taps = weight.permute({0, 2, 3, 1}).contiguous().view({k, kTaps, c});
    auto dense = torch::empty({positions, k, positions, c}, weight.options());
    for (std::int64_t out = 0; out < positions; ++out) {
        std::vector<std::int64_t> seen;
        for (std::int64_t in = 0; in < positions; ++in) seen.push_back(tapOf(out, in, width));
        auto part = dense[out];
        at::index_select_out(part, taps, 1, torch::tensor(seen, torch::kLong));
    }
    return dense.view({positions * k, positions * c});
}

// Of each tap, over the pairs of positions that it joins: one product whose sums run over pairs and images.
torch::Tensor weightGradient(const torch::Tensor& x, const torch::Tensor& dy, std::int64_t height,
                             std::int64_t width) {
    const std::int64_t positions = height * width, n = x.size(0);
    const auto xs = x.view({n, positions, -1}), dys = dy.view({n, positions, -1});
    const std::int64_t c = xs.size(2), k = dys.size(2);
    auto taps = torch::zeros({kTaps, k, c}, x.options());
    for (std::int64_t tap = 0; tap < kTaps; ++tap) {
        std::vector<torch::Tensor> from, to;
        for (std::int64_t out = 0; out < positions; ++out)
            for (std::int64_t in = 0; in < positions; ++in) {
                if (tapOf(out, in, width) != tap) continue;
                from.push_back(xs.select(1, in));
                to.push_back(dys.select(1, out));
            }
        if (from.empty()) continue;
        auto part = taps[tap];
        if (static_cast<std::int64_t>(from.size()) == positions)
            at::mm_out(part, dys.reshape({n * positions, k}).t(), xs.reshape({n * positions, c}));
        else
            at::mm_out(part, at::cat(to).t(), at::cat(from));
    }
    return taps.permute({1, 0, 2}).contiguous().view({k, kSide, kSide, c}).permute({0, 3, 1, 2});
}

class TinyConv : public torch::autograd::Function<TinyConv> {
  public:
    static torch::Tensor forward(AutogradContext* context, const torch::Tensor& x,
                                 const torch::Tensor& weight) {
        const std::int64_t height = x.size(2), width = x.size(3);
        const auto rows = flat(x), dense = denseWeights(weight, height, width);
        context->save_for_backward({rows, dense});
        context->saved_data["height"] = height;
        context->saved_data["width"] = width;
        return unflat(at::mm(rows, dense.t()), height, width);
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        const auto saved = context->get_saved_variables();
        const auto height = context->saved_data["height"].toInt(), width = context->saved_data["width"].toInt();
        const auto dy = flat(gradients[0]);
        return {unflat(at::mm(dy, saved[1]), height, width), weightGradient(saved[0], dy, height, width)};
    }
};

}  // namespace

bool tinyConvTakes(const torch::Tensor& x, const torch::Tensor& weight) {
    return x.is_cpu() && x.size(2) <= 2 && x.size(3) <= 2 && weight.size(2) == kSide && weight.size(3) == kSide;
}

torch::Tensor tinyConv(const torch::Tensor& x, const torch::Tensor& weight) {
    return TinyConv::apply(x, weight);
}

}  // namespace selfsight::nn
