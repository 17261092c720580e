#include "ui/theme/oklch.h"

#include "core/oklch.h"

#include <cmath>

namespace selfsight::ui {

QColor oklch(double lightness, double chroma, double hue) {
    const auto rgb = selfsight::oklch(lightness, chroma, hue);
    const auto byte = [](double v) { return static_cast<int>(std::lround(255 * v)); };
    return {byte(rgb[0]), byte(rgb[1]), byte(rgb[2])};
}

}  // namespace selfsight::ui
