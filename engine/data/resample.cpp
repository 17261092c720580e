#include "data/resample.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace selfsight::data {

void resizeWeights(int start, int length, int outputs, bool antialias, bool mirror, AxisWeights& axis) {
    const float scale = static_cast<float>(length) / static_cast<float>(outputs);
    const float support = antialias && scale > 1 ? scale : 1.0F;
    axis.taps = std::min(length, static_cast<int>(std::ceil(2 * support)) + (support > 1 ? 1 : 0));
    axis.first.resize(static_cast<std::size_t>(outputs));
    axis.weights.assign(static_cast<std::size_t>(outputs * axis.taps), 0.0F);
    for (int i = 0; i < outputs; ++i) {
        const auto place = static_cast<std::size_t>(mirror ? outputs - 1 - i : i);
        const float centre = (static_cast<float>(i) + 0.5F) * scale - 0.5F;
        const int first = std::clamp(static_cast<int>(std::ceil(centre - support)), 0, length - axis.taps);
        float* weights = axis.weights.data() + place * static_cast<std::size_t>(axis.taps);
        float sum = 0;
        for (int k = 0; k < axis.taps; ++k) {
            weights[k] = std::max(0.0F, 1.0F - std::abs(static_cast<float>(first + k) - centre) / support);
            sum += weights[k];
        }
        for (int k = 0; k < axis.taps; ++k) weights[k] /= sum;
        axis.first[place] = start + first;
    }
}

void resample(const Planes& image, const AxisWeights& vertical, const AxisWeights& horizontal,
              std::vector<float>& scratch, float* out) {
    const auto outHeight = static_cast<int>(vertical.first.size());
    const auto outWidth = static_cast<int>(horizontal.first.size());
    scratch.resize(static_cast<std::size_t>(image.width));
    for (int c = 0; c < 3; ++c) {
        const float* plane = image.data + static_cast<std::ptrdiff_t>(c) * image.height * image.width;
        for (int y = 0; y < outHeight; ++y) {
            // Rows first: that is the pass which the compiler vectorises.
            const float* rows =
                plane +
                static_cast<std::ptrdiff_t>(vertical.first[static_cast<std::size_t>(y)]) * image.width;
            const float* weightsY = vertical.weights.data() + static_cast<std::ptrdiff_t>(y) * vertical.taps;
            float* line = scratch.data();
            for (int x = 0; x < image.width; ++x) line[x] = weightsY[0] * rows[x];
            for (int k = 1; k < vertical.taps; ++k) {
                const float* row = rows + static_cast<std::ptrdiff_t>(k) * image.width;
                for (int x = 0; x < image.width; ++x) line[x] += weightsY[k] * row[x];
            }
            const float* weightsX = horizontal.weights.data();
            for (int x = 0; x < outWidth; ++x, weightsX += horizontal.taps) {
                const float* from = line + horizontal.first[static_cast<std::size_t>(x)];
                float sum = weightsX[0] * from[0];
                for (int k = 1; k < horizontal.taps; ++k) sum += weightsX[k] * from[k];
                *out++ = sum;
            }
        }
    }
}

void resample(const io::Image& image, const AxisWeights& vertical, const AxisWeights& horizontal,
              std::vector<float>& scratch, float* out) {
    const std::size_t outHeight = vertical.first.size(), outWidth = horizontal.first.size();
    const std::size_t plane = outHeight * outWidth;
    const auto [left, right] = std::ranges::minmax(horizontal.first);
    const auto bytes = static_cast<std::size_t>(3 * (right - left + horizontal.taps));
    const std::ptrdiff_t stride = 3 * static_cast<std::ptrdiff_t>(image.width);
    scratch.resize(bytes);
    float* line = scratch.data();
    for (std::size_t y = 0; y < outHeight; ++y) {
        const std::uint8_t* row = image.pixels.data() + vertical.first[y] * stride + 3 * left;
        const float* weightsY = vertical.weights.data() + y * static_cast<std::size_t>(vertical.taps);
        for (std::size_t i = 0; i < bytes; ++i) line[i] = weightsY[0] * static_cast<float>(row[i]);
        for (int k = 1; k < vertical.taps; ++k) {
            row += stride;
            for (std::size_t i = 0; i < bytes; ++i) line[i] += weightsY[k] * static_cast<float>(row[i]);
        }
        const float* weightsX = horizontal.weights.data();
        for (std::size_t x = 0; x < outWidth; ++x, weightsX += horizontal.taps) {
            for (std::size_t c = 0; c < 3; ++c) {
                const float* from = line + 3 * (horizontal.first[x] - left) + c;
                float sum = weightsX[0] * from[0];
                for (int k = 1; k < horizontal.taps; ++k) sum += weightsX[k] * from[3 * k];
                out[c * plane + y * outWidth + x] = sum;
            }
        }
    }
}

}  // namespace selfsight::data
