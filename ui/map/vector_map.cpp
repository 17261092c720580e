#include "ui/map/vector_map.h"

#include "ui/map/pick.h"
#include "ui/map/renderer.h"
#include "ui/map/sprite.h"
#include "ui/map/thumbnails.h"

#include <QPainter>

namespace selfsight::ui {

namespace {

void paintMark(QPainter& painter, Shape shape, const QPointF& at, double radius) {
    if (shape == Shape::Circle) {
        painter.drawEllipse(at, radius, radius);
        return;
    }
    QTransform place;
    place.translate(at.x(), at.y()).scale(radius, radius);
    painter.drawPath(place.map(shapePath(shape)));
}

}  // namespace

void paintSceneAsImage(QPainter& painter, const QRectF& area, const Scene& scene, const Camera& camera,
                       double scale) {
    QImage image((area.size() * scale).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(scale);
    MapRenderer renderer;
    renderer.render(scene, camera, image);
    painter.drawImage(area, image, QRectF(QPointF(0, 0), QSizeF(image.size())));
}

void paintScene(QPainter& painter, const QRectF& area, const Scene& scene, const Camera& camera) {
    if (!scene.index) return;
    if (scene.index->size() > kVectorPointsAtMost) return paintSceneAsImage(painter, area, scene, camera, 3);
    painter.save();
    painter.setClipRect(area);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    const PointStyle style = pointStyle(scene, camera);
    const QRectF near = QRectF(QPointF(0, 0), area.size()).adjusted(-40, -40, 40, 40);
    if (scene.lines)
        for (const PlaneLine& line : *scene.lines) {
            const QPointF from = area.topLeft() + camera.toScreen(line.x0, line.y0, area.size());
            const QPointF to = area.topLeft() + camera.toScreen(line.x1, line.y1, area.size());
            QColor colour(scene.inks[line.ink].colour);
            colour.setAlphaF(static_cast<float>(0.7 * lineOpacity(scene)));
            painter.setPen(QPen(colour, 0.8));
            painter.drawLine(from, to);
        }
    for (const Layer layer : {Layer::Pale, Layer::Plain, Layer::Selected})
        for (std::int64_t p = 0; p < scene.index->size(); ++p) {
            const auto i = static_cast<std::size_t>(p);
            if (scene.layer[i] != layer) continue;
            const QRectF box = markBox(scene, camera, area.size(), p);
            if (!near.contains(box.center())) continue;
            const QPointF at = area.topLeft() + box.center();
            const Ink& ink = scene.inks[scene.ink[i]];
            QColor colour(ink.colour);
            painter.setPen(Qt::NoPen);
            if (box.width() > 2 * style.radius + 1) {
                const QRectF place = box.translated(area.topLeft());
                painter.setBrush(layer == Layer::Pale       ? scene.pale
                                 : layer == Layer::Selected ? scene.outline
                                                            : colour);
                const double rim = layer == Layer::Selected ? 2 : 1;
                painter.drawRect(place.adjusted(-rim, -rim, rim, rim));
                painter.setOpacity(layer == Layer::Pale ? 0.3 : 1);
                painter.drawImage(place, imageOf(*scene.images, scene.imageOf(p), style.thumbnail));
                painter.setOpacity(1);
            } else if (layer == Layer::Pale) {
                painter.setBrush(scene.pale);
                paintMark(painter, Shape::Circle, at, 0.8 * style.radius);
            } else if (layer == Layer::Plain) {
                colour.setAlphaF(static_cast<float>(scene.opacity));
                painter.setBrush(colour);
                paintMark(painter, ink.shape, at, style.radius);
            } else {
                painter.setBrush(scene.outline);
                paintMark(painter, Shape::Circle, at, style.radius * (scene.shaped ? 1.4 : 1) + 2);
                painter.setBrush(colour);
                paintMark(painter, ink.shape, at, style.radius + 0.7);
            }
        }
    painter.restore();
}

}  // namespace selfsight::ui
