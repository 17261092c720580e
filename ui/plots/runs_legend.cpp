#include "ui/plots/runs_legend.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>

namespace selfsight::ui {

namespace {

enum Role { IdRole = Qt::UserRole, ColourRole, DashRole, ValueRole, VisibleRole, HighlightRole };

class Delegate : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
        return {120, option.fontMetrics.height() + 6};
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const theme::Colours& colours = theme::colours(option.palette);
        const bool visible = index.data(VisibleRole).toBool();
        const QRect box = option.rect.adjusted(6, 0, -6, 0);
        painter->save();
        if (option.state & QStyle::State_MouseOver)
            painter->fillRect(option.rect, option.palette.alternateBase());
        if (option.state & QStyle::State_HasFocus) {
            painter->setPen(colours.accent);
            painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
        }
        painter->setRenderHint(QPainter::Antialiasing);
        const double middle = box.center().y() + 0.5;
        const QColor ink = visible ? index.data(ColourRole).value<QColor>() : colours.pale;
        painter->setPen(QPen(ink, 2, static_cast<Qt::PenStyle>(index.data(DashRole).toInt()), Qt::FlatCap));
        painter->drawLine(QPointF(box.left(), middle), QPointF(box.left() + 18, middle));
        painter->setRenderHint(QPainter::Antialiasing, false);
        QFont font = option.font;
        if (index.data(HighlightRole).toBool()) font.setWeight(QFont::DemiBold);
        const QString value = index.data(ValueRole).toString();
        painter->setFont(theme::tabularFont(option.font));
        const int valueWidth = painter->fontMetrics().horizontalAdvance(value);
        painter->setPen(visible ? colours.text : option.palette.color(QPalette::Disabled, QPalette::Text));
        if (visible) painter->drawText(box, Qt::AlignVCenter | Qt::AlignRight, value);
        painter->setFont(font);
        const QRect name = box.adjusted(25, 0, -valueWidth - 8, 0);
        painter->drawText(
            name, Qt::AlignVCenter | Qt::AlignLeft,
            painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, name.width()));
        painter->restore();
    }
};

}  // namespace

RunsLegend::RunsLegend(QWidget* parent) : QListView(parent), model_(new QStandardItemModel(this)) {
    setObjectName(QStringLiteral("curvesLegend"));
    setAccessibleName(tr("Runs in the plot"));
    setModel(model_);
    setItemDelegate(new Delegate(this));
    setFrameShape(QFrame::NoFrame);
    setUniformItemSizes(true);
    setMouseTracking(true);
    setSelectionMode(QAbstractItemView::NoSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

QSize RunsLegend::sizeHint() const {
    return {176, 120};
}

void RunsLegend::setEntries(const QVector<Entry>& entries) {
    model_->setRowCount(static_cast<int>(entries.size()));
    for (int i = 0; i < entries.size(); ++i) {
        QStandardItem* item = model_->item(i);
        if (!item) model_->setItem(i, item = new QStandardItem);
        const Entry& entry = entries[i];
        item->setText(entry.style.label);
        item->setData(entry.id, IdRole);
        item->setData(entry.style.colour, ColourRole);
        item->setData(static_cast<int>(entry.style.dash), DashRole);
        item->setData(entry.value, ValueRole);
        item->setData(entry.visible, VisibleRole);
        item->setData(entry.highlighted, HighlightRole);
        item->setData(
            tr("%1, %2, %3").arg(entry.style.label, entry.value, entry.visible ? tr("on") : tr("off")),
            Qt::AccessibleTextRole);
        item->setToolTip(tr("%1\nClick: on or off. Double-click: only this run.").arg(entry.style.label));
    }
}

void RunsLegend::mousePressEvent(QMouseEvent* event) {
    QListView::mousePressEvent(event);
    const QModelIndex index = indexAt(event->position().toPoint());
    if (!index.isValid() || event->button() != Qt::LeftButton) return;
    emit toggled(index.data(IdRole).toString());
}

void RunsLegend::mouseDoubleClickEvent(QMouseEvent* event) {
    const QModelIndex index = indexAt(event->position().toPoint());
    if (index.isValid() && event->button() == Qt::LeftButton) emit soloed(index.data(IdRole).toString());
}

void RunsLegend::keyPressEvent(QKeyEvent* event) {
    const QString id = currentIndex().data(IdRole).toString();
    if (id.isEmpty() || (event->key() != Qt::Key_Return && event->key() != Qt::Key_Enter))
        return QListView::keyPressEvent(event);
    if (event->modifiers() & Qt::ShiftModifier)
        emit soloed(id);
    else
        emit toggled(id);
}

}  // namespace selfsight::ui
