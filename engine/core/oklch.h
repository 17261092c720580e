// Colours by lightness, chroma and hue in OKLab (Ottosson 2020), where equal steps look equal.
#pragma once

#include <array>

namespace selfsight {

// sRGB, each channel 0 … 1. `lightness` 0 … 1, `chroma` 0 … about 0.3, `hue` in degrees. Chroma is reduced
// until the colour exists in sRGB.
std::array<double, 3> oklch(double lightness, double chroma, double hue);

}  // namespace selfsight
