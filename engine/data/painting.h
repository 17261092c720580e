// Small arithmetic for drawing: only additions, multiplications, divisions and square roots, which IEEE 754
// fixes, so that a drawn image is the same on every platform.
#pragma once

#include "core/random.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace selfsight::data {

struct Colour {
    float r = 0;
    float g = 0;
    float b = 0;
};

inline Colour mix(const Colour& a, const Colour& b, float share) {
    return {a.r + (b.r - a.r) * share, a.g + (b.g - a.g) * share, a.b + (b.b - a.b) * share};
}

inline Colour scaled(const Colour& c, float factor) {
    return {c.r * factor, c.g * factor, c.b * factor};
}

inline float fraction(float x) {
    return x - std::floor(x);
}
inline float clamp01(float x) {
    return std::min(1.0F, std::max(0.0F, x));
}

// 0 below −width/2, 1 above width/2, linear between: an antialiased edge.
inline float edge(float x, float width) {
    return clamp01(x / width + 0.5F);
}

// A sine of period 1 from two parabolas, refined once (error below 0.001).
inline float wave(float turns) {
    const float x = 2 * (turns - std::floor(turns + 0.5F));  // −1 … 1
    const float y = 4 * x * (1 - std::abs(x));
    return y * (0.775F + 0.225F * std::abs(y));
}
inline float coWave(float turns) {
    return wave(turns + 0.25F);
}

// Hue in turns, saturation and value in 0 … 1.
inline Colour fromHsv(float hue, float saturation, float value) {
    const auto channel = [&](float offset) {
        const float k = 6 * fraction(hue + offset / 6);
        return value * (1 - saturation * clamp01(std::min(k, 4 - k)));
    };
    return {channel(5), channel(3), channel(1)};
}

// A value in [0, 1) for a lattice point.
inline float latticeValue(std::int32_t x, std::int32_t y, std::uint32_t seed) {
    std::uint32_t h =
        seed ^ static_cast<std::uint32_t>(x) * 0x85ebca6bU ^ static_cast<std::uint32_t>(y) * 0xc2b2ae35U;
    h = (h ^ (h >> 15)) * 0x2c1b3c6dU;
    h = (h ^ (h >> 12)) * 0x297a2d39U;
    return static_cast<float>((h ^ (h >> 15)) >> 8) * 0x1.0p-24F;
}

// Value noise: lattice values, interpolated smoothly.
inline float smoothNoise(float x, float y, std::uint32_t seed) {
    const float fx = std::floor(x);
    const float fy = std::floor(y);
    const auto ix = static_cast<std::int32_t>(fx);
    const auto iy = static_cast<std::int32_t>(fy);
    const auto ease = [](float t) { return t * t * (3 - 2 * t); };
    const float tx = ease(x - fx);
    const float ty = ease(y - fy);
    const float top = latticeValue(ix, iy, seed) * (1 - tx) + latticeValue(ix + 1, iy, seed) * tx;
    const float bottom = latticeValue(ix, iy + 1, seed) * (1 - tx) + latticeValue(ix + 1, iy + 1, seed) * tx;
    return top * (1 - ty) + bottom * ty;
}

inline float uniform(RandomStream& random, double low, double high) {
    return static_cast<float>(random.uniform(low, high));
}

}  // namespace selfsight::data
