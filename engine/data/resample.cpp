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

namespace {

// Each output row is a weighted sum of input rows first, which the compiler vectorises, then of that sum's
// pixels.

template <typename Value>
void weightedRows(const Value* row, std::ptrdiff_t stride, const float* weights, int taps, std::size_t count,
                  float* line) {
    for (std::size_t i = 0; i < count; ++i) line[i] = weights[0] * static_cast<float>(row[i]);
    for (int k = 1; k < taps; ++k) {
        row += stride;
        for (std::size_t i = 0; i < count; ++i) line[i] += weights[k] * static_cast<float>(row[i]);
    }
}

// Of pixels that lie `step` values apart.
inline float weightedPixels(const float* from, int step, const float* weights, int taps) {
    float sum = weights[0] * from[0];
    for (int k = 1; k < taps; ++k) sum += weights[k] * from[k * step];
    return sum;
}

}  // namespace

void resample(const Planes& image, const AxisWeights& vertical, const AxisWeights& horizontal,
              std::vector<float>& scratch, float* out) {
    const std::size_t outHeight = vertical.first.size(), outWidth = horizontal.first.size();
    const auto width = static_cast<std::size_t>(image.width);
    scratch.resize(width);
    float* line = scratch.data();
    for (int c = 0; c < 3; ++c) {
        const float* plane = image.data + static_cast<std::ptrdiff_t>(c) * image.height * image.width;
        const float* weightsY = vertical.weights.data();
        for (std::size_t y = 0; y < outHeight; ++y, weightsY += vertical.taps) {
            weightedRows(plane + static_cast<std::ptrdiff_t>(vertical.first[y]) * image.width, image.width,
                         weightsY, vertical.taps, width, line);
            const float* weightsX = horizontal.weights.data();
            for (std::size_t x = 0; x < outWidth; ++x, weightsX += horizontal.taps)
                *out++ = weightedPixels(line + horizontal.first[x], 1, weightsX, horizontal.taps);
        }
    }
}

void resample(const io::Image& image, const AxisWeights& vertical, const AxisWeights& horizontal,
              std::vector<float>& scratch, float* out) {
    const std::size_t outHeight = vertical.first.size(), outWidth = horizontal.first.size();
    const std::size_t plane = outHeight * outWidth;
    const auto [left, right] = std::ranges::minmax(horizontal.first);
    const auto values = static_cast<std::size_t>(3 * (right - left + horizontal.taps));
    const std::ptrdiff_t stride = 3 * static_cast<std::ptrdiff_t>(image.width);
    scratch.resize(values);
    float* line = scratch.data();
    const float* weightsY = vertical.weights.data();
    for (std::size_t y = 0; y < outHeight; ++y, weightsY += vertical.taps) {
        weightedRows(image.pixels.data() + vertical.first[y] * stride + 3 * left, stride, weightsY,
                     vertical.taps, values, line);
        const float* weightsX = horizontal.weights.data();
        for (std::size_t x = 0; x < outWidth; ++x, weightsX += horizontal.taps, ++out)
            for (std::size_t c = 0; c < 3; ++c)
                out[c * plane] =
                    weightedPixels(line + 3 * (horizontal.first[x] - left) + c, 3, weightsX, horizontal.taps);
    }
}

}  // namespace selfsight::data
