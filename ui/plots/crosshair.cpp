#include "ui/plots/crosshair.h"

#include <QPainter>
#include <algorithm>

namespace selfsight::ui {

Crosshair::Crosshair(CurvesPlot* plot, const CurvesModel* model) : QWidget(plot), plot_(plot), model_(model) {
    setObjectName(QStringLiteral("curvesCrosshair"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
}

void Crosshair::setX(double x) {
    if (x == x_ || (std::isnan(x) && std::isnan(x_))) return;
    x_ = x;
    update();
}

void Crosshair::paintEvent(QPaintEvent*) {
    const theme::Colours& colours = theme::colours(palette());
    QPainter painter(this);
    if (!emptyText.isEmpty()) {
        painter.fillRect(rect(), colours.base);
        painter.setPen(colours.secondary);
        painter.drawText(rect().adjusted(24, 16, -24, -16), Qt::AlignCenter | Qt::TextWordWrap, emptyText);
        return;
    }
    if (!std::isfinite(x_)) return;
    const QRect area = plot_->area();
    const double px = plot_->xAxis->coordToPixel(x_);
    if (px < area.left() || px > area.right() + 1) return;
    painter.setPen(QPen(colours.secondary, 1));
    painter.drawLine(QPointF(std::round(px) + 0.5, area.top()), QPointF(std::round(px) + 0.5, area.bottom()));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipRect(area);
    const std::vector<CurveLine> lines = model_->lines();
    if (lines.size() <= 24)
        for (const CurveLine& line : lines) {
            const std::int64_t at = model_->nearest(line, x_);
            if (at < 0) continue;
            const auto i = static_cast<std::size_t>(at);
            const QPointF point(plot_->xAxis->coordToPixel(model_->x(line, i)),
                                plot_->yAxis->coordToPixel(model_->values(line)[i]));
            painter.setPen(QPen(colours.base, 1.5));
            painter.setBrush(line.run->style.colour);
            painter.drawEllipse(point, 3.5, 3.5);
        }
    painter.setClipping(false);
    painter.setFont(plot_->xAxis->tickLabelFont());
    const QString text = axisTitle(model_->axis) + u' ' + axisText(x_, model_->axis);
    const int width = painter.fontMetrics().horizontalAdvance(text) + 10;
    const int left = std::clamp(static_cast<int>(px) - width / 2, area.left(),
                                std::max(area.left(), area.right() - width));
    const QRect tag(left, area.bottom() + 5, width, painter.fontMetrics().height() + 3);
    painter.fillRect(tag, colours.text);
    painter.setPen(colours.base);
    painter.drawText(tag, Qt::AlignCenter, text);
}

}  // namespace selfsight::ui
