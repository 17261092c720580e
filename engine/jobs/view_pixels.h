// From a normalised view back to what a person can look at.
#pragma once

#include "data/dataset.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace selfsight::jobs {

// RGB planes of one view [3, h, w] that was normalised by `stats`.
inline std::vector<std::uint8_t> pixelsOfView(const torch::Tensor& view, const data::ChannelStats& stats) {
    const auto plain = view.contiguous().to(torch::kFloat32);
    const auto size = static_cast<std::size_t>(plain.size(1) * plain.size(2));
    std::vector<std::uint8_t> pixels(3 * size);
    const float* values = plain.data_ptr<float>();
    for (std::size_t c = 0; c < 3; ++c)
        for (std::size_t i = 0; i < size; ++i)
            pixels[c * size + i] = static_cast<std::uint8_t>(std::clamp(
                255 * (values[c * size + i] * stats.deviation[c] + stats.mean[c]) + 0.5F, 0.0F, 255.0F));
    return pixels;
}

}  // namespace selfsight::jobs
