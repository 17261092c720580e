// Weights and images by formula, the same as tests/support/notebook_torch.py makes them.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <torch/types.h>
#include <torch/utils.h>
#include <utility>
#include <vector>

namespace selfsight::test {

inline torch::Tensor noise(std::int64_t count, std::uint64_t key) {
    auto values = torch::empty({count}, torch::kFloat64);
    auto* out = values.data_ptr<double>();
    for (std::int64_t i = 0; i < count; ++i) {
        std::uint64_t x =
            (static_cast<std::uint64_t>(i) * 2654435761ULL + (key + 1) * 2246822519ULL) & 0xffffffffULL;
        x ^= x >> 15;
        x = (x * 0x2c1b3c6dULL) & 0xffffffffULL;
        x ^= x >> 12;
        out[i] = static_cast<double>(x) / 2147483648.0 - 1;
    }
    return values;
}

inline void fill(std::vector<std::pair<std::string, torch::Tensor>> named) {
    torch::NoGradGuard guard;
    std::sort(named.begin(), named.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t key = 0; key < named.size(); ++key) {
        auto& [name, p] = named[key];
        auto u = noise(p.numel(), key);
        if (p.dim() > 1)
            u = u * std::sqrt(6.0 / static_cast<double>(p.numel() / p.size(0)));
        else
            u = name.ends_with("weight") || name.ends_with("running_var") ? 1 + 0.1 * u : 0.1 * u;
        p.copy_(u.view(p.sizes()).to(torch::kFloat32));
    }
}

inline torch::Tensor images(std::int64_t count, std::int64_t side, std::uint64_t key) {
    const auto coarse = noise(count * 48, key)
                            .view({count, 3, 4, 4})
                            .repeat_interleave(side / 4, 2)
                            .repeat_interleave(side / 4, 3);
    const auto fine = noise(count * 3 * side * side, key + 1000).view({count, 3, side, side});
    return (coarse + 0.3 * fine).to(torch::kFloat32);
}

}  // namespace selfsight::test
