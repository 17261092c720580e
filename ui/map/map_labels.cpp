#include "ui/map/map_labels.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>

namespace selfsight::ui {

namespace {

constexpr double kWidest = 190;

QFont fontOf(const MapLabel& label, const QFont& font) {
    QFont result = font;
    result.setWeight(label.kind == MapLabel::Kind::Note ? QFont::Normal : QFont::DemiBold);
    return result;
}

QString shown(const MapLabel& label, const QFontMetricsF& metrics) {
    return metrics.elidedText(label.text, Qt::ElideRight, kWidest);
}

}  // namespace

QVector<PlacedLabel> placeLabels(const QVector<MapLabel>& labels, const Camera& camera, const QSizeF& view,
                                 const QFont& font) {
    QVector<PlacedLabel> placed;
    const QRectF inside(QPointF(0, 0), view);
    for (const MapLabel::Kind kind : {MapLabel::Kind::Note, MapLabel::Kind::Region})
        for (int i = 0; i < labels.size(); ++i) {
            const MapLabel& label = labels[i];
            if (label.kind != kind) continue;
            const QPointF at = camera.toScreen(label.at.x(), label.at.y(), view);
            if (!inside.contains(at)) continue;
            const QFontMetricsF metrics(fontOf(label, font));
            const QSizeF size(metrics.horizontalAdvance(shown(label, metrics)) + 10, metrics.height() + 2);
            QRectF box(at - QPointF(size.width() / 2, size.height() / 2), size);
            if (kind == MapLabel::Kind::Note) box.moveBottom(at.y() - 8);
            box.moveLeft(std::clamp(box.left(), 2.0, std::max(2.0, view.width() - size.width() - 2)));
            box.moveTop(std::clamp(box.top(), 2.0, std::max(2.0, view.height() - size.height() - 2)));
            const bool free = std::none_of(placed.begin(), placed.end(), [&](const PlacedLabel& other) {
                return other.box.adjusted(-3, -1, 3, 1).intersects(box);
            });
            if (free) placed.append({box, i});
        }
    return placed;
}

void paintLabels(QPainter& painter, const QPointF& origin, const QVector<MapLabel>& labels,
                 const QVector<PlacedLabel>& placed, const QFont& font, bool dark) {
    const theme::Colours& colours = theme::colours(dark);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    for (const PlacedLabel& place : placed) {
        const MapLabel& label = labels[place.label];
        const QFont own = fontOf(label, font);
        const QFontMetricsF metrics(own);
        const QString text = shown(label, metrics);
        const QRectF box = place.box.translated(origin);
        if (label.kind == MapLabel::Kind::Note) {
            painter.setPen(QPen(colours.accent, 1));
            painter.setBrush(colours.base);
            painter.drawRoundedRect(box, 3, 3);
            painter.setFont(own);
            painter.setPen(colours.text);
            painter.drawText(box, Qt::AlignCenter, text);
            continue;
        }
        // A halo in the colour of the ground keeps the words apart from the crowd.
        QPainterPath path;
        path.addText(box.left() + 5, box.top() + 1 + metrics.ascent(), own, text);
        QColor halo = colours.base;
        halo.setAlpha(225);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(halo, 4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPath(path);
        painter.fillPath(path, colours.text);
    }
    painter.restore();
}

}  // namespace selfsight::ui
