// The scene of a map as vectors, for SVG and PDF: the same points in the same order as the renderer draws
// them.
#pragma once

#include "ui/map/scene.h"

#include <QRectF>

class QPainter;

namespace selfsight::ui {

// Beyond this many points a map is embedded as a picture at 3×: a vector file of it would serve nobody.
constexpr std::int64_t kVectorPointsAtMost = 20000;

// Draws what `camera` sees into `area` (logical pixels).
void paintScene(QPainter& painter, const QRectF& area, const Scene& scene, const Camera& camera);
// The same through the renderer at `scale` device pixels a unit.
void paintSceneAsImage(QPainter& painter, const QRectF& area, const Scene& scene, const Camera& camera,
                       double scale);

}  // namespace selfsight::ui
