#include "ui/map/map_canvas.h"

#include "ui/map/pick.h"

#include <QEvent>
#include <QPaintEvent>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

namespace selfsight::ui {

namespace {

constexpr int kFitMargin = 14;
constexpr double kRingGap = 4;

int stripHeight(const QWidget* widget) {
    return widget->fontMetrics().height() + 6;
}

QFont smallFont(const QFont& font) {
    QFont result = font;
    result.setPointSizeF(std::max(7.0, font.pointSizeF() * 0.88));
    return result;
}

}  // namespace

MapCanvas::MapCanvas(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("mapCanvas"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMinimumSize(120, 90);
    setAccessibleName(tr("Map"));
    updateCursor();
}

void MapCanvas::setScene(std::shared_ptr<const Scene> scene) {
    scene_ = std::move(scene);
    redraw();
}

void MapCanvas::setTexts(const RunStyle& style, const QString& title, const QString& caption,
                         const QString& note) {
    style_ = style;
    title_ = title;
    caption_ = caption;
    note_ = note;
    setAccessibleName(title.isEmpty() ? tr("Map") : tr("Map of %1").arg(title));
    update();
}

void MapCanvas::setEmptyText(const QString& text) {
    emptyText_ = text;
    update();
}

void MapCanvas::setView(const Camera& view) {
    if (view == view_) return;
    view_ = view;
    redraw();
}

void MapCanvas::setLabels(QVector<MapLabel> labels) {
    labels_ = std::move(labels);
    placedValid_ = false;
    update();
}

const QVector<PlacedLabel>& MapCanvas::placedLabels() const {
    if (!placedValid_) placed_ = placeLabels(labels_, camera(), planeSize(), smallFont(font()));
    placedValid_ = true;
    return placed_;
}

int MapCanvas::labelAt(const QPointF& at) const {
    if (labels_.isEmpty()) return -1;
    const QPointF inside = at - plane().topLeft();
    for (const PlacedLabel& place : placedLabels()) {
        if (!place.box.contains(inside)) continue;
        if (labels_[place.label].kind == MapLabel::Kind::Note) return place.label;
        // Words without a ground of their own leave the points between their letters to the mouse.
        const qint64 image = imageAt(at);
        return image >= 0 && boxOf(image).contains(at) ? -1 : place.label;
    }
    return -1;
}

QRectF MapCanvas::labelBox(int label) const {
    for (const PlacedLabel& place : placedLabels())
        if (place.label == label) return place.box.translated(plane().topLeft());
    return {};
}

void MapCanvas::setTool(MapTool tool) {
    tool_ = tool;
    updateCursor();
}

void MapCanvas::updateCursor() {
    if (drag_ == Drag::Pan)
        setCursor(Qt::ClosedHandCursor);
    else
        setCursor(tool_ == MapTool::Pan ? Qt::ArrowCursor : Qt::CrossCursor);
}

void MapCanvas::setMarked(qint64 image) {
    if (image == marked_) return;
    updateAround(marked_);
    marked_ = image;
    updateAround(marked_);
}

QRect MapCanvas::plane() const {
    const int strip = stripHeight(this);
    return rect().adjusted(0, title_.isEmpty() ? 0 : strip, 0, caption_.isEmpty() ? 0 : -strip);
}

Camera MapCanvas::fit() const {
    return fitCamera(scene_ ? scene_->bounds() : QRectF(), planeSize(), kFitMargin);
}

Camera MapCanvas::camera() const {
    return translated(view_, Camera{}, fit());
}

void MapCanvas::redraw() {
    frameValid_ = false;
    placedValid_ = false;
    update();
}

std::int64_t MapCanvas::positionOf(qint64 image) const {
    if (!scene_ || !scene_->index || image < 0) return -1;
    const Rows rows{scene_->index, scene_->imageIndices, scene_->images ? scene_->images->count : -1};
    if (!(positionsOf_ == rows)) {
        positionsOf_ = rows;
        positionOfImage_.clear();
        for (std::int64_t p = 0; p < rows.index->size(); ++p) {
            const std::int64_t i = scene_->imageOf(p);
            if (i < 0) continue;
            if (i >= static_cast<std::int64_t>(positionOfImage_.size()))
                positionOfImage_.resize(static_cast<std::size_t>(std::max(i + 1, rows.index->size())), -1);
            positionOfImage_[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(p);
        }
    }
    return image < static_cast<qint64>(positionOfImage_.size())
               ? positionOfImage_[static_cast<std::size_t>(image)]
               : -1;
}

QRectF MapCanvas::boxOf(qint64 image) const {
    const std::int64_t position = positionOf(image);
    if (position < 0) return {};
    return markBox(*scene_, camera(), planeSize(), position).translated(plane().topLeft());
}

qint64 MapCanvas::imageAt(const QPointF& at) const {
    if (!scene_ || !plane().contains(at.toPoint())) return -1;
    const std::int64_t position = pick(*scene_, camera(), planeSize(), at - plane().topLeft());
    return position < 0 ? -1 : scene_->imageOf(position);
}

void MapCanvas::updateAround(qint64 image) {
    const QRectF box = boxOf(image);
    if (!box.isEmpty()) update(box.adjusted(-12, -12, 12, 12).toAlignedRect());
}

void MapCanvas::paintEvent(QPaintEvent* event) {
    QPainter painter(this);
    const QRect area = plane();
    if (!frameValid_ && scene_ && !area.isEmpty()) {
        const double ratio = devicePixelRatioF();
        const QSize pixels = (QSizeF(area.size()) * ratio).toSize();
        if (frame_.size() != pixels) frame_ = QImage(pixels, QImage::Format_RGB32);
        frame_.setDevicePixelRatio(ratio);
        renderer_.render(*scene_, camera(), frame_);
        frameValid_ = true;
    }
    if (scene_ && frameValid_)
        painter.drawImage(area.topLeft(), frame_);
    else
        painter.fillRect(area, palette().base());
    if (!area.contains(event->rect()) || hasFocus() || !scene_ || !scene_->index ||
        scene_->index->size() == 0)
        drawTexts(painter);
    painter.setClipRect(area);
    drawOverlay(painter, event->region());
}

void MapCanvas::drawTexts(QPainter& painter) const {
    const theme::Colours& colours = theme::colours(palette());
    const QRect area = plane();
    painter.fillRect(QRect(0, 0, width(), area.top()), colours.base);
    painter.fillRect(QRect(0, area.bottom() + 1, width(), height() - area.bottom()), colours.base);
    const int margin = 8;
    if (!title_.isEmpty()) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(style_.colour, 2.5, style_.dash, Qt::FlatCap));
        const double middle = area.top() / 2.0;
        painter.drawLine(QPointF(margin, middle), QPointF(margin + 22, middle));
        painter.setRenderHint(QPainter::Antialiasing, false);
        QFont bold = font();
        bold.setWeight(QFont::DemiBold);
        painter.setFont(bold);
        painter.setPen(colours.text);
        QRect box(margin + 28, 0, width() - 2 * margin - 28, area.top());
        const QString shown = painter.fontMetrics().elidedText(title_, Qt::ElideRight, box.width());
        painter.drawText(box, Qt::AlignVCenter | Qt::AlignLeft, shown);
        box.setLeft(box.left() + painter.fontMetrics().horizontalAdvance(shown) + 10);
        painter.setFont(smallFont(font()));
        painter.setPen(colours.warning);
        painter.drawText(box, Qt::AlignVCenter | Qt::AlignRight,
                         painter.fontMetrics().elidedText(note_, Qt::ElideRight, box.width()));
    }
    if (!caption_.isEmpty()) {
        painter.setFont(smallFont(font()));
        painter.setPen(colours.secondary);
        const QRect box(margin, area.bottom() + 1, width() - 2 * margin, height() - area.bottom() - 1);
        painter.drawText(box, Qt::AlignVCenter | Qt::AlignLeft,
                         painter.fontMetrics().elidedText(caption_, Qt::ElideRight, box.width()));
    }
    if (!scene_ || !scene_->index || scene_->index->size() == 0) {
        painter.setFont(font());
        painter.setPen(colours.secondary);
        painter.drawText(area.adjusted(16, 16, -16, -16), Qt::AlignCenter | Qt::TextWordWrap, emptyText_);
    }
    if (hasFocus() && scene_ && scene_->index) {
        painter.setPen(QPen(colours.accent, 1));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void MapCanvas::drawOverlay(QPainter& painter, const QRegion& within) const {
    const theme::Colours& colours = theme::colours(palette());
    if (!labels_.isEmpty() && scene_ && scene_->index && scene_->index->size() > 0) {
        // A ring under the mouse redraws a small part: words elsewhere stay as they are.
        QVector<PlacedLabel> touched;
        for (const PlacedLabel& place : placedLabels())
            if (within.intersects(
                    place.box.translated(plane().topLeft()).adjusted(-4, -4, 4, 4).toAlignedRect()))
                touched.append(place);
        paintLabels(painter, plane().topLeft(), labels_, touched, smallFont(font()),
                    theme::isDark(palette()));
    }
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = boxOf(marked_);
    if (!box.isEmpty()) {
        QPainterPath ring;
        if (box.width() > 20)
            ring.addRect(box.adjusted(-2.5, -2.5, 2.5, 2.5));
        else
            ring.addEllipse(box.center(), box.width() / 2 + kRingGap, box.width() / 2 + kRingGap);
        painter.setBrush(Qt::NoBrush);
        // A halo in the colour of the ground keeps the ring apart from the crowd.
        painter.setPen(QPen(colours.base, 5));
        painter.drawPath(ring);
        painter.setPen(QPen(colours.text, 2));
        painter.drawPath(ring);
    }
    if (region_.size() > 1) {
        QColor fill = colours.accent;
        fill.setAlpha(28);
        painter.setBrush(fill);
        painter.setPen(QPen(colours.accent, 1.25));
        painter.drawPolygon(region_.translated(plane().topLeft()));
    }
}

void MapCanvas::changeEvent(QEvent* event) {
    if (theme::changed(event) || event->type() == QEvent::FontChange) redraw();
    QWidget::changeEvent(event);
}

void MapCanvas::resizeEvent(QResizeEvent*) {
    redraw();
}

}  // namespace selfsight::ui
