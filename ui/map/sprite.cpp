#include "ui/map/sprite.h"

#include <QImage>
#include <QPainter>
#include <QPolygonF>
#include <algorithm>
#include <cmath>

namespace selfsight::ui {

namespace {

QPainterPath makePath(Shape shape) {
    QPainterPath path;
    const auto polygon = [&path](std::initializer_list<QPointF> points) {
        path.addPolygon(QPolygonF(QList<QPointF>(points)));
        path.closeSubpath();
    };
    const double arm = 0.34;
    const double reach = 1.1;
    switch (shape) {
        case Shape::Circle:
            path.addEllipse(QPointF(0, 0), 1, 1);
            break;
        case Shape::Square:
            polygon({{-0.89, -0.89}, {0.89, -0.89}, {0.89, 0.89}, {-0.89, 0.89}});
            break;
        case Shape::Diamond:
            polygon({{0, -1.25}, {1.25, 0}, {0, 1.25}, {-1.25, 0}});
            break;
        case Shape::Triangle:
            polygon({{0, -1.35}, {1.2, 0.8}, {-1.2, 0.8}});
            break;
        case Shape::TriangleDown:
            polygon({{0, 1.35}, {-1.2, -0.8}, {1.2, -0.8}});
            break;
        case Shape::Plus:
        case Shape::Cross:
            polygon({{-arm, -reach},
                     {arm, -reach},
                     {arm, -arm},
                     {reach, -arm},
                     {reach, arm},
                     {arm, arm},
                     {arm, reach},
                     {-arm, reach},
                     {-arm, arm},
                     {-reach, arm},
                     {-reach, -arm},
                     {-arm, -arm}});
            if (shape == Shape::Cross) path = QTransform().rotate(45).map(path);
            break;
        case Shape::Ring:
            path.addEllipse(QPointF(0, 0), 1.1, 1.1);
            path.addEllipse(QPointF(0, 0), 0.6, 0.6);
            path.setFillRule(Qt::OddEvenFill);
            break;
    }
    return path;
}

// Coverage of each pixel of a size × size square by the mark at (cx, cy), 0 … 1.
std::vector<double> coverage(Shape shape, int size, double cx, double cy, double radius) {
    std::vector<double> result;
    result.reserve(static_cast<std::size_t>(size * size));
    if (shape == Shape::Circle) {
        for (int y = 0; y < size; ++y)
            for (int x = 0; x < size; ++x)
                result.push_back(std::clamp(radius + 0.5 - std::hypot(x + 0.5 - cx, y + 0.5 - cy), 0.0, 1.0));
        return result;
    }
    QImage image(size, size, QImage::Format_ARGB32_Premultiplied);
    image.fill(0);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(cx, cy);
    painter.scale(radius, radius);
    painter.fillPath(shapePath(shape), Qt::white);
    painter.end();
    for (int y = 0; y < size; ++y)
        for (int x = 0; x < size; ++x) result.push_back(qAlpha(image.pixel(x, y)) / 255.0);
    return result;
}

}  // namespace

const QPainterPath& shapePath(Shape shape) {
    static const std::array<QPainterPath, kShapeCount> paths = [] {
        std::array<QPainterPath, kShapeCount> result;
        for (int s = 0; s < kShapeCount; ++s)
            result[static_cast<std::size_t>(s)] = makePath(static_cast<Shape>(s));
        return result;
    }();
    return paths[static_cast<std::size_t>(shape)];
}

Sprite makeSprite(Shape shape, double radius, double opacity) {
    const double reach = shape == Shape::Circle ? radius : radius * 1.4;
    Sprite sprite;
    sprite.half = static_cast<int>(std::ceil(reach + 0.5));
    sprite.size = 2 * sprite.half + 2;
    for (int step = 0; step < Sprite::kSteps * Sprite::kSteps; ++step) {
        // The centre lies within pixel (half, half), at the middle of its quarter.
        const double cx = sprite.half + (step % Sprite::kSteps + 0.5) / Sprite::kSteps;
        const double cy = sprite.half + (step / Sprite::kSteps + 0.5) / Sprite::kSteps;
        const std::vector<double> covered = coverage(shape, sprite.size, cx, cy, radius);
        auto& mask = sprite.masks[static_cast<std::size_t>(step)];
        auto& rows = sprite.rows[static_cast<std::size_t>(step)];
        for (int y = 0; y < sprite.size; ++y) {
            Sprite::Row row{static_cast<std::int16_t>(sprite.size), 0};
            for (int x = 0; x < sprite.size; ++x) {
                const double c = covered[static_cast<std::size_t>(y * sprite.size + x)] * opacity;
                const auto value = static_cast<std::uint16_t>(std::lround(256 * c));
                mask.push_back(value);
                if (value == 0) continue;
                row.begin = std::min(row.begin, static_cast<std::int16_t>(x));
                row.end = static_cast<std::int16_t>(x + 1);
            }
            if (row.end == 0) row.begin = 0;
            rows.push_back(row);
        }
    }
    return sprite;
}

void SpriteCache::trim() {
    if (sprites_.size() > 100) sprites_.clear();
}

const Sprite& SpriteCache::get(Shape shape, double radius, double opacity) {
    const int eighths = std::max(4, static_cast<int>(std::lround(radius * 8)));
    const int percent = static_cast<int>(std::lround(opacity * 100));
    const auto key = std::make_tuple(shape, eighths, percent);
    const auto found = sprites_.find(key);
    if (found != sprites_.end()) return found->second;
    return sprites_.emplace(key, makeSprite(shape, eighths / 8.0, percent / 100.0)).first->second;
}

}  // namespace selfsight::ui
