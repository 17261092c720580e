#include "store/report_palette.h"

#include "core/oklch.h"
#include "core/random.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace selfsight::store::svg {

namespace {

using Rgb = std::array<double, 3>;

std::string hex(const Rgb& rgb) {
    char buffer[8];
    const auto byte = [](double v) { return static_cast<int>(std::lround(255 * std::clamp(v, 0.0, 1.0))); };
    std::snprintf(buffer, sizeof buffer, "#%02x%02x%02x", byte(rgb[0]), byte(rgb[1]), byte(rgb[2]));
    return buffer;
}

std::string oklchText(double lightness, double chroma, double hue) {
    return hex(oklch(lightness, chroma, hue));
}

// `shade` in [0, 1] runs from dark and rich to light and soft; odd tiers are darker, so that neighbouring
// hues differ.
std::string shaded(double hue, int tier, double shade) {
    const double low = tier == 0 ? 0.54 : 0.38;
    const double high = tier == 0 ? 0.655 : 0.52;
    return oklchText(low + (high - low) * shade, 0.155 - 0.045 * shade, hue);
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
    if (style.colour.empty())
        style.colour = oklchText(0.6, 0.13, static_cast<double>(hashName(method) % 360));
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
