// The part of the window that connects: actions, panels and views with the controller.
#include "ui/dialogs/file_dialog.h"
#include "ui/main_window.h"
#include "ui/map/map_area.h"
#include "ui/map/renderer.h"
#include "ui/models/edit.h"
#include "ui/panels/activity_bar.h"
#include "ui/panels/comparison_panel.h"
#include "ui/panels/evaluation_tabs.h"
#include "ui/panels/message_bar.h"
#include "ui/panels/panel_title.h"
#include "ui/panels/run_details.h"
#include "ui/panels/runs_panel.h"
#include "ui/panels/selection_panel.h"
#include "ui/panels/setup_panel.h"
#include "ui/panels/welcome_page.h"
#include "ui/plots/curves_view.h"

#include <QActionGroup>
#include <QApplication>
#include <QComboBox>
#include <QDockWidget>
#include <QListView>
#include <QMenu>
#include <QPlainTextEdit>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <exception>

namespace selfsight::ui {
namespace {

bool canResume(RunState state) {
    return state == RunState::Stopped || state == RunState::Interrupted || state == RunState::Failed ||
           state == RunState::Cancelled;
}

}  // namespace

void MainWindow::connectActions() {
    const auto on = [this](QAction* action, auto slot) { connect(action, &QAction::triggered, this, slot); };
    on(actions_->newRun, [this] {
        setupDock_->show();
        setupTabs_->setCurrentWidget(setup_);
        setup_->focusFirst();
    });
    on(actions_->compare, [this] {
        Setup setup = setup_->setup();
        setup.method.clear();
        start(setup);
    });
    on(actions_->vary, [this] { vary(setup_->setup()); });
    on(actions_->pause, [this] { controller_->togglePause(); });
    on(actions_->stop, [this] { controller_->stopAndKeep(); });
    on(actions_->cancel, [this] { controller_->cancel(); });
    on(actions_->openWorkspace, [this] { askWorkspace(); });
    on(actions_->openData, [this] { askData(); });
    connectExchange();
    connectExports();
    on(actions_->quit, [this] { close(); });
    on(actions_->selectAll, [this] { map_->selectAll(); });
    on(actions_->clearSelection, [this] { map_->clearSelection(); });
    on(actions_->findClass, [this] { map_->findClass(); });
    on(actions_->fit, [this] { map_->fit(); });
    on(actions_->resume, [this] { controller_->resumeRun(runs_->currentRun()); });
    on(actions_->duplicate, [this] { duplicate(runs_->currentRun()); });
    on(actions_->rename, [this] { runs_->renameCurrent(); });
    on(actions_->notes, [this] { runs_->editNotes(); });
    on(actions_->openFolder, [this] { runs_->openFolder(); });
    on(actions_->remove, [this] { runs_->deleteSelected(); });
    on(actions_->bin, [this] { openBin(); });
    on(actions_->through, [this] { controller_->mapThroughTraining(runs_->currentRun()); });
    on(actions_->transfer, [this] { probeElsewhere(runs_->currentRun()); });
    on(actions_->computeMaps, [this] { controller_->computeMissingMaps(); });
    for (int i = 0; i < 4; ++i) on(actions_->encoders[i], [this, i] { bringForward(i); });
    on(actions_->allEncoders, [this] { map_->showAll(); });
    on(actions_->resetLayout, [this] { resetLayout(); });
    connectHelp();
    connect(actions_->fullScreen, &QAction::toggled, this,
            [this](bool full) { full ? showFullScreen() : showNormal(); });
    connect(actions_->presentation, &QAction::toggled, this,
            [](bool checked) { theme::setPresentation(*qApp, checked); });
    connect(actions_->themes, &QActionGroup::triggered, this, [this](const QAction* action) {
        QSettings().setValue(QStringLiteral("window/theme"), action->data().toInt());
        applyTheme();
    });
    applyTheme();
    // Letters, digits and Space act while a map or the run list has the focus, and nowhere else.
    for (QWidget* place : {static_cast<QWidget*>(map_), static_cast<QWidget*>(runs_->list())}) {
        place->addAction(actions_->pause);
        place->addAction(actions_->allEncoders);
        for (QAction* encoder : actions_->encoders) place->addAction(encoder);
    }
    for (QAction* action : {actions_->rename, actions_->remove}) {
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        runs_->list()->addAction(action);
    }
    actions_->selectAll->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    map_->addAction(actions_->selectAll);
    connectUndo();
    connect(actions_->mapMethod, &QComboBox::currentIndexChanged, this,
            [this] { controller_->setMapMethod(actions_->mapMethod->currentData().toString()); });
}

void MainWindow::connectViews() {
    Results* results = controller_->results();
    connect(results, &Results::curveAdded, curves_,
            [this](const QString& run, const RunStyle& style, const QString& provenance) {
                curves_->setRun(run, style, provenance);
            });
    connect(results, &Results::curveRemoved, curves_, &CurvesView::removeRun);
    connect(results, &Results::curveLoaded, curves_, &CurvesView::setTable);
    connect(results, &Results::curveDigested, curves_, &CurvesView::setDigest);
    connect(curves_, &CurvesView::detailWanted, results, &Results::requestDetail);
    connect(results, &Results::curveGrew, curves_, &CurvesView::append);
    connect(results, &Results::mapReady, map_, &MapArea::setMap);
    connect(results, &Results::timelineReady, map_, &MapArea::setTimeline);
    connect(results, &Results::mapMoved, map_, &MapArea::setFrame);
    connect(results, &Results::mapRemoved, map_, &MapArea::removeMap);
    connect(results, &Results::mapReady, this, &MainWindow::updateActions);
    connect(results, &Results::mapRemoved, this, &MainWindow::updateActions);
    connect(results, &Results::missingMapsChanged, this, &MainWindow::updateMapNote);
    connect(map_, &MapArea::selectionChanged, selection_, &SelectionPanel::setSelection);
    connect(selection_, &SelectionPanel::imageActivated, map_,
            [this](qint64 image) { map_->setSelection({image}); });
    connect(map_, &MapArea::momentChanged, curves_, &CurvesView::setMoment);
    connect(map_, &MapArea::colourByChanged, selection_, &SelectionPanel::setColumn);
    connect(curves_, &CurvesView::runActivated, runs_, &RunsPanel::setCurrentRun);
}

void MainWindow::connectPanels() {
    connect(runs_, &RunsPanel::currentChanged, this, &MainWindow::setCurrentRun);
    connect(runs_, &RunsPanel::resumeRequested, controller_, &Controller::resumeRun);
    connect(runs_, &RunsPanel::duplicateRequested, this, &MainWindow::duplicate);
    connect(runs_, &RunsPanel::transferRequested, this, &MainWindow::probeElsewhere);
    connect(runs_, &RunsPanel::varyRequested, this, &MainWindow::varyRun);
    connect(details_, &RunDetails::resumeRequested, controller_, &Controller::resumeRun);
    connect(details_, &RunDetails::duplicateRequested, this, &MainWindow::duplicate);
    connect(details_, &RunDetails::folderRequested, runs_, &RunsPanel::openFolder);
    connect(setup_, &SetupPanel::startRequested, this, &MainWindow::start);
    connect(setup_, &SetupPanel::downloadRequested, this, &MainWindow::downloadData);
    connect(setup_, &SetupPanel::varyRequested, this, &MainWindow::vary);
    connect(setup_, &SetupPanel::edited, this, &MainWindow::updateActions);
    connect(setup_, &SetupPanel::edited, this, [this] {
        if (const QStringList known = setup_->knownData(); known != knownData_)
            controller_->setKnownData(knownData_ = known);
    });
    connect(comparison_, &ComparisonPanel::runActivated, this, [this](const QString& run) {
        runs_->setCurrentRun(run);
        map_->showOnly(run);
    });
    connect(messages_, &MessageBar::resumeRequested, controller_, &Controller::resumeRun);
    connect(messages_, &MessageBar::retryRequested, controller_, &Controller::retry);
    connect(messages_, &MessageBar::logRequested, logDock_, &QWidget::show);
    connect(welcome_, &WelcomePage::demoRequested, this, &MainWindow::startDemo);
    connect(welcome_, &WelcomePage::dataRequested, this, &MainWindow::askData);
    connect(welcome_, &WelcomePage::downloadRequested, this, &MainWindow::downloadData);
    connect(welcome_, &WelcomePage::workspaceRequested, this, [this](const QString& folder) {
        if (folder.isEmpty()) {
            askWorkspace();
        } else {
            openWorkspace(folder);
        }
    });

    connect(controller_, &Controller::noticed, messages_, &MessageBar::show);
    connect(controller_, &Controller::logged, log_, &QPlainTextEdit::appendPlainText);
    log_->appendPlainText(MapRenderer::description());
    connect(controller_, &Controller::activityChanged, this, [this] {
        activity_->setActivity(controller_->activity());
        setup_->setBusy(controller_->busy());
        updateActions();
        updatePages();
    });
    connect(controller_, &Controller::snapshotChanged, this, [this] {
        updatePages();
        updateActions();
        updateMapNote();
        const QString run = runs_->currentRun();
        details_->setRun(controller_->runs()->summary(run), controller_->runs()->state(run));
    });
    connect(controller_, &Controller::comparisonChanged, this, &MainWindow::updateActions);
    connect(controller_, &Controller::comparisonChanged, this, &MainWindow::updateMapChoices);
    connect(controller_, &Controller::workspaceOpened, this, [this] {
        curves_->clear();
        map_->clear();
        messages_->clear();
    });
}

// Edit ▸ Undo says what it takes back. In a text field the keys are the field's own.
void MainWindow::connectUndo() {
    QUndoStack* edits = controller_->edits();
    map_->setUndoStack(edits);
    connect(actions_->undo, &QAction::triggered, this, [edits] { undoNewest(*edits); });
    connect(actions_->redo, &QAction::triggered, this, [edits] { redoNewest(*edits); });
    const auto show = [this, edits] {
        actions_->undo->setEnabled(edits->canUndo());
        actions_->redo->setEnabled(edits->canRedo());
        // Names of runs may hold what marks a menu's key.
        const auto named = [](QString what) { return what.replace(u'&', QStringLiteral("&&")); };
        actions_->undo->setText(edits->canUndo() ? tr("&Undo %1").arg(named(edits->undoText()))
                                                 : tr("&Undo"));
        actions_->redo->setText(edits->canRedo() ? tr("&Redo %1").arg(named(edits->redoText()))
                                                 : tr("&Redo"));
    };
    connect(edits, &QUndoStack::indexChanged, this, show);
    show();
}

void MainWindow::findDevices() {
    // Asking for a GPU loads its driver, which may take seconds.
    background_.run(
        [] {
            QStringList found;
            for (const char* request : {"cpu", "cuda"}) {
                try {
                    const jobs::DeviceInfo info = jobs::resolveDevice(request);
                    found.push_back(QString::fromStdString(info.name));
                    found.push_back(QString::fromStdString(info.description));
                } catch (const std::exception&) {
                    // There is no such device here, which is what was asked.
                }
            }
            return found;
        },
        [this](const QStringList& found) {
            QStringList names;
            for (qsizetype i = 0; i + 1 < found.size(); i += 2) {
                if (found[i] != QStringLiteral("cpu")) names.push_back(found[i]);
            }
            setup_->setDevices(names);
            deviceSummary_ = found.isEmpty() ? QString() : found.back();
            activity_->setDevice(deviceSummary_);
        });
}

void MainWindow::setCurrentRun(const QString& id) {
    curves_->setHighlighted(id);
    comparison_->setCurrentRun(id);
    details_->setRun(controller_->runs()->summary(id), controller_->runs()->state(id));
    updateActions();
}

void MainWindow::updateActions() {
    const bool open = !controller_->workspace().isEmpty();
    const bool active = controller_->activity().active;
    const QString run = runs_->currentRun();
    const bool some = !run.isEmpty();
    actions_->compare->setEnabled(open && setup_->isValid());
    actions_->bin->setEnabled(open);
    actions_->vary->setEnabled(open && setup_->isValid());
    actions_->pause->setEnabled(active);
    const bool paused = controller_->activity().paused;
    actions_->pause->setIconText(paused ? tr("Go on") : tr("Pause"));
    actions_->pause->setIcon(theme::themedIcon(paused ? QStringLiteral("play") : QStringLiteral("pause")));
    actions_->stop->setEnabled(active);
    actions_->cancel->setEnabled(active);
    const RunState state = some ? controller_->runs()->state(run) : RunState::Queued;
    actions_->resume->setEnabled(some && canResume(state));
    for (QAction* action :
         {actions_->duplicate, actions_->rename, actions_->notes, actions_->openFolder, actions_->remove}) {
        action->setEnabled(some);
    }
    const auto summary = controller_->runs()->summary(run);
    const bool own = summary && !(summary->written && !controller_->busy());
    actions_->through->setEnabled(own && summary->snapshots);
    actions_->transfer->setEnabled(own && summary->record.method != "external");
    actions_->report->setEnabled(!controller_->runs()->shown().isEmpty());
    const bool shows = !controller_->runs()->shown().isEmpty();
    for (QAction* action :
         {actions_->exportAll, actions_->exportCurves, actions_->exportTable, actions_->copyTable}) {
        action->setEnabled(shows);
    }
    actions_->exportMaps->setEnabled(!map_->runs().isEmpty());
    actions_->exportBars->setEnabled(comparison_->figure() != nullptr);
    actions_->exportConfusion->setEnabled(comparison_->evaluation().confusionFigure() != nullptr);
    actions_->exportEfficiency->setEnabled(comparison_->evaluation().efficiencyFigure() != nullptr);
    updateExchangeActions();
}

void MainWindow::updatePages() {
    const bool empty = controller_->runs()->rowCount() == 0 && !controller_->busy();
    pages_->setCurrentWidget(empty ? static_cast<QWidget*>(welcome_) : static_cast<QWidget*>(centre_));
}

void MainWindow::updateMapChoices() {
    const QVector<MapChoice> choices = controller_->mapChoices();
    QComboBox* box = actions_->mapMethod;
    QStringList keys, known;
    for (const MapChoice& choice : choices) keys.push_back(choice.key);
    for (int i = 0; i < box->count(); ++i)
        if (const QString key = box->itemData(i).toString(); !key.isEmpty()) known.push_back(key);
    if (keys == known) return;
    const QString before = controller_->mapMethod();
    {
        const QSignalBlocker blocker(box);
        box->clear();
        for (const MapChoice& choice : choices) {
            if (choice.key.contains('-') && !box->itemData(box->count() - 1).toString().contains('-'))
                box->insertSeparator(box->count());
            box->addItem(choice.label, choice.key);
        }
        // A map that none of the runs has any longer gives way to its method.
        const int at = box->findData(before);
        box->setCurrentIndex(at >= 0 ? at : std::max(0, box->findData(mapMethodOf(before))));
    }
    controller_->setMapMethod(box->currentData().toString());
}

void MainWindow::updateMapNote() {
    const QString method = mapChoiceLabel(controller_->mapMethod());
    const auto missing = static_cast<int>(controller_->results()->missingMaps().size());
    mapNote_->findChild<QLabel*>(QStringLiteral("mapNoteText"))
        ->setText(missing == 1 ? tr("One run shown has no %1 map yet.").arg(method)
                               : tr("%1 runs shown have no %2 map yet.").arg(missing).arg(method));
    mapNote_->setVisible(missing > 0);
    actions_->computeMaps->setEnabled(missing > 0);
}

void MainWindow::start(const Setup& setup) {
    messages_->clear();
    if (controller_->start(setup)) setupTabs_->setCurrentWidget(setup_);
}

void MainWindow::startDemo() {
    setup_->setSetup(demoSetup());
    start(demoSetup());
}

void MainWindow::chooseData(const QString& location) {
    setupDock_->show();
    setupTabs_->setCurrentWidget(setup_);
    setup_->chooseData(location);
}

void MainWindow::askWorkspace() {
    const QString folder = file_dialog::openFolder(this, tr("Open a workspace"), controller_->workspace());
    if (!folder.isEmpty()) openWorkspace(folder);
}

void MainWindow::askData() {
    const QString path =
        file_dialog::openFile(this, tr("Choose a data set"),
                              tr("Data sets (*.tar.gz *.tgz *.tar *.npz *.npy *.csv);;All files (*)"));
    if (!path.isEmpty()) chooseData(path);
}

void MainWindow::bringForward(int encoder) {
    const QStringList runs = map_->runs();
    if (encoder >= runs.size()) return;
    map_->showOnly(runs[encoder]);
    runs_->setCurrentRun(runs[encoder]);
}

}  // namespace selfsight::ui
