#include "ui/map/pick.h"

#include "ui/map/thumbnails.h"

#include <cmath>

namespace selfsight::ui {

namespace {

// Width and height of thumbnails in logical pixels at 1×, and the spacing at which they are chosen; as the
// renderer does it.
struct ThumbnailBox {
    QSizeF size;
    double spacing = 0;
};

ThumbnailBox thumbnailBox(const Scene& scene, const PointStyle& style, const Camera& camera) {
    const auto [width, height] = imageBox(*scene.images, style.thumbnail);
    return {QSizeF(width, height), (std::max(width, height) + 4) / camera.scale};
}

}  // namespace

QRectF markBox(const Scene& scene, const Camera& camera, const QSizeF& view, std::int64_t position) {
    const QPointF centre = camera.toScreen(scene.index->x(position), scene.index->y(position), view);
    const PointStyle style = pointStyle(scene, camera);
    QSizeF size(2 * style.radius, 2 * style.radius);
    if (style.thumbnail > 0 && scene.imageOf(position) >= 0) {
        const ThumbnailBox box = thumbnailBox(scene, style, camera);
        if (scene.thumbnails->level(box.spacing).chosen(position)) size = box.size;
    }
    return {centre - QPointF(size.width() / 2, size.height() / 2), size};
}

std::int64_t pick(const Scene& scene, const Camera& camera, const QSizeF& view, const QPointF& at) {
    if (!scene.index || scene.index->size() == 0) return -1;
    const QPointF plane = camera.toPlane(at, view);
    const PointStyle style = pointStyle(scene, camera);
    if (style.thumbnail > 0) {
        const ThumbnailBox box = thumbnailBox(scene, style, camera);
        const auto level = scene.thumbnails->level(box.spacing);
        const double halfWidth = box.size.width() / 2 / camera.scale;
        const double halfHeight = box.size.height() / 2 / camera.scale;
        const std::int64_t hit = scene.index->nearest(
            plane.x(), plane.y(), std::hypot(halfWidth, halfHeight), [&](std::int64_t p) {
                return level.chosen(p) && std::abs(scene.index->x(p) - plane.x()) <= halfWidth &&
                       std::abs(scene.index->y(p) - plane.y()) <= halfHeight && scene.imageOf(p) >= 0;
            });
        if (hit >= 0) return hit;
    }
    return scene.index->nearest(plane.x(), plane.y(), kPickRadius / camera.scale);
}

std::vector<std::int32_t> pickRegion(const Scene& scene, const Camera& camera, const QSizeF& view,
                                     const QPolygonF& region) {
    if (!scene.index) return {};
    std::vector<PlanePoint> polygon;
    for (const QPointF& corner : region) {
        const QPointF p = camera.toPlane(corner, view);
        polygon.push_back({p.x(), p.y()});
    }
    return scene.index->inPolygon(polygon);
}

std::int64_t nextInDirection(const Scene& scene, const Camera& camera, std::int64_t from,
                             const QPointF& direction) {
    const PointIndex& index = *scene.index;
    const double x = index.x(from);
    const double y = index.y(from);
    std::int64_t best = -1;
    double bestCost = 0;
    for (std::int64_t p = 0; p < index.size(); ++p) {
        const double dx = (index.x(p) - x) * camera.scale;
        const double dy = (y - index.y(p)) * camera.scale;
        const double along = dx * direction.x() + dy * direction.y();
        const double across = std::abs(dx * direction.y() - dy * direction.x());
        if (p == from || along <= 0 || across > along) continue;
        const double cost = along + 2 * across;
        if (best >= 0 && cost >= bestCost) continue;
        best = p;
        bestCost = cost;
    }
    return best;
}

}  // namespace selfsight::ui
