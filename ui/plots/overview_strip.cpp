#include "ui/plots/overview_strip.h"

#include "ui/plots/line_raster.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace selfsight::ui {
namespace {

constexpr int stripHeight = 32;
constexpr double reach = 6;          // pixels in which an edge is taken hold of
constexpr double leastShare = 1e-4;  // of everything, that a selection keeps

}  // namespace

OverviewStrip::OverviewStrip(const CurvesModel* model, QWidget* parent) : QWidget(parent), model_(model) {
    setObjectName(QStringLiteral("curvesOverview"));
    setAccessibleName(tr("Overview of the curves"));
    setToolTip(
        tr("All of the curves. Drag over a part to see it above, drag its middle to move it, its edges to "
           "resize it; double-click shows everything. Keys: arrows, + and −, Esc."));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setFixedHeight(stripHeight);
}

QSize OverviewStrip::sizeHint() const {
    return {200, stripHeight};
}

void OverviewStrip::refresh() {
    bounds_ = model_->xRange();
    stale_ = true;
    update();
}

void OverviewStrip::setRange(double low, double high) {
    low_ = low;
    high_ = high;
    update();
}

double OverviewStrip::place(double value) const {
    return bounds_.high > bounds_.low ? (value - bounds_.low) / (bounds_.high - bounds_.low) * width() : 0;
}

double OverviewStrip::valueAt(double px) const {
    return bounds_.low + std::clamp(px / std::max(1, width()), 0.0, 1.0) * (bounds_.high - bounds_.low);
}

OverviewStrip::Grip OverviewStrip::gripAt(double px) const {
    if (!(bounds_.high > bounds_.low)) return Grip::None;
    const double low = place(std::max(low_, bounds_.low)), high = place(std::min(high_, bounds_.high));
    if (std::abs(px - low) <= reach && std::abs(px - low) <= std::abs(px - high)) return Grip::Low;
    if (std::abs(px - high) <= reach) return Grip::High;
    // What shows everything cannot be moved: dragging there chooses a part.
    const bool everything = low <= 0.5 && high >= width() - 0.5;
    return px > low && px < high && !everything ? Grip::Whole : Grip::New;
}

void OverviewStrip::choose(double low, double high) {
    const double least = leastShare * (bounds_.high - bounds_.low);
    if (high - low < least) return;
    emit rangeChosen(low, high);
}

void OverviewStrip::draw() {
    stale_ = false;
    const double ratio = devicePixelRatioF();
    const int across = static_cast<int>(std::lround(width() * ratio));
    const int up = static_cast<int>(std::lround(height() * ratio));
    image_ = QImage(std::max(1, across), std::max(1, up), QImage::Format_ARGB32_Premultiplied);
    image_.fill(0);
    image_.setDevicePixelRatio(ratio);
    const CurvesModel::Bounds y = model_->yRange(bounds_.low, bounds_.high, 0.08);
    if (!(bounds_.high > bounds_.low) || !y.any) return;
    const LineMapping map =
        LineMapping::of(bounds_.low, bounds_.high, y.low, y.high, model_->logarithmic, across, up);
    std::vector<RasterCurve> curves;
    const std::vector<CurveLine> lines = model_->lines();
    for (const CurveLine& line : lines) {
        curves.push_back(rasterOf(*model_, line, map, false));
        curves.back().width = static_cast<float>(ratio);
    }
    image_.setDevicePixelRatio(1);
    rasterise(curves, image_);
    QPainter painter(&image_);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    for (const CurveLine& line : lines) {
        // A single value is no line yet.
        if (line.curve->values.size() > 1 || model_->shownEnd(line) == 0) continue;
        painter.setBrush(line.run->style.colour);
        painter.drawEllipse(QPointF(map.x(model_->x(line, 0)), map.y(line.curve->values[0])), 2.2 * ratio,
                            2.2 * ratio);
    }
    painter.end();
    image_.setDevicePixelRatio(ratio);
}

void OverviewStrip::paintEvent(QPaintEvent*) {
    if (stale_ || image_.devicePixelRatio() != devicePixelRatioF()) draw();
    const theme::Colours& colours = theme::colours(palette());
    QPainter painter(this);
    painter.fillRect(rect(), colours.base);
    painter.drawImage(QPoint(0, 0), image_);
    if (!(bounds_.high > bounds_.low)) return;
    const double low = std::clamp(place(low_), 0.0, double(width()));
    const double high = std::clamp(place(high_), 0.0, double(width()));
    QColor veil = colours.window;
    veil.setAlphaF(0.72F);
    painter.fillRect(QRectF(0, 0, low, height()), veil);
    painter.fillRect(QRectF(high, 0, width() - high, height()), veil);
    painter.setPen(QPen(hasFocus() ? colours.accent : colours.secondary, 1));
    painter.drawRect(QRectF(low, 0, high - low, height()).adjusted(0.5, 0.5, -0.5, -0.5));
    // Grips, so that the edges are seen to be edges.
    painter.setPen(Qt::NoPen);
    painter.setBrush(hasFocus() ? colours.accent : colours.secondary);
    for (const double edge : {low, high - 3}) painter.drawRect(QRectF(edge, height() / 2.0 - 6, 3, 12));
}

void OverviewStrip::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    stale_ = true;
}

void OverviewStrip::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    grip_ = gripAt(event->position().x());
    grabbed_ = valueAt(event->position().x());
    grabbedLow_ = std::max(low_, bounds_.low);
    grabbedHigh_ = std::min(high_, bounds_.high);
}

void OverviewStrip::mouseMoveEvent(QMouseEvent* event) {
    const double now = valueAt(event->position().x());
    switch (grip_) {
        case Grip::None: {
            const Grip under = gripAt(event->position().x());
            setCursor(under == Grip::Low || under == Grip::High ? Qt::SizeHorCursor
                      : under == Grip::Whole                    ? Qt::OpenHandCursor
                                                                : Qt::CrossCursor);
            break;
        }
        case Grip::Low:
            choose(std::min(now, grabbedHigh_), grabbedHigh_);
            break;
        case Grip::High:
            choose(grabbedLow_, std::max(now, grabbedLow_));
            break;
        case Grip::Whole: {
            // Its length stays, at the ends too.
            const double size = grabbedHigh_ - grabbedLow_;
            const double low = std::clamp(grabbedLow_ + now - grabbed_, bounds_.low, bounds_.high - size);
            choose(low, low + size);
            break;
        }
        case Grip::New:
            choose(std::min(now, grabbed_), std::max(now, grabbed_));
            break;
    }
}

void OverviewStrip::mouseReleaseEvent(QMouseEvent*) {
    grip_ = Grip::None;
}

void OverviewStrip::mouseDoubleClickEvent(QMouseEvent*) {
    grip_ = Grip::None;
    emit everythingChosen();
}

void OverviewStrip::keyPressEvent(QKeyEvent* event) {
    const double low = std::max(low_, bounds_.low), high = std::min(high_, bounds_.high);
    const double size = high - low;
    const auto moveTo = [&](double to) {
        const double start = std::clamp(to, bounds_.low, std::max(bounds_.low, bounds_.high - size));
        choose(start, start + size);
    };
    const auto scale = [&](double factor) {
        const double middle = (low + high) / 2, half = factor * size / 2;
        choose(std::max(bounds_.low, middle - half), std::min(bounds_.high, middle + half));
    };
    switch (event->key()) {
        case Qt::Key_Left:
            return moveTo(low - 0.1 * size);
        case Qt::Key_Right:
            return moveTo(low + 0.1 * size);
        case Qt::Key_Home:
            return moveTo(bounds_.low);
        case Qt::Key_End:
            return moveTo(bounds_.high);
        case Qt::Key_Plus:
        case Qt::Key_Equal:
            return scale(0.8);
        case Qt::Key_Minus:
            return scale(1.25);
        case Qt::Key_Escape:
            emit everythingChosen();
            return;
        default:
            QWidget::keyPressEvent(event);
    }
}

void OverviewStrip::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (theme::changed(event)) refresh();
}

}  // namespace selfsight::ui
