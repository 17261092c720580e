// Words on a map: what is common in a dense region, and the titles of notes. Never on top of one another.
#pragma once

#include "ui/map/camera.h"
#include "ui/theme/theme.h"

#include <QFont>
#include <QPointF>
#include <QRectF>
#include <QString>
#include <QVector>

class QPainter;

namespace selfsight::ui {

struct MapLabel {
    enum class Kind { Region, Note } kind = Kind::Region;
    QPointF at;              // in the plane
    QString text;            // a line
    QString tip;             // what stands behind it
    QString note;            // id of the note; empty for regions
    QVector<qint64> images;  // that it speaks of
};

struct PlacedLabel {
    QRectF box;  // on the screen
    int label = 0;
};

// Places what is in view, in the order given (notes first); what would overlap an earlier one is left out
// until one zooms in.
QVector<PlacedLabel> placeLabels(const QVector<MapLabel>& labels, const Camera& camera, const QSizeF& view,
                                 const QFont& font);
// Draws them into `area`, whose top left is the view's.
void paintLabels(QPainter& painter, const QPointF& origin, const QVector<MapLabel>& labels,
                 const QVector<PlacedLabel>& placed, const QFont& font, bool dark);

}  // namespace selfsight::ui
