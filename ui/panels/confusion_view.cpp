#include "ui/panels/confusion_view.h"

#include "ui/panels/panel_title.h"
#include "ui/theme/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace selfsight::ui {

ConfusionView::ConfusionView(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("confusionView"));
    setAccessibleName(tr("Confusion matrix"));
    setMinimumSize(24 * gridUnit, 24 * gridUnit);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

QSize ConfusionView::sizeHint() const {
    return {40 * gridUnit, 40 * gridUnit};
}

void ConfusionView::setConfusion(const eval::Confusion& confusion, const QStringList& names) {
    confusion_ = confusion;
    names_ = names;
    setAccessibleDescription(commonest());
    repaintCells();
}

QString ConfusionView::commonest() const {
    std::size_t truth = 0, predicted = 0;
    std::int64_t most = 0;
    for (std::size_t i = 0; i < confusion_.classes.size(); ++i) {
        for (std::size_t j = 0; j < confusion_.classes.size(); ++j) {
            if (i == j || confusion_.at(i, j) <= most) continue;
            most = confusion_.at(i, j);
            truth = i;
            predicted = j;
        }
    }
    if (most == 0) return {};
    return tr("Most often mistaken: %1 for %2, %3 images.")
        .arg(names_.value(static_cast<int>(truth)), names_.value(static_cast<int>(predicted)))
        .arg(most);
}

void ConfusionView::repaintCells() {
    const auto n = static_cast<int>(confusion_.classes.size());
    cells_ = QImage(std::max(n, 1), std::max(n, 1), QImage::Format_RGB32);
    const bool dark = theme::isDark(palette());
    cells_.fill(theme::colours(palette()).base);
    for (int i = 0; i < n; ++i) {
        std::int64_t total = 0;
        for (int j = 0; j < n; ++j) total += confusion_.at(static_cast<std::size_t>(i), static_cast<std::size_t>(j));
        for (int j = 0; j < n && total > 0; ++j) {
            const auto count = confusion_.at(static_cast<std::size_t>(i), static_cast<std::size_t>(j));
            if (count == 0) continue;
            // The square root shows mistakes beside the diagonal, which holds most.
            const double share = static_cast<double>(count) / static_cast<double>(total);
            cells_.setPixelColor(j, i, theme::sequential(std::sqrt(share), dark));
        }
    }
    update();
}

QRectF ConfusionView::square() const {
    const double side = std::max(1, std::min(width(), height()));
    return {0, 0, side, side};
}

void ConfusionView::paintEvent(QPaintEvent*) {
    if (confusion_.classes.empty()) return;
    QPainter painter(this);
    painter.drawImage(square(), cells_);
    painter.setPen(QPen(theme::colours(palette()).line, 1));
    painter.drawRect(square().adjusted(0.5, 0.5, -0.5, -0.5));
}

QString ConfusionView::textAt(const QPointF& at) const {
    const auto n = static_cast<int>(confusion_.classes.size());
    const QRectF area = square();
    if (n == 0 || !area.contains(at)) return {};
    const int j = std::min(n - 1, static_cast<int>(at.x() / area.width() * n));
    const int i = std::min(n - 1, static_cast<int>(at.y() / area.height() * n));
    std::int64_t total = 0;
    for (int c = 0; c < n; ++c) total += confusion_.at(static_cast<std::size_t>(i), static_cast<std::size_t>(c));
    return tr("%1, called %2: %3 of %4 images")
        .arg(names_.value(i), names_.value(j))
        .arg(confusion_.at(static_cast<std::size_t>(i), static_cast<std::size_t>(j)))
        .arg(total);
}

bool ConfusionView::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QString text = textAt(help->pos());
        if (text.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), text, this);
        return true;
    }
    return QWidget::event(event);
}

void ConfusionView::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (theme::changed(event)) repaintCells();
}

}  // namespace selfsight::ui
