#include "core/oklch.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace selfsight {

namespace {

using Rgb = std::array<double, 3>;

Rgb linearRgb(double lightness, double chroma, double hue) {
    const double radians = hue * std::numbers::pi / 180;
    const double a = chroma * std::cos(radians);
    const double b = chroma * std::sin(radians);
    const double l = std::pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
    const double m = std::pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
    const double s = std::pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
    return {4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
            -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
            -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s};
}

}  // namespace

std::array<double, 3> oklch(double lightness, double chroma, double hue) {
    constexpr double slack = 1e-4;
    const auto inGamut = [](const Rgb& c) {
        return std::ranges::all_of(c, [](double v) { return v >= -slack && v <= 1 + slack; });
    };
    Rgb rgb = linearRgb(lightness, chroma, hue);
    if (!inGamut(rgb)) {
        double low = 0;
        double high = chroma;
        for (int i = 0; i < 24; ++i) {
            const double middle = (low + high) / 2;
            (inGamut(linearRgb(lightness, middle, hue)) ? low : high) = middle;
        }
        rgb = linearRgb(lightness, low, hue);
    }
    for (double& v : rgb) {
        v = std::clamp(v, 0.0, 1.0);
        v = v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1 / 2.4) - 0.055;
    }
    return rgb;
}

}  // namespace selfsight
