// From screen to points and back: what is under the mouse, in a region, or next in a direction.
#pragma once

#include "ui/map/scene.h"

#include <QPointF>
#include <QPolygonF>
#include <QRectF>
#include <QSizeF>
#include <cstdint>
#include <vector>

namespace selfsight::ui {

constexpr double kPickRadius = 14;  // logical pixels

// The area that a point's mark covers: its thumbnail, or its dot.
QRectF markBox(const Scene& scene, const Camera& camera, const QSizeF& view, std::int64_t position);
// The position whose thumbnail is under `at`, else the nearest within the pick radius, else −1.
std::int64_t pick(const Scene& scene, const Camera& camera, const QSizeF& view, const QPointF& at);
// Positions within a closed polygon on the screen. A rectangle is a polygon of four corners.
std::vector<std::int32_t> pickRegion(const Scene& scene, const Camera& camera, const QSizeF& view,
                                     const QPolygonF& region);
// The nearest position from `from` in a direction (unit vector on the screen), within 45° of it; −1: none.
std::int64_t nextInDirection(const Scene& scene, const Camera& camera, std::int64_t from,
                             const QPointF& direction);

}  // namespace selfsight::ui
