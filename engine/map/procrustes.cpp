#include "core/error.h"
#include "map/map.h"

#include <algorithm>
#include <cmath>

namespace selfsight::map {

double procrustesAlign(Matrix& points, MatrixView reference) {
    if (points.rows != reference.rows || points.cols != 2 || reference.cols != 2)
        throw LogicError("procrustesAlign needs two maps of the same points");
    const std::int64_t n = points.rows;
    if (n == 0) return 0;
    double mean[2] = {0, 0}, target[2] = {0, 0};
    for (std::int64_t i = 0; i < n; ++i)
        for (int c = 0; c < 2; ++c) {
            mean[c] += points.at(i, c) / static_cast<double>(n);
            target[c] += reference.at(i, c) / static_cast<double>(n);
        }
    // A = Σ (reference)ᵀ(points), 2 × 2; the best rotation has a closed form, as has the best reflection.
    double a = 0, b = 0, c = 0, d = 0, own = 0, other = 0;
    for (std::int64_t i = 0; i < n; ++i) {
        const double px = points.at(i, 0) - mean[0], py = points.at(i, 1) - mean[1];
        const double rx = reference.at(i, 0) - target[0], ry = reference.at(i, 1) - target[1];
        a += rx * px;
        b += rx * py;
        c += ry * px;
        d += ry * py;
        own += px * px + py * py;
        other += rx * rx + ry * ry;
    }
    const double rotation = std::hypot(a + d, c - b), reflection = std::hypot(a - d, c + b);
    const bool mirrored = reflection > rotation;
    const double gain = mirrored ? reflection : rotation;
    const double scale = own > 0 && gain > 0 ? gain / own : 1;
    const double cosine = gain > 0 ? (mirrored ? a - d : a + d) / gain : 1;
    const double sine = gain > 0 ? (mirrored ? c + b : c - b) / gain : 0;
    const double side = mirrored ? -1 : 1;
    for (std::int64_t i = 0; i < n; ++i) {
        const double px = points.at(i, 0) - mean[0], py = side * (points.at(i, 1) - mean[1]);
        points.at(i, 0) = static_cast<float>(target[0] + scale * (cosine * px - sine * py));
        points.at(i, 1) = static_cast<float>(target[1] + scale * (sine * px + cosine * py));
    }
    if (!(other > 0)) return 0;
    return own > 0 ? std::clamp(1 - gain * gain / (own * other), 0.0, 1.0) : 1;
}

}  // namespace selfsight::map
