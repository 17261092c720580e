#include "ui/panels/sweep_panel.h"

#include "ui/controller/controller.h"
#include "ui/panels/panel_title.h"
#include "ui/theme/theme.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace selfsight::ui {

void SweepModel::setTable(std::shared_ptr<const SweepTable> table) {
    beginResetModel();
    table_ = std::move(table);
    cells_.clear();
    best_ = table_ ? table_->best() : -1;
    for (int point = 0; table_ && point < table_->points.size(); ++point)
        cells_.push_back(sweepCells(*table_, point));
    endResetModel();
}

int SweepModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(cells_.size());
}

int SweepModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() || !table_ ? 0 : static_cast<int>(sweepHeaders(*table_).size());
}

QVariant SweepModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const QString& cell = cells_[index.row()][index.column()];
    bool number = false;
    const double value = cell.toDouble(&number);
    const bool best = index.row() == best_ && index.column() == 1 + table_->axes.size();
    switch (role) {
        case Qt::DisplayRole:
            return best ? QStringLiteral("★ ") + cell : cell;
        case Qt::ToolTipRole:
            return best ? tr("The greatest accuracy of this table. Read it with its interval: the best of "
                             "many is "
                             "partly luck.")
                        : QVariant();
        case Qt::TextAlignmentRole:
            return QVariant(int((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
        case SortRole:
            return number ? QVariant(value) : QVariant(cell);
        default:
            return {};
    }
}

QVariant SweepModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (!table_ || role != Qt::DisplayRole || orientation != Qt::Horizontal) return {};
    return sweepHeaders(*table_).value(section);
}

SweepPanel::SweepPanel(Controller* controller, QWidget* parent)
    : QWidget(parent),
      controller_(controller),
      model_(new SweepModel(this)),
      proxy_(new QSortFilterProxyModel(this)) {
    setObjectName(QStringLiteral("sweepPanel"));
    sweeps_ = new QComboBox(controls_);
    sweeps_->setObjectName(QStringLiteral("sweepChoice"));
    sweeps_->setAccessibleName(tr("Variations of this workspace"));
    sweeps_->setToolTip(tr("Which grid of settings the table shows; the newest first"));
    sweeps_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    sweeps_->setMinimumContentsLength(40);
    connect(sweeps_, &QComboBox::currentIndexChanged, this, &SweepPanel::choose);
    show_ = new QToolButton(controls_);
    show_->setObjectName(QStringLiteral("sweepShow"));
    show_->setText(tr("Show these runs"));
    show_->setAutoRaise(true);
    show_->setToolTip(tr("Curves, maps and bars of the selected rows, or of all"));
    connect(show_, &QToolButton::clicked, this, &SweepPanel::showRuns);
    copy_ = new QToolButton(controls_);
    copy_->setObjectName(QStringLiteral("sweepCopy"));
    copy_->setIcon(theme::themedIcon(QStringLiteral("copy")));
    copy_->setAutoRaise(true);
    copy_->setPopupMode(QToolButton::InstantPopup);
    copy_->setAccessibleName(tr("Copy the table"));
    copy_->setToolTip(tr("Copy the table"));
    auto* row = new QHBoxLayout(controls_);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(gridUnit / 2);
    row->addWidget(sweeps_);
    row->addWidget(show_);
    row->addWidget(copy_);

    proxy_->setSourceModel(model_);
    proxy_->setSortRole(SweepModel::SortRole);
    view_ = new QTableView;
    view_->setObjectName(QStringLiteral("sweepTable"));
    view_->setAccessibleName(tr("What each setting was worth"));
    view_->setToolTip(tr("One row a setting. Enter or a double-click shows its runs."));
    view_->setModel(proxy_);
    view_->setFrameShape(QFrame::NoFrame);
    view_->setSelectionBehavior(QAbstractItemView::SelectRows);
    view_->setFont(theme::tabularFont(view_->font()));
    view_->setSortingEnabled(true);
    view_->verticalHeader()->hide();
    view_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    view_->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    view_->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(view_, &QAbstractItemView::activated, this, &SweepPanel::showRuns);

    auto* menu = new QMenu(copy_);
    const auto copier = [&](const QString& text, const char* name, void (SweepPanel::*slot)() const) {
        auto* action = new QAction(text, this);
        action->setObjectName(QLatin1String(name));
        connect(action, &QAction::triggered, this, slot);
        view_->addAction(action);
        menu->addAction(action);
        return action;
    };
    QAction* tsv = copier(tr("Copy as tab-separated values"), "sweepCopyTsv", &SweepPanel::copyTsv);
    tsv->setShortcut(QKeySequence::Copy);
    tsv->setShortcutContext(Qt::WidgetShortcut);
    copier(tr("Copy as Markdown"), "sweepCopyMarkdown", &SweepPanel::copyMarkdown);
    copier(tr("Copy as LaTeX"), "sweepCopyLatex", &SweepPanel::copyLatex);
    copy_->setMenu(menu);

    empty_ = new CaptionLabel(
        tr("A grid of settings and what each was worth appears here. Set one up with “Vary…” "
           "below the set-up or in a run's menu."));
    empty_->setObjectName(QStringLiteral("sweepEmpty"));
    empty_->setContentsMargins(gridUnit, 0, gridUnit, 0);
    empty_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    pages_ = new QStackedWidget;
    pages_->addWidget(view_);
    pages_->addWidget(empty_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(pages_);

    connect(controller, &Controller::snapshotChanged, this, &SweepPanel::refresh);
    connect(controller, &Controller::workspaceOpened, this, &SweepPanel::refresh);
    refresh();
}

void SweepPanel::refresh() {
    const auto& sweeps = controller_->snapshot()->sweeps;
    const QString chosen = sweeps_->currentData().toString();
    // A new one comes forward by itself; otherwise what is looked at stays.
    const bool newer =
        !sweeps.empty() && (sweeps_->count() == 0 || sweeps_->itemData(0).toString() != sweeps.back()->id);
    {
        const QSignalBlocker blocker(sweeps_);
        sweeps_->clear();
        for (auto sweep = sweeps.rbegin(); sweep != sweeps.rend(); ++sweep)
            sweeps_->addItem(sweepTitle(**sweep), (*sweep)->id);
        sweeps_->setCurrentIndex(newer ? 0 : std::max(0, sweeps_->findData(chosen)));
    }
    choose(sweeps_->currentIndex());
}

void SweepPanel::choose(int index) {
    std::shared_ptr<const SweepTable> table;
    for (const auto& sweep : controller_->snapshot()->sweeps)
        if (sweep->id == sweeps_->itemData(index).toString()) table = sweep;
    model_->setTable(table);
    pages_->setCurrentWidget(table ? static_cast<QWidget*>(view_) : static_cast<QWidget*>(empty_));
    for (QWidget* control :
         {static_cast<QWidget*>(sweeps_), static_cast<QWidget*>(show_), static_cast<QWidget*>(copy_)})
        control->setEnabled(table != nullptr);
}

void SweepPanel::showRuns() {
    if (!model_->table()) return;
    QStringList runs;
    const QModelIndexList rows = view_->selectionModel()->selectedRows();
    for (const QModelIndex& row : rows) runs += model_->table()->points[proxy_->mapToSource(row).row()].runs;
    if (rows.isEmpty())
        for (const SweepPoint& point : model_->table()->points) runs += point.runs;
    if (!runs.isEmpty()) controller_->showRuns(runs);
}

void SweepPanel::copyTsv() const {
    if (model_->table()) QApplication::clipboard()->setText(toTsv(*model_->table()));
}

void SweepPanel::copyMarkdown() const {
    if (model_->table()) QApplication::clipboard()->setText(toMarkdown(*model_->table()));
}

void SweepPanel::copyLatex() const {
    if (model_->table()) QApplication::clipboard()->setText(toLatex(*model_->table()));
}

}  // namespace selfsight::ui
