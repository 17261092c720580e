// Colours of a report: those of the window's light theme, so that a class or an encoder looks the same in
// both.
#pragma once

#include <string>
#include <vector>

namespace selfsight::store::svg {

struct LineStyle {
    std::string colour;  // "#0072b2"
    std::string dash;    // SVG dash array
};

// The four encoders in Okabe–Ito colours; other methods get a stable hue of their own. Seeds differ in
// lightness.
LineStyle encoderStyle(const std::string& method, int seedIndex);

// A colour for each of `count` values.
std::vector<std::string> plainColours(int count);
// One hue a group, shades within it; group[v] in [0, groupCount), others grey.
std::vector<std::string> groupedColours(const std::vector<int>& group, int groupCount);

inline constexpr const char* kUnlabelled = "#9aa3ad";

}  // namespace selfsight::store::svg
