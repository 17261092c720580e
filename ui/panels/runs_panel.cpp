#include "ui/panels/runs_panel.h"

#include "ui/controller/controller.h"
#include "ui/models/runs_proxy.h"
#include "ui/panels/panel_title.h"
#include "ui/panels/run_delegate.h"

#include <QActionGroup>
#include <QColorDialog>
#include <QComboBox>
#include <QDesktopServices>
#include <QInputDialog>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

namespace selfsight::ui {
namespace {

constexpr auto groupingKey = "runs/grouping";

bool canResume(RunState state) {
    return state == RunState::Interrupted || state == RunState::Stopped || state == RunState::Failed ||
           state == RunState::Paused || state == RunState::Cancelled;
}

}  // namespace

RunsPanel::RunsPanel(Controller* controller, QWidget* parent)
    : QWidget(parent), controller_(controller), proxy_(new RunsProxy(this)) {
    setObjectName(QStringLiteral("runsPanel"));
    proxy_->setSourceModel(controller->runs());

    filter_ = new QLineEdit(this);
    filter_->setObjectName(QStringLiteral("runsFilter"));
    filter_->setPlaceholderText(tr("Filter"));
    filter_->setAccessibleName(tr("Filter the runs"));
    filter_->setToolTip(tr("Words of the name, method, data, state or notes"));
    filter_->setClearButtonEnabled(true);
    connect(filter_, &QLineEdit::textChanged, this, [this](const QString& text) {
        proxy_->setFilterText(text);
        updateEmptyText();
    });

    order_ = new QComboBox(this);
    order_->setObjectName(QStringLiteral("runsOrder"));
    order_->setAccessibleName(tr("Order of the runs"));
    order_->setToolTip(tr("Order of the runs"));
    order_->addItem(tr("Oldest first"), int(RunsModel::Created));
    order_->addItem(tr("Newest first"), -int(RunsModel::Created));
    order_->addItem(tr("Name"), int(RunsModel::Name));
    order_->addItem(tr("Method"), int(RunsModel::Method));
    order_->addItem(tr("Accuracy"), -int(RunsModel::Accuracy));
    order_->addItem(tr("State"), int(RunsModel::State));
    const auto sort = [this] {
        const int column = order_->currentData().toInt();
        proxy_->sort(std::abs(column), column < 0 ? Qt::DescendingOrder : Qt::AscendingOrder);
    };
    connect(order_, &QComboBox::currentIndexChanged, this, sort);
    grouping_ = buildGrouping();

    list_ = new QListView(this);
    list_->setObjectName(QStringLiteral("runsList"));
    list_->setAccessibleName(tr("Runs"));
    list_->setModel(proxy_);
    list_->setItemDelegate(new RunDelegate(list_));
    list_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    list_->setEditTriggers(QAbstractItemView::EditKeyPressed);
    list_->setContextMenuPolicy(Qt::CustomContextMenu);
    list_->setFrameShape(QFrame::NoFrame);
    // The first of a group is higher than the rest; which one that is changes with rows and filter.
    const auto regroup = [this] {
        if (proxy_->grouping() != RunsProxy::Grouping::None) layOutGroups();
    };
    connect(proxy_, &QAbstractItemModel::rowsInserted, this, regroup);
    connect(proxy_, &QAbstractItemModel::rowsRemoved, this, regroup);
    connect(proxy_, &QAbstractItemModel::layoutChanged, this, regroup);
    list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(list_, &QWidget::customContextMenuRequested, this, &RunsPanel::showMenu);
    connect(list_->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this] { emit currentChanged(currentRun()); });
    connect(list_, &QAbstractItemView::activated, this, [](const QModelIndex& index) {
        auto* model = const_cast<QAbstractItemModel*>(index.model());
        model->setData(index, !index.data(RunsModel::ShownRole).toBool(), RunsModel::ShownRole);
    });

    empty_ = new CaptionLabel(QString(), this);
    empty_->setObjectName(QStringLiteral("runsEmpty"));
    empty_->setContentsMargins(gridUnit, gridUnit, gridUnit, gridUnit);
    empty_->setAlignment(Qt::AlignTop | Qt::AlignLeft);

    waitingTitle_ = new CaptionLabel(tr("Waiting"), this);
    waitingTitle_->setContentsMargins(gridUnit, gridUnit / 2, gridUnit, 0);
    waiting_ = new QListWidget(this);
    waiting_->setObjectName(QStringLiteral("waitingList"));
    waiting_->setAccessibleName(tr("Jobs that wait"));
    waiting_->setToolTip(tr("Jobs run one after another. Delete removes one; the context menu moves it."));
    waiting_->setFrameShape(QFrame::NoFrame);
    waiting_->setContextMenuPolicy(Qt::CustomContextMenu);
    waiting_->installEventFilter(this);
    connect(waiting_, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        const QListWidgetItem* item = waiting_->itemAt(at);
        if (!item) return;
        const quint64 id = item->data(Qt::UserRole).toULongLong();
        const int row = waiting_->row(item);
        QMenu menu;
        menu.setObjectName(QStringLiteral("waitingMenu"));
        menu.addAction(tr("Run next"), this, [this, id] { controller_->queue()->move(id, 0); });
        menu.addAction(tr("Move up"), this,
                       [this, id, row] { controller_->queue()->move(id, std::max(0, row - 1)); });
        menu.addAction(tr("Move down"), this, [this, id, row] { controller_->queue()->move(id, row + 1); });
        menu.addSeparator();
        menu.addAction(tr("Remove"), this, [this, id] { controller_->queue()->remove(id); });
        menu.exec(waiting_->viewport()->mapToGlobal(at));
    });

    leftOver_ = new QWidget(this);
    leftOver_->setObjectName(QStringLiteral("leftOver"));
    leftOverText_ = new CaptionLabel;
    leftOverText_->setObjectName(QStringLiteral("leftOverText"));
    const auto answer = [this](const QString& text, const char* name, const QString& help,
                               void (Controller::*act)()) {
        auto* button = new QPushButton(text);
        button->setObjectName(QLatin1String(name));
        button->setAccessibleName(text);
        button->setToolTip(help);
        connect(button, &QPushButton::clicked, controller_, act);
        return button;
    };
    auto* answers = new QHBoxLayout;
    answers->setSpacing(gridUnit / 2);
    answers->addWidget(answer(tr("Queue again"), "leftOverQueue",
                              tr("Jobs that had begun go on where they were"), &Controller::queueLeftOver));
    answers->addWidget(answer(tr("Forget"), "leftOverForget",
                              tr("Take them off the list; runs stay as they are"),
                              &Controller::forgetLeftOver));
    answers->addStretch();
    auto* leftOver = new QVBoxLayout(leftOver_);
    leftOver->setContentsMargins(gridUnit, gridUnit / 2, gridUnit, gridUnit / 2);
    leftOver->setSpacing(gridUnit / 2);
    leftOver->addWidget(leftOverText_);
    leftOver->addLayout(answers);

    auto* top = new QHBoxLayout;
    top->setContentsMargins(gridUnit, 0, gridUnit, gridUnit / 2);
    top->setSpacing(gridUnit / 2);
    top->addWidget(filter_, 1);
    top->addWidget(order_);
    top->addWidget(grouping_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(empty_, 1);
    layout->addWidget(list_, 1);
    layout->addWidget(leftOver_);
    layout->addWidget(waitingTitle_);
    layout->addWidget(waiting_);
    setMinimumWidth(26 * gridUnit);

    connect(controller->queue(), &JobQueue::changed, this, &RunsPanel::showQueue);
    connect(controller->runs(), &QAbstractItemModel::rowsInserted, this, &RunsPanel::updateEmptyText);
    connect(controller->runs(), &QAbstractItemModel::rowsRemoved, this, &RunsPanel::updateEmptyText);
    connect(controller, &Controller::leftOverChanged, this, &RunsPanel::showLeftOver);
    connect(controller, &Controller::snapshotChanged, this, &RunsPanel::showLeftOver);
    sort();
    layOutGroups();
    showQueue();
    showLeftOver();
    updateEmptyText();
}

QToolButton* RunsPanel::buildGrouping() {
    using Grouping = RunsProxy::Grouping;
    auto* button = new QToolButton(this);
    button->setObjectName(QStringLiteral("runsGrouping"));
    button->setIcon(theme::themedIcon(QStringLiteral("legend")));
    button->setAutoRaise(true);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setAccessibleName(tr("Groups of runs"));
    button->setToolTip(tr("Show the runs in groups"));
    auto* menu = new QMenu(button);
    auto* choices = new QActionGroup(menu);
    const auto kept = QSettings().value(QLatin1String(groupingKey), 0).toInt();
    const auto add = [&](Grouping grouping, const QString& text, const char* name) {
        QAction* action = menu->addAction(text);
        action->setObjectName(QLatin1String(name));
        action->setCheckable(true);
        action->setActionGroup(choices);
        connect(action, &QAction::toggled, this, [this, grouping](bool on) {
            if (!on) return;
            proxy_->setGrouping(grouping);
            QSettings().setValue(QLatin1String(groupingKey), static_cast<int>(grouping));
            layOutGroups();
        });
        action->setChecked(static_cast<int>(grouping) == kept);
    };
    add(Grouping::None, tr("No groups"), "groupNone");
    menu->addSeparator();
    add(Grouping::Method, tr("By method"), "groupMethod");
    add(Grouping::Recipe, tr("By recipe"), "groupRecipe");
    add(Grouping::State, tr("By state"), "groupState");
    add(Grouping::Data, tr("By data"), "groupData");
    add(Grouping::Encoder, tr("By encoder and width"), "groupEncoder");
    button->setMenu(menu);
    return button;
}

void RunsPanel::layOutGroups() {
    if (!list_) return;
    // Where nothing is grouped, all items are equally high, and a list of thousands is laid out at once.
    list_->setUniformItemSizes(proxy_->grouping() == RunsProxy::Grouping::None);
    // Once the view has heard of the change, too.
    QMetaObject::invokeMethod(list_, &QAbstractItemView::doItemsLayout, Qt::QueuedConnection);
}

// Delete takes a waiting job off the list, before the window takes it for the selected runs.
bool RunsPanel::eventFilter(QObject* watched, QEvent* event) {
    const bool overriding = event->type() == QEvent::ShortcutOverride;
    if (watched != waiting_ || (!overriding && event->type() != QEvent::KeyPress))
        return QWidget::eventFilter(watched, event);
    const QListWidgetItem* item = waiting_->currentItem();
    if (!item || static_cast<QKeyEvent*>(event)->key() != Qt::Key_Delete)
        return QWidget::eventFilter(watched, event);
    event->accept();
    if (!overriding) controller_->queue()->remove(item->data(Qt::UserRole).toULongLong());
    return true;
}

QString RunsPanel::currentRun() const {
    return list_->currentIndex().data(RunsModel::IdRole).toString();
}

QStringList RunsPanel::selectedRuns() const {
    QStringList ids;
    for (const QModelIndex& index : list_->selectionModel()->selectedIndexes()) {
        ids.push_back(index.data(RunsModel::IdRole).toString());
    }
    return ids;
}

void RunsPanel::setCurrentRun(const QString& id) {
    const int row = controller_->runs()->rowOf(id);
    if (row < 0) return;
    list_->setCurrentIndex(proxy_->mapFromSource(controller_->runs()->index(row, RunsModel::Name)));
}

void RunsPanel::renameCurrent() {
    if (list_->currentIndex().isValid()) list_->edit(list_->currentIndex());
}

void RunsPanel::editNotes() {
    const QString id = currentRun();
    const auto summary = controller_->runs()->summary(id);
    if (!summary) return;
    bool accepted = false;
    const QString notes = QInputDialog::getMultiLineText(
        this, tr("Notes"), tr("Notes on %1 (Markdown)").arg(controller_->runs()->style(id).label),
        QString::fromStdString(summary->record.notes), &accepted);
    if (accepted) controller_->setNotes(id, notes);
}

void RunsPanel::deleteSelected() {
    const QStringList ids = selectedRuns();
    if (ids.isEmpty()) return;
    QMessageBox box(
        QMessageBox::Question, tr("Delete runs"),
        ids.size() == 1 ? tr("Move this run to the bin?") : tr("Move %1 runs to the bin?").arg(ids.size()),
        QMessageBox::Cancel, this);
    box.setObjectName(QStringLiteral("deleteQuestion"));
    box.setInformativeText(tr("They go to the folder “bin” of the workspace; Run ▸ Bin… puts them back."));
    const QAbstractButton* move = box.addButton(tr("Move to the bin"), QMessageBox::AcceptRole);
    box.setDefaultButton(QMessageBox::Cancel);
    box.exec();
    if (box.clickedButton() == move) controller_->binRuns(ids);
}

void RunsPanel::openFolder() {
    const QString id = currentRun();
    if (id.isEmpty()) return;
    QDesktopServices::openUrl(
        QUrl::fromLocalFile(QStringLiteral("%1/runs/%2").arg(controller_->workspace(), id)));
}

void RunsPanel::showMenu(const QPoint& at) {
    const QModelIndex index = list_->indexAt(at);
    if (!index.isValid()) return;
    const QString id = index.data(RunsModel::IdRole).toString();
    const auto state = static_cast<RunState>(index.data(RunsModel::StateRole).toInt());
    const bool foreign = index.data(RunsModel::ForeignRole).toBool();
    const auto summary = controller_->runs()->summary(id);
    QMenu menu;
    menu.setObjectName(QStringLiteral("runMenu"));
    if (summary && !summary->record.comparison.empty()) {
        menu.addAction(tr("Show only this comparison"), this, [this, id = summary->record.comparison] {
            QStringList runs;
            for (const auto& run : controller_->snapshot()->runs) {
                if (run->record.comparison == id) runs.push_back(QString::fromStdString(run->record.id));
            }
            controller_->showRuns(runs);
        });
    }
    menu.addAction(tr("Show only these"), this, [this] { controller_->showRuns(selectedRuns()); });
    menu.addSeparator();
    menu.addAction(tr("Resume"), this, [this, id] { emit resumeRequested(id); })
        ->setEnabled(canResume(state) && !foreign);
    menu.addAction(tr("Duplicate as new…"), this, [this, id] { emit duplicateRequested(id); });
    menu.addAction(tr("Vary…"), this, [this, id] { emit varyRequested(id); });
    QAction* transfer =
        menu.addAction(tr("Probe on other data…"), this, [this, id] { emit transferRequested(id); });
    transfer->setObjectName(QStringLiteral("probeElsewhere"));
    transfer->setEnabled(summary && summary->record.method != "external" && !foreign);
    auto* through = menu.addAction(tr("Make the maps through training"), this,
                                   [this, id] { controller_->mapThroughTraining(id); });
    through->setObjectName(QStringLiteral("mapThroughTraining"));
    through->setEnabled(summary && summary->snapshots && !foreign);
    through->setToolTip(through->isEnabled()
                            ? tr("One map for every moment that this run kept, to be played below the maps")
                            : tr("This run kept no moments: set the option “%1” before training")
                                  .arg(optionLabel(QStringLiteral("train.snapshot_every"))));
    menu.setToolTipsVisible(true);
    menu.addSeparator();
    menu.addAction(tr("Rename"), this, &RunsPanel::renameCurrent);
    menu.addAction(tr("Notes…"), this, &RunsPanel::editNotes);
    addColours(menu);
    menu.addAction(tr("Open folder"), this, &RunsPanel::openFolder);
    menu.addSeparator();
    menu.addAction(tr("Delete…"), this, &RunsPanel::deleteSelected);
    menu.exec(list_->viewport()->mapToGlobal(at));
}

// Of the selected runs; as the method has it, one of those that are told apart well, or any.
void RunsPanel::addColours(QMenu& menu) {
    QMenu* colours = menu.addMenu(tr("Colour"));
    colours->setObjectName(QStringLiteral("runColours"));
    const auto add = [&](const QString& name, const QColor& colour) {
        QAction* action = colours->addAction(
            name, this, [this, colour] { controller_->setColour(selectedRuns(), colour); });
        if (!colour.isValid()) return;
        QPixmap swatch(2 * gridUnit, 2 * gridUnit);
        swatch.fill(colour);
        action->setIcon(swatch);
    };
    add(tr("As the method"), {});
    colours->addSeparator();
    for (const NamedColour& each : offeredColours()) add(each.name, each.colour);
    colours->addSeparator();
    colours->addAction(tr("Other…"), this, [this] {
        const QColor chosen =
            QColorDialog::getColor(controller_->runs()->style(currentRun()).colour, this, tr("Colour"));
        if (chosen.isValid()) controller_->setColour(selectedRuns(), chosen);
    });
}

void RunsPanel::showQueue() {
    waiting_->clear();
    for (const JobTicket& ticket : controller_->queue()->queued()) {
        auto* item = new QListWidgetItem(ticket.title, waiting_);
        item->setData(Qt::UserRole, ticket.id);
    }
    const int shown = std::min(4, waiting_->count());
    waiting_->setVisible(shown > 0);
    waitingTitle_->setVisible(shown > 0);
    if (shown > 0) waiting_->setFixedHeight(shown * waiting_->sizeHintForRow(0) + 4);
}

void RunsPanel::showLeftOver() {
    const QStringList titles = controller_->leftOver();
    leftOver_->setVisible(!titles.isEmpty());
    leftOverText_->setText(
        tr("Not done when the window was closed: %1").arg(titles.join(QStringLiteral("; "))));
}

void RunsPanel::updateEmptyText() {
    const bool none = controller_->runs()->rowCount() == 0;
    empty_->setText(none ? tr("No runs yet. Runs from the command line appear here, too.")
                         : tr("No run matches the filter."));
    empty_->setVisible(proxy_->rowCount() == 0);
    list_->setVisible(proxy_->rowCount() != 0);
}

}  // namespace selfsight::ui
