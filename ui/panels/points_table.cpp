#include "ui/panels/points_table.h"

#include "ui/panels/panel_title.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace selfsight::ui {

PointsTable::PointsTable(QWidget* parent) : QWidget(parent), model_(new PointsModel(this)) {
    setObjectName(QStringLiteral("pointsTable"));
    filter_ = new QLineEdit;
    filter_->setObjectName(QStringLiteral("pointsFilter"));
    filter_->setPlaceholderText(tr("Find class, label, file or number…"));
    filter_->setAccessibleName(tr("Filter the table"));
    filter_->setToolTip(tr("Rows that contain all these words"));
    filter_->setClearButtonEnabled(true);
    filter_->setMinimumWidth(26 * gridUnit);
    selectedOnly_ = new QToolButton;
    selectedOnly_->setObjectName(QStringLiteral("pointsSelectedOnly"));
    selectedOnly_->setText(tr("Selected"));
    selectedOnly_->setCheckable(true);
    selectedOnly_->setAutoRaise(true);
    selectedOnly_->setToolTip(tr("Only the images that are selected on the maps"));
    count_ = new CaptionLabel;
    count_->setObjectName(QStringLiteral("pointsCount"));
    count_->setWordWrap(false);
    auto* row = new QHBoxLayout(controls_);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(gridUnit / 2);
    row->addWidget(count_);
    row->addWidget(filter_);
    row->addWidget(selectedOnly_);

    view_ = new QTableView;
    view_->setObjectName(QStringLiteral("pointsView"));
    view_->setAccessibleName(tr("Points of the maps"));
    view_->setModel(model_);
    view_->setFrameShape(QFrame::NoFrame);
    view_->setShowGrid(false);
    view_->setWordWrap(false);
    view_->setSelectionBehavior(QAbstractItemView::SelectRows);
    view_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    view_->setFont(theme::tabularFont(view_->font()));
    view_->verticalHeader()->hide();
    view_->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    view_->verticalHeader()->setDefaultSectionSize(std::max(24, view_->fontMetrics().height() + 6));
    view_->horizontalHeader()->setHighlightSections(false);
    view_->horizontalHeader()->setDefaultSectionSize(18 * gridUnit);
    view_->sortByColumn(0, Qt::AscendingOrder);
    view_->setSortingEnabled(true);
    view_->setTabKeyNavigation(false);
    empty_ = new CaptionLabel(tr("The images behind the maps appear here, one a row."));
    empty_->setContentsMargins(gridUnit, 0, gridUnit, 0);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(empty_);
    layout->addWidget(view_, 1);
    settle_.setSingleShot(true);
    settle_.setInterval(40);

    connect(filter_, &QLineEdit::textChanged, this,
            [this](const QString& text) { model_->setFilter(text, selectedOnly_->isChecked()); });
    connect(selectedOnly_, &QToolButton::toggled, this,
            [this](bool on) { model_->setFilter(filter_->text(), on); });
    connect(model_, &QAbstractItemModel::modelReset, this, &PointsTable::updateCount);
    connect(&settle_, &QTimer::timeout, this, &PointsTable::requestSelection);
    connect(view_->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        if (!following_) settle_.start();
    });
    connect(view_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& now) {
                if (!following_) emit currentChanged(now.isValid() ? model_->imageOf(now.row()) : -1);
            });
    connect(view_, &QAbstractItemView::activated, this,
            [this](const QModelIndex& index) { emit activated(model_->imageOf(index.row())); });
    updateCount();
}

void PointsTable::updateCount() {
    const QLocale locale;
    const qint64 shown = model_->rowCount();
    count_->setText(
        shown == model_->total()
            ? tr("%1 images").arg(locale.toString(shown))
            : tr("%1 of %2 images").arg(locale.toString(shown), locale.toString(model_->total())));
    empty_->setVisible(model_->total() == 0);
    view_->setVisible(model_->total() > 0);
}

QVector<qint64> PointsTable::chosen() const {
    QVector<qint64> images;
    for (const QItemSelectionRange& range : view_->selectionModel()->selection())
        for (int row = range.top(); row <= range.bottom(); ++row) images.append(model_->imageOf(row));
    std::sort(images.begin(), images.end());
    images.erase(std::unique(images.begin(), images.end()), images.end());
    return images;
}

void PointsTable::requestSelection() {
    requested_ = chosen();
    if (!requested_.isEmpty()) emit selectionRequested(requested_);
}

void PointsTable::setSelection(const QVector<qint64>& images) {
    // What the table asked for itself changes nothing but the tint, so that Shift and Ctrl go on from there.
    const bool own = images == requested_ && !images.isEmpty();
    requested_ = images;
    following_ = true;
    settle_.stop();
    model_->setSelection(images);
    if (!own) {
        view_->clearSelection();
        if (!images.isEmpty())
            if (const int row = model_->rowOf(images.first()); row >= 0)
                view_->scrollTo(model_->index(row, 0), QAbstractItemView::EnsureVisible);
    }
    following_ = false;
}

}  // namespace selfsight::ui
