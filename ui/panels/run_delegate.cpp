#include "ui/panels/run_delegate.h"

#include "ui/models/runs_model.h"
#include "ui/models/runs_proxy.h"
#include "ui/panels/panel_title.h"

#include <QApplication>
#include <QMouseEvent>
#include <QPainter>

namespace selfsight::ui {
namespace {

constexpr int markSize = 12;

struct Places {
    QRect mark, name, standing, detail;
};

Places placesOf(const QRect& item, const QFontMetrics& metrics, int standingWidth) {
    const QRect inner = item.adjusted(gridUnit, gridUnit / 2, -gridUnit, -gridUnit / 2);
    const int line = metrics.height();
    const int left = inner.left() + markSize + gridUnit;
    Places places;
    places.mark = QRect(inner.left(), inner.top() + (line - markSize) / 2, markSize, markSize);
    places.standing = QRect(inner.right() - standingWidth + 1, inner.top(), standingWidth, line);
    places.name = QRect(left, inner.top(), places.standing.left() - gridUnit - left, line);
    places.detail = QRect(left, inner.top() + line + 2, inner.right() - left + 1, line);
    return places;
}

// Above the first run of a group its title stands.
int titleHeight(const QModelIndex& index, const QFontMetrics& metrics) {
    return index.data(RunsProxy::GroupTitleRole).toString().isEmpty() ? 0 : metrics.height() + gridUnit;
}

// The part of an item that is the run's.
QRect runRect(const QRect& item, const QModelIndex& index, const QFontMetrics& metrics) {
    return item.adjusted(0, titleHeight(index, metrics), 0, 0);
}

void drawTitle(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) {
    const int height = titleHeight(index, option.fontMetrics);
    if (height == 0) return;
    const theme::Colours& colours = theme::colours(option.palette);
    const QRect line = QRect(option.rect.topLeft(), QSize(option.rect.width(), height))
                           .adjusted(gridUnit, gridUnit / 2, -gridUnit, 0);
    QFont font = option.font;
    font.setWeight(QFont::DemiBold);
    painter->save();
    painter->setFont(font);
    painter->setPen(colours.secondary);
    const QString title = index.data(RunsProxy::GroupTitleRole).toString();
    painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                      QFontMetrics(font).elidedText(title, Qt::ElideRight, line.width()));
    painter->restore();
}

QString standingText(const QModelIndex& index) {
    const auto state = static_cast<RunState>(index.data(RunsModel::StateRole).toInt());
    const double accuracy = index.data(RunsModel::AccuracyRole).toDouble();
    const double fraction = index.data(RunsModel::FractionRole).toDouble();
    if (fraction >= 0) {
        const QString mark = state == RunState::Paused ? QStringLiteral("❚❚") : QStringLiteral("▶");
        const double remaining = index.data(RunsModel::RemainingRole).toDouble();
        const QString left = remaining < 0 ? QString() : QStringLiteral("  ") + durationText(remaining);
        return QStringLiteral("%1 %2 %%3").arg(mark).arg(fraction * 100, 0, 'f', 0).arg(left);
    }
    switch (state) {
        case RunState::Succeeded:
            return accuracy < 0 ? QStringLiteral("✓") : QStringLiteral("✓ %1").arg(accuracy, 0, 'f', 3);
        case RunState::Stopped:
            return accuracy < 0 ? stateText(state) : QStringLiteral("◼ %1").arg(accuracy, 0, 'f', 3);
        default:
            return stateText(state);
    }
}

void drawMark(QPainter* painter, const QRect& mark, const QModelIndex& index) {
    const auto colour = index.data(RunsModel::ColourRole).value<QColor>();
    const QRectF ring = QRectF(mark).adjusted(1, 1, -1, -1);
    painter->setPen(QPen(colour, 2));
    painter->setBrush(index.data(RunsModel::ShownRole).toBool() ? QBrush(colour) : QBrush(Qt::NoBrush));
    painter->drawEllipse(ring);
}

// The phase's name and its bar on the second line.
void drawProgress(QPainter* painter, const QRect& line, const QModelIndex& index,
                  const theme::Colours& colours) {
    const QString phase = index.data(RunsModel::PhaseRole).toString();
    painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter, phase);
    const int left = line.left() + painter->fontMetrics().horizontalAdvance(phase) + gridUnit;
    const QRectF track(left, line.center().y() - 1, line.right() - left, 3);
    if (track.width() < 2 * gridUnit) return;
    painter->setPen(Qt::NoPen);
    painter->setBrush(colours.grid);
    painter->drawRoundedRect(track, 1.5, 1.5);
    painter->setBrush(index.data(RunsModel::ColourRole).value<QColor>());
    const double fraction = std::clamp(index.data(RunsModel::FractionRole).toDouble(), 0.0, 1.0);
    painter->drawRoundedRect(QRectF(track.topLeft(), QSizeF(track.width() * fraction, track.height())), 1.5,
                             1.5);
}

}  // namespace

void RunDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                        const QModelIndex& index) const {
    drawTitle(painter, option, index);
    QStyleOptionViewItem plain = option;
    initStyleOption(&plain, index);
    plain.rect = runRect(option.rect, index, option.fontMetrics);
    plain.text.clear();
    plain.features &= ~QStyleOptionViewItem::HasCheckIndicator;
    const QWidget* widget = option.widget;
    (widget ? widget->style() : QApplication::style())
        ->drawControl(QStyle::CE_ItemViewItem, &plain, painter, widget);

    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const theme::Colours& colours = theme::colours(option.palette);
    const bool selected = option.state & QStyle::State_Selected;
    const bool failed = static_cast<RunState>(index.data(RunsModel::StateRole).toInt()) == RunState::Failed;
    const QColor primary = selected ? option.palette.color(QPalette::HighlightedText) : colours.text;
    const QColor secondary = selected ? primary : colours.secondary;

    const QFont tabular = theme::tabularFont(option.font);
    const QString standing = standingText(index);
    const Places places =
        placesOf(plain.rect, option.fontMetrics, QFontMetrics(tabular).horizontalAdvance(standing));
    drawMark(painter, places.mark, index);

    painter->setFont(option.font);
    painter->setPen(primary);
    const QString name = index.data(Qt::DisplayRole).toString();
    painter->drawText(places.name, Qt::AlignLeft | Qt::AlignVCenter,
                      option.fontMetrics.elidedText(name, Qt::ElideRight, places.name.width()));
    painter->setFont(tabular);
    painter->setPen(failed && !selected ? colours.bad : secondary);
    painter->drawText(places.standing, Qt::AlignRight | Qt::AlignVCenter, standing);

    QFont small = option.font;
    small.setPointSizeF(small.pointSizeF() * 0.9);
    painter->setFont(small);
    painter->setPen(secondary);
    if (index.data(RunsModel::FractionRole).toDouble() >= 0) {
        drawProgress(painter, places.detail, index, colours);
    } else {
        const QString detail = index.data(RunsModel::DetailRole).toString();
        painter->drawText(places.detail, Qt::AlignLeft | Qt::AlignVCenter,
                          QFontMetrics(small).elidedText(detail, Qt::ElideRight, places.detail.width()));
    }
    painter->restore();
}

QSize RunDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    return {option.fontMetrics.horizontalAdvance('0') * 24,
            2 * option.fontMetrics.height() + 2 + gridUnit + titleHeight(index, option.fontMetrics)};
}

bool RunDelegate::editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                              const QModelIndex& index) {
    if (event->type() == QEvent::MouseButtonRelease || event->type() == QEvent::MouseButtonPress) {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        const QRect mark = placesOf(runRect(option.rect, index, option.fontMetrics), option.fontMetrics, 0)
                               .mark.adjusted(-4, -8, 4, 8);
        if (mouse->button() == Qt::LeftButton && mark.contains(mouse->position().toPoint())) {
            if (event->type() == QEvent::MouseButtonPress) return true;
            return model->setData(index, !index.data(RunsModel::ShownRole).toBool(), RunsModel::ShownRole);
        }
    }
    return false;
}

void RunDelegate::updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                                       const QModelIndex& index) const {
    QRect rect = placesOf(runRect(option.rect, index, option.fontMetrics), option.fontMetrics, 0).name;
    const int height = editor->sizeHint().height();
    rect.setTop(rect.center().y() - height / 2);
    rect.setHeight(height);
    editor->setGeometry(rect);
}

}  // namespace selfsight::ui
