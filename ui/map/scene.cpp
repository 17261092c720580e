#include "ui/map/scene.h"

#include "ui/map/thumbnails.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace selfsight::ui {

std::int64_t Scene::imageOf(std::int64_t position) const {
    const std::int64_t row = index->row(position);
    const std::int64_t image = !imageIndices ? row
                               : row < static_cast<std::int64_t>(imageIndices->size())
                                   ? (*imageIndices)[static_cast<std::size_t>(row)]
                                   : -1;
    return images && image >= images->count ? -1 : image;
}

QRectF Scene::bounds() const {
    if (!index || index->size() == 0) return {};
    const PlaneRect& b = index->bounds();
    return {QPointF(b.left, b.bottom), QPointF(b.right, b.top)};
}

PointStyle pointStyle(const Scene& scene, const Camera& camera) {
    constexpr double least = 1.1;
    constexpr double most = 5.0;
    constexpr double crowded = 0.6;  // of the area covered by dots
    PointStyle style;
    if (!scene.index || scene.index->size() == 0) return style;
    const auto n = static_cast<double>(scene.index->size());
    const double area = scene.index->typicalArea() * camera.scale * camera.scale;
    const double each = area > 0 ? area / n : 1e9;
    style.perPixel = 1 / each;
    style.radius = scene.sizeFactor * std::clamp(0.40 * std::sqrt(each), scene.shaped ? 2.6 : least, most);
    style.density = !scene.shaped && n > 5000 && std::numbers::pi * least * least / each > crowded;
    if (scene.thumbnails && scene.hasPixels()) style.thumbnail = scene.thumbnails->size(each, *scene.images);
    return style;
}

double lineOpacity(const Scene& scene) {
    const auto count = scene.lines ? static_cast<double>(scene.lines->size()) : 0.0;
    return count > 0 ? std::clamp(22 / std::sqrt(count), 0.16, 0.8) : 0;
}

}  // namespace selfsight::ui
