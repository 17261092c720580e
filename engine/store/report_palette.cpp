#include "store/report_palette.h"

#include "core/random.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <numbers>

namespace selfsight::store::svg {

namespace {

using Rgb = std::array<double, 3>;

std::string hex(const Rgb& rgb) {
    char buffer[8];
    const auto byte = [](double v) { return static_cast<int>(std::lround(255 * std::clamp(v, 0.0, 1.0))); };
    std::snprintf(buffer, sizeof buffer, "#%02x%02x%02x", byte(rgb[0]), byte(rgb[1]), byte(rgb[2]));
    return buffer;
}

// OKLab (Ottosson 2020) to linear sRGB.
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

// The colour with the largest chroma up to the given one that sRGB can show.
std::string oklch(double lightness, double chroma, double hue) {
    const auto inGamut = [](const Rgb& c) {
        return std::ranges::all_of(c, [](double v) { return v >= -1e-4 && v <= 1 + 1e-4; });
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
    return hex(rgb);
}

// `shade` in [0, 1] runs from dark and rich to light and soft; odd tiers are darker, so that neighbouring
// hues differ.
std::string shaded(double hue, int tier, double shade) {
    const double low = tier == 0 ? 0.54 : 0.38;
    const double high = tier == 0 ? 0.655 : 0.52;
    return oklch(low + (high - low) * shade, 0.155 - 0.045 * shade, hue);
}

// Lightens (> 1) or darkens a colour.
std::string scaled(const std::string& colour, double factor) {
    Rgb rgb{};
    for (std::size_t c = 0; c < 3; ++c) rgb[c] = std::stoi(colour.substr(1 + 2 * c, 2), nullptr, 16) / 255.0;
    for (double& v : rgb) v = factor <= 1 ? v * factor : 1 - (1 - v) / factor;
    return hex(rgb);
}

}  // namespace

LineStyle encoderStyle(const std::string& method, int seedIndex) {
    struct Known {
        const char* name;
        const char* colour;
        const char* dash;
    };
    // Okabe & Ito 2008.
    constexpr std::array known = {Known{"supervised", "#0072b2", ""}, Known{"byol", "#d55e00", "7 3"},
                                  Known{"simsiam", "#009e73", "8 3 2 3"}, Known{"random", "#cc79a7", "2 3"}};
    LineStyle style{"", "8 3 2 3 2 3"};
    for (const Known& each : known)
        if (method == each.name) style = {each.colour, each.dash};
    if (style.colour.empty()) style.colour = oklch(0.6, 0.13, static_cast<double>(hashName(method) % 360));
    constexpr std::array factors = {1.0, 0.8, 1.25, 0.65, 1.45};
    return {scaled(style.colour, factors[static_cast<std::size_t>(seedIndex) % factors.size()]), style.dash};
}

std::vector<std::string> plainColours(int count) {
    if (count <= 8) {
        std::vector<std::string> colours = {"#0072b2", "#d55e00", "#00855f", "#b8508c",
                                            "#8a7400", "#5b3fa8", "#3d4248", "#7d4a12"};
        colours.resize(static_cast<std::size_t>(std::max(0, count)));
        return colours;
    }
    std::vector<std::string> colours;
    for (int i = 0; i < count; ++i) colours.push_back(shaded(25 + 360.0 * i / count, i % 2, 0.5));
    return colours;
}

std::vector<std::string> groupedColours(const std::vector<int>& group, int groupCount) {
    std::vector<int> members(static_cast<std::size_t>(std::max(1, groupCount)), 0);
    std::vector<int> seen = members;
    const auto valid = [&](int g) { return g >= 0 && g < groupCount; };
    for (const int g : group)
        if (valid(g)) ++members[static_cast<std::size_t>(g)];
    std::vector<std::string> colours;
    for (const int g : group) {
        if (!valid(g)) {
            colours.emplace_back(kUnlabelled);
            continue;
        }
        const auto index = static_cast<std::size_t>(g);
        const double step = 360.0 / groupCount;
        const double shade =
            members[index] > 1 ? static_cast<double>(seen[index]++) / (members[index] - 1) : 0.5;
        colours.push_back(shaded(25 + step * g + step * 0.4 * (shade - 0.5), g % 2, shade));
    }
    return colours;
}

}  // namespace selfsight::store::svg
