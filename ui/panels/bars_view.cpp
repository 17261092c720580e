#include "ui/panels/bars_view.h"

#include "ui/panels/panel_title.h"
#include "ui/text.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace selfsight::ui {
namespace {

constexpr double barHeight = 12;
constexpr double labelShare = 0.36;  // of the width, at the most

QString valueText(const ComparisonBar& bar) {
    if (!bar.known) return QStringLiteral("–");
    const auto [low, high] = bar.interval;
    const double half = (high - low) / 2;
    // At the end of the scale the interval has one side.
    if (bar.accuracy < half)
        return QStringLiteral("%1 + %2").arg(threeDigits(bar.accuracy), threeDigits(high - bar.accuracy));
    if (bar.accuracy > 1 - half)
        return QStringLiteral("%1 − %2").arg(threeDigits(bar.accuracy), threeDigits(bar.accuracy - low));
    return QStringLiteral("%1 ± %2").arg(threeDigits(bar.accuracy), threeDigits(half));
}

void drawDiamond(QPainter& painter, const QPointF& centre, double radius) {
    QPainterPath path;
    path.moveTo(centre + QPointF(0, -radius));
    path.lineTo(centre + QPointF(radius, 0));
    path.lineTo(centre + QPointF(0, radius));
    path.lineTo(centre + QPointF(-radius, 0));
    path.closeSubpath();
    painter.drawPath(path);
}

void drawWhisker(QPainter& painter, double from, double to, double y, double cap) {
    painter.drawLine(QPointF(from, y), QPointF(to, y));
    painter.drawLine(QPointF(from, y - cap), QPointF(from, y + cap));
    painter.drawLine(QPointF(to, y - cap), QPointF(to, y + cap));
}

}  // namespace

BarsView::BarsView(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("barsView"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Linear-probe accuracies"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void BarsView::setTable(const ComparisonTable& table) {
    table_ = table;
    focused_ = std::clamp(focused_, 0, std::max(0, static_cast<int>(table_.bars.size()) - 1));
    QStringList texts;
    for (const ComparisonBar& bar : table_.bars) texts.push_back(barText(bar));
    setAccessibleDescription(texts.join(QStringLiteral("; ")));
    updateGeometry();
    update();
}

void BarsView::setCurrentRun(const QString& run) {
    current_ = run;
    update();
}

double BarsView::rowHeight() const {
    return std::max(3.0 * gridUnit, fontMetrics().height() + 8.0);
}

QSize BarsView::sizeHint() const {
    const double rows = std::max<double>(1, static_cast<double>(table_.bars.size()));
    return {38 * gridUnit, static_cast<int>(rows * rowHeight() + fontMetrics().height() + 2 * gridUnit)};
}

QSize BarsView::minimumSizeHint() const {
    return {30 * gridUnit, sizeHint().height()};
}

BarsView::Columns BarsView::columns(const QRectF& rect) const {
    const QFontMetricsF metrics(font());
    const QFontMetricsF tabular(theme::tabularFont(font()));
    double label = 0;
    bool published = false;
    for (const ComparisonBar& bar : table_.bars) {
        label = std::max(label, metrics.horizontalAdvance(bar.label));
        published |= bar.published.has_value();
    }
    label = std::min(label, labelShare * rect.width());
    Columns columns;
    const double mark = published ? tabular.horizontalAdvance(QStringLiteral("◆ 0.000")) + gridUnit : 0;
    columns.label = rect.left() + gridUnit;
    columns.track = columns.label + label + gridUnit;
    columns.mark = rect.right() - gridUnit - mark;
    columns.value = columns.mark - tabular.horizontalAdvance(QStringLiteral("0.000 ± 0.000"));
    columns.trackEnd = columns.value - gridUnit;
    return columns;
}

double BarsView::scaleEnd() const {
    double most = table_.chance.value_or(0);
    for (const ComparisonBar& bar : table_.bars) {
        if (bar.known) most = std::max(most, bar.interval.second);
        if (bar.published) most = std::max(most, bar.publishedInterval.second);
    }
    return std::clamp(std::ceil(most * 10 + 0.2) / 10, 0.1, 1.0);
}

void BarsView::render(QPainter& painter, const QRectF& rect, const QPalette& palette) const {
    const theme::Colours& colours = theme::colours(palette);
    painter.setRenderHint(QPainter::Antialiasing);
    const Columns at = columns(rect);
    drawScale(painter, rect, at, colours);
    for (int i = 0; i < table_.bars.size(); ++i) {
        drawBar(painter, table_.bars[i],
                QRectF(rect.left(), rect.top() + i * rowHeight(), rect.width(), rowHeight()), at, colours);
    }
}

void BarsView::drawScale(QPainter& painter, const QRectF& rect, const Columns& at,
                         const theme::Colours& colours) const {
    const double end = scaleEnd();
    const double bottom = rect.top() + static_cast<double>(table_.bars.size()) * rowHeight();
    const double width = at.trackEnd - at.track;
    QFont small = theme::tabularFont(font());
    if (small.pixelSize() > 0)
        small.setPixelSize(static_cast<int>(std::lround(small.pixelSize() * 0.85)));
    else
        small.setPointSizeF(small.pointSizeF() * 0.85);
    painter.setFont(small);
    const double step = end > 0.5 ? 0.2 : end > 0.2 ? 0.1 : 0.05;
    double lastLabel = -1e9;
    for (double tick = 0; tick <= end + 1e-9; tick += step) {
        const double x = std::round(at.track + width * tick / end) + 0.5;
        painter.setPen(QPen(colours.grid, 1));
        painter.drawLine(QPointF(x, rect.top()), QPointF(x, bottom));
        const QString text = QString::number(tick, 'g', 2);
        const double half = painter.fontMetrics().horizontalAdvance(text) / 2.0;
        if (x - half < lastLabel + 4) continue;
        lastLabel = x + half;
        painter.setPen(colours.secondary);
        painter.drawText(QRectF(x - 30, bottom + 2, 60, 2 * gridUnit), Qt::AlignHCenter | Qt::AlignTop, text);
    }
    if (table_.chance && table_.anyKnown()) {
        const double x = std::round(at.track + width * *table_.chance / end) + 0.5;
        painter.setPen(QPen(colours.secondary, 1, Qt::DashLine));
        painter.drawLine(QPointF(x, rect.top()), QPointF(x, bottom));
        painter.setPen(colours.secondary);
        painter.drawText(QRectF(at.value - 2 * gridUnit, bottom + 2,
                                rect.right() - gridUnit - at.value + 2 * gridUnit, 2 * gridUnit),
                         Qt::AlignRight | Qt::AlignTop, tr("┆ chance %1").arg(threeDigits(*table_.chance)));
    }
}

void BarsView::drawBar(QPainter& painter, const ComparisonBar& bar, const QRectF& row, const Columns& at,
                       const theme::Colours& colours) const {
    const bool current = std::any_of(bar.rows.begin(), bar.rows.end(), [this](int r) {
        return QString::fromStdString(table_.rows[r].run->record.id) == current_;
    });
    QFont name = font();
    name.setWeight(current ? QFont::DemiBold : QFont::Normal);
    painter.setFont(name);
    painter.setPen(colours.text);
    const double room = at.track - at.label - gridUnit / 2.0;
    painter.drawText(QRectF(at.label, row.top(), at.track - at.label, row.height()),
                     Qt::AlignVCenter | Qt::AlignLeft,
                     QFontMetricsF(name).elidedText(bar.label, Qt::ElideRight, room));

    const double end = scaleEnd();
    const double width = at.trackEnd - at.track;
    const auto x = [&](double accuracy) { return at.track + width * std::clamp(accuracy / end, 0.0, 1.0); };
    const double y = row.center().y();
    const QColor colour = theme::encoderStyle(bar.method).colour;
    if (bar.known) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawRect(QRectF(at.track, y - barHeight / 2, x(bar.accuracy) - at.track, barHeight));
        painter.setPen(QPen(colours.text, 1.4));
        drawWhisker(painter, x(bar.interval.first), x(bar.interval.second), y, 3);
    }
    painter.setFont(theme::tabularFont(font()));
    painter.setPen(bar.known ? colours.text : colours.secondary);
    painter.drawText(QRectF(at.value - gridUnit, row.top(), at.mark - at.value + gridUnit, row.height()),
                     Qt::AlignVCenter | Qt::AlignRight, valueText(bar));
    if (!bar.published) return;
    painter.setPen(QPen(colours.secondary, 1));
    const double below = y + barHeight / 2 + 3;
    drawWhisker(painter, x(bar.publishedInterval.first), x(bar.publishedInterval.second), below, 0);
    painter.setBrush(colours.base);
    painter.setPen(QPen(colours.text, 1.2));
    drawDiamond(painter, QPointF(x(*bar.published), below), 3.5);
    painter.setPen(colours.secondary);
    painter.drawText(QRectF(at.mark, row.top(), row.right() - gridUnit - at.mark, row.height()),
                     Qt::AlignVCenter | Qt::AlignRight,
                     QStringLiteral("◆ %1").arg(threeDigits(*bar.published)));
}

void BarsView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const int marked = hasFocus() ? focused_ : hovered_;
    if (marked >= 0 && marked < table_.bars.size()) {
        QColor wash = theme::colours(palette()).accent;
        wash.setAlphaF(0.10f);
        painter.fillRect(QRectF(0, marked * rowHeight(), width(), rowHeight()), wash);
    }
    render(painter, rect(), palette());
}

int BarsView::barAt(const QPointF& at) const {
    const int bar = static_cast<int>(at.y() / rowHeight());
    return at.y() >= 0 && bar < table_.bars.size() ? bar : -1;
}

void BarsView::activate(int bar) {
    if (bar < 0 || bar >= table_.bars.size() || table_.bars[bar].rows.isEmpty()) return;
    const int row = table_.bars[bar].rows.front();
    emit runActivated(QString::fromStdString(table_.rows[row].run->record.id));
}

void BarsView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    focused_ = std::max(0, barAt(event->position()));
    activate(barAt(event->position()));
    update();
}

void BarsView::mouseMoveEvent(QMouseEvent* event) {
    hovered_ = barAt(event->position());
    update();
}

void BarsView::leaveEvent(QEvent*) {
    hovered_ = -1;
    update();
}

void BarsView::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    update();
}

void BarsView::keyPressEvent(QKeyEvent* event) {
    const int last = static_cast<int>(table_.bars.size()) - 1;
    switch (event->key()) {
        case Qt::Key_Up:
            focused_ = std::max(0, focused_ - 1);
            break;
        case Qt::Key_Down:
            focused_ = std::clamp(focused_ + 1, 0, std::max(0, last));
            break;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            activate(focused_);
            break;
        default:
            QWidget::keyPressEvent(event);
            return;
    }
    update();
}

bool BarsView::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int bar = barAt(help->pos());
        if (bar >= 0) {
            QToolTip::showText(help->globalPos(), barText(table_.bars[bar]), this);
        } else {
            QToolTip::hideText();
        }
        return true;
    }
    if (theme::changed(event)) update();
    return QWidget::event(event);
}

QString BarsView::barText(const ComparisonBar& bar) const {
    const QString name =
        bar.settings.isEmpty() ? bar.label : QStringLiteral("%1 (%2)").arg(bar.label, bar.settings);
    if (!bar.known) return tr("%1: not probed yet").arg(name);
    QString text = tr("%1: %2, 95 % interval %3 to %4")
                       .arg(name, threeDigits(bar.accuracy), threeDigits(bar.interval.first),
                            threeDigits(bar.interval.second));
    if (bar.seeds > 1) text += tr(" (mean of %1 seeds, Student's t)").arg(bar.seeds);
    if (bar.published) text += tr("; the notebook's figure: %1").arg(threeDigits(*bar.published));
    return text;
}

}  // namespace selfsight::ui
