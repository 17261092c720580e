#include "ui/main_window.h"

#include "ui/map/map_area.h"
#include "ui/panels/activity_bar.h"
#include "ui/panels/comparison_panel.h"
#include "ui/panels/findings_panel.h"
#include "ui/panels/focus_ring.h"
#include "ui/panels/message_bar.h"
#include "ui/panels/neighbourhood_panel.h"
#include "ui/panels/panel_title.h"
#include "ui/panels/points_table.h"
#include "ui/panels/run_details.h"
#include "ui/panels/runs_panel.h"
#include "ui/panels/selection_panel.h"
#include "ui/panels/setup_panel.h"
#include "ui/panels/sweep_panel.h"
#include "ui/panels/vertical_scroll.h"
#include "ui/panels/welcome_page.h"
#include "ui/plots/curves_view.h"
#include "ui/theme/theme.h"

#include <QAbstractItemView>
#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QDir>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QEventLoop>
#include <QFileInfo>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QTabWidget>
#include <QTextEdit>
#include <QTimer>
#include <QVBoxLayout>

// The icons live in a static library, whose resources nobody registers by themselves. Has to stand outside of
// namespaces.
static void registerResources() {
    Q_INIT_RESOURCE(shell);
}

namespace selfsight::ui {
namespace {

// Qt's own translations are not on every machine; these words of its stand in every dialog.
[[maybe_unused]] constexpr const char* standardButtons[] = {
    QT_TRANSLATE_NOOP("QPlatformTheme", "OK"), QT_TRANSLATE_NOOP("QPlatformTheme", "Cancel"),
    QT_TRANSLATE_NOOP("QPlatformTheme", "Close"), QT_TRANSLATE_NOOP("QPlatformTheme", "&Yes"),
    QT_TRANSLATE_NOOP("QPlatformTheme", "&No")};

constexpr int layoutVersion = 2;
constexpr int recentAtMost = 8;
constexpr int logLinesAtMost = 5000;
constexpr int stopMilliseconds = 20000;
constexpr int sessionMilliseconds = 3000;  // desktops give a program some seconds
constexpr int cancelMilliseconds = 1000;
constexpr auto geometryKey = "window/geometry";
constexpr auto layoutKey = "window/layout";
constexpr auto splitterKey = "window/centre";
constexpr auto themeKey = "window/theme";
constexpr auto recentKey = "workspaces/recent";
constexpr auto setupKey = "setup";

bool isWorkspace(const QString& folder) {
    return QFileInfo::exists(folder + QStringLiteral("/workspace.json"));
}

QSplitter* makeSplitter() {
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->setObjectName(QStringLiteral("centre"));
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(gridUnit / 2);
    return splitter;
}

}  // namespace

MainWindow::MainWindow(QWidget* parent) : QMainWindow(parent), controller_(new Controller(this)) {
    registerResources();
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(tr("Selfsight"));
    setWindowIcon(QIcon(QStringLiteral(":/icons/selfsight.svg")));
    setAcceptDrops(true);
    setDockOptions(AnimatedDocks | AllowNestedDocks | AllowTabbedDocks);
    applyTheme();
    actions_ = std::make_unique<WindowActions>(this);
    buildCentre();
    buildDocks();
    activity_ = new ActivityBar(this);
    setStatusBar(activity_);
    new FocusRing(this);
    connectActions();
    connectPanels();
    connectViews();
    connectFindings();
    defaultLayout_ = saveState(layoutVersion);
    restoreLayout();
    if (const auto kept = Setup::fromText(QSettings().value(QLatin1String(setupKey)).toString()))
        setup_->setSetup(*kept);
    showRecent();
    updateActions();
    updatePages();
    updateMapNote();
    findDevices();
    connect(qGuiApp, &QGuiApplication::commitDataRequest, this,
            [this] { closeWithSession(sessionMilliseconds); });
}

MainWindow::~MainWindow() {
    // The controller joins its worker while the views that it signals still stand; nothing may ask it again
    // on the way.
    runs_->disconnect(this);
    setup_->disconnect(this);
    map_->disconnect(this);
    delete controller_;
}

void MainWindow::buildCentre() {
    curves_ = new CurvesView;
    curves_->setObjectName(QStringLiteral("curves"));
    map_ = new MapArea;
    map_->setObjectName(QStringLiteral("map"));
    mapNote_ = new QWidget;
    mapNote_->setObjectName(QStringLiteral("mapNote"));
    auto* note = new QHBoxLayout(mapNote_);
    note->setContentsMargins(gridUnit, gridUnit / 2, gridUnit, gridUnit / 2);
    auto* text = new CaptionLabel;
    text->setObjectName(QStringLiteral("mapNoteText"));
    auto* compute = new QPushButton(tr("Compute"));
    compute->setObjectName(QStringLiteral("mapNoteCompute"));
    compute->setAccessibleName(tr("Compute the missing maps"));
    compute->setToolTip(actions_->computeMaps->toolTip());
    connect(compute, &QPushButton::clicked, actions_->computeMaps, &QAction::trigger);
    note->addWidget(text, 1);
    note->addWidget(compute);

    const auto pane = [](const QString& title, std::initializer_list<QWidget*> parts) {
        auto* made = new QWidget;
        auto* column = new QVBoxLayout(made);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(0);
        column->addWidget(new PanelTitle(title));
        for (QWidget* part : parts) column->addWidget(part);
        column->setStretch(static_cast<int>(parts.size()), 1);
        return made;
    };
    centre_ = makeSplitter();
    centre_->addWidget(pane(tr("Curves"), {curves_}));
    centre_->addWidget(pane(tr("Map"), {mapNote_, map_}));
    centre_->setStretchFactor(0, 2);
    centre_->setStretchFactor(1, 3);
    centre_->setSizes({400, 600});

    welcome_ = new WelcomePage;
    pages_ = new QStackedWidget;
    pages_->setObjectName(QStringLiteral("pages"));
    pages_->addWidget(welcome_);
    pages_->addWidget(centre_);
    messages_ = new MessageBar;
    auto* whole = new QWidget;
    auto* column = new QVBoxLayout(whole);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(messages_);
    column->addWidget(pages_, 1);
    setCentralWidget(whole);
}

QDockWidget* MainWindow::addPanel(Qt::DockWidgetArea area, const QString& title, const char* name,
                                  QWidget* panel, QWidget* controls) {
    auto* dock = new QDockWidget(title, this);
    dock->setObjectName(QLatin1String(name));
    dock->setWidget(panel);
    // Tab leaves every view and text: it is the way from panel to panel.
    for (auto* view : panel->findChildren<QAbstractItemView*>()) view->setTabKeyNavigation(false);
    for (auto* text : panel->findChildren<QTextEdit*>()) text->setTabChangesFocus(true);
    if (auto* plain = qobject_cast<QPlainTextEdit*>(panel)) plain->setTabChangesFocus(true);
    auto* bar = new PanelTitle(title, dock);
    if (controls) bar->add(controls);
    bar->attachTo(dock);
    addDockWidget(area, dock);
    actions_->panels->addAction(dock->toggleViewAction());
    return dock;
}

void MainWindow::buildDocks() {
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    runs_ = new RunsPanel(controller_);
    auto* runsDock = addPanel(Qt::LeftDockWidgetArea, tr("Runs"), "runsDock", runs_);
    setup_ = new SetupPanel;
    details_ = new RunDetails;
    setupTabs_ = new QTabWidget;
    setupTabs_->setObjectName(QStringLiteral("setupTabs"));
    setupTabs_->setDocumentMode(true);
    setupTabs_->addTab(setup_, tr("New run"));
    setupTabs_->addTab(details_, tr("Selected run"));
    setupDock_ = addPanel(Qt::LeftDockWidgetArea, tr("Set-up"), "setupDock", setupTabs_);
    comparison_ = new ComparisonPanel(controller_);
    // Larger text or a low screen: the panel scrolls before its captions stand on each other.
    auto* comparisonDock = addPanel(Qt::RightDockWidgetArea, tr("Linear probe"), "comparisonDock",
                                    new VerticalScroll(comparison_), comparison_->controls());
    selection_ = new SelectionPanel;
    auto* selectionDock = addPanel(Qt::RightDockWidgetArea, tr("Selection"), "selectionDock", selection_,
                                   selection_->controls());
    findings_ = new FindingsPanel(controller_->findings());
    findingsDock_ =
        addPanel(Qt::RightDockWidgetArea, tr("Findings"), "findingsDock", findings_, findings_->controls());
    tabifyDockWidget(selectionDock, findingsDock_);
    selectionDock->raise();
    neighbourhood_ = new NeighbourhoodPanel;
    auto* neighbourhoodDock =
        addPanel(Qt::RightDockWidgetArea, tr("Neighbours"), "neighbourhoodDock", neighbourhood_);
    tabifyDockWidget(findingsDock_, neighbourhoodDock);
    selectionDock->raise();
    points_ = new PointsTable;
    auto* pointsDock =
        addPanel(Qt::BottomDockWidgetArea, tr("Points"), "pointsDock", points_, points_->controls());
    sweeps_ = new SweepPanel(controller_);
    sweepsDock_ =
        addPanel(Qt::BottomDockWidgetArea, tr("Variations"), "sweepsDock", sweeps_, sweeps_->controls());
    tabifyDockWidget(pointsDock, sweepsDock_);
    log_ = new QPlainTextEdit;
    log_->setObjectName(QStringLiteral("log"));
    log_->setAccessibleName(tr("Log"));
    log_->setReadOnly(true);
    log_->setMaximumBlockCount(logLinesAtMost);
    log_->setFrameShape(QFrame::NoFrame);
    log_->setFont(theme::tabularFont(log_->font()));
    logDock_ = addPanel(Qt::BottomDockWidgetArea, tr("Log"), "logDock", log_);
    tabifyDockWidget(pointsDock, logDock_);
    pointsDock->hide();
    sweepsDock_->hide();
    logDock_->hide();
    resizeDocks({runsDock, comparisonDock}, {34 * gridUnit, 44 * gridUnit}, Qt::Horizontal);
    resizeDocks({runsDock, setupDock_}, {40 * gridUnit, 56 * gridUnit}, Qt::Vertical);
    resizeDocks({comparisonDock, selectionDock}, {68 * gridUnit, 36 * gridUnit}, Qt::Vertical);
}

void MainWindow::restoreLayout() {
    const QSettings settings;
    resize(1440, 900);
    restoreGeometry(settings.value(QLatin1String(geometryKey)).toByteArray());
    restoreState(settings.value(QLatin1String(layoutKey)).toByteArray(), layoutVersion);
    centre_->restoreState(settings.value(QLatin1String(splitterKey)).toByteArray());
}

void MainWindow::saveLayout() const {
    QSettings settings;
    settings.setValue(QLatin1String(geometryKey), saveGeometry());
    settings.setValue(QLatin1String(layoutKey), saveState(layoutVersion));
    settings.setValue(QLatin1String(splitterKey), centre_->saveState());
}

void MainWindow::resetLayout() {
    restoreState(defaultLayout_, layoutVersion);
    centre_->setSizes({400, 600});
}

void MainWindow::applyTheme() {
    const auto mode = static_cast<theme::Mode>(QSettings().value(QLatin1String(themeKey), 0).toInt());
    theme::apply(*qApp, mode);
    if (!actions_) return;
    for (QAction* action : actions_->themes->actions()) {
        if (action->data().toInt() == static_cast<int>(mode)) action->setChecked(true);
    }
}

QStringList MainWindow::recentWorkspaces() {
    return QSettings().value(QLatin1String(recentKey)).toStringList();
}

void MainWindow::rememberWorkspace(const QString& folder) {
    QStringList recent = recentWorkspaces();
    recent.removeAll(folder);
    recent.prepend(folder);
    while (recent.size() > recentAtMost) recent.removeLast();
    QSettings().setValue(QLatin1String(recentKey), recent);
    showRecent();
}

void MainWindow::showRecent() {
    QStringList others;
    for (const QString& folder : recentWorkspaces()) {
        if (folder != controller_->workspace() && isWorkspace(folder)) others.push_back(folder);
    }
    welcome_->setRecent(others);
    actions_->recent->clear();
    actions_->recent->setEnabled(!others.isEmpty());
    for (const QString& folder : others) {
        actions_->recent->addAction(QDir::toNativeSeparators(folder), this,
                                    [this, folder] { openWorkspace(folder); });
    }
}

bool MainWindow::openWorkspace(const QString& folder) {
    QString wanted = folder;
    if (wanted.isEmpty()) {
        const QStringList recent = recentWorkspaces();
        if (!recent.isEmpty() && isWorkspace(recent.front())) wanted = recent.front();
    }
    if (wanted.isEmpty()) {
        wanted = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation) +
                 QStringLiteral("/Selfsight");
    }
    if (!controller_->openWorkspace(wanted)) return false;
    rememberWorkspace(controller_->workspace());
    setWindowTitle(tr("%1 – Selfsight").arg(QDir(controller_->workspace()).dirName()));
    welcome_->setWorkspace(controller_->workspace());
    return true;
}

void MainWindow::closeSoon(int milliseconds) {
    closing_ = true;
    if (!controller_->busy()) {
        close();
        return;
    }
    connect(controller_, &Controller::idle, this, &QWidget::close, Qt::QueuedConnection);
    controller_->finishUp(milliseconds);
}

void MainWindow::closeWithSession(int milliseconds) {
    closeSoon(milliseconds);
    if (!controller_->busy()) return;
    QEventLoop wait;
    connect(controller_, &Controller::idle, &wait, &QEventLoop::quit);
    QTimer::singleShot(milliseconds + cancelMilliseconds, &wait, &QEventLoop::quit);
    wait.exec(QEventLoop::ExcludeUserInputEvents);
}

void MainWindow::closeEvent(QCloseEvent* event) {
    QSettings().setValue(QLatin1String(setupKey), setup_->setup().toText());
    saveLayout();
    if (!controller_->busy()) {
        event->accept();
        return;
    }
    event->ignore();
    if (closing_) return;
    QMessageBox box(QMessageBox::Question, tr("A job is under way"),
                    tr("%1 has not ended.").arg(controller_->activity().title), QMessageBox::NoButton, this);
    box.setObjectName(QStringLiteral("closeQuestion"));
    box.setInformativeText(
        tr("Jobs end with the window. What a run has learnt can be kept, and goes on later with Resume; jobs "
           "that "
           "wait are offered again."));
    auto* keep = box.addButton(tr("Stop and keep"), QMessageBox::AcceptRole);
    keep->setObjectName(QStringLiteral("closeKeep"));
    auto* discard = box.addButton(tr("Cancel the job"), QMessageBox::DestructiveRole);
    discard->setObjectName(QStringLiteral("closeDiscard"));
    auto* stay = box.addButton(tr("Do not close"), QMessageBox::RejectRole);
    stay->setObjectName(QStringLiteral("closeStay"));
    box.setDefaultButton(keep);
    box.setEscapeButton(stay);
    box.exec();
    if (box.clickedButton() == keep) {
        closeSoon(stopMilliseconds);
    } else if (box.clickedButton() == discard) {
        closeSoon(0);
    }
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls() && event->mimeData()->urls().front().isLocalFile())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    const QString path = event->mimeData()->urls().front().toLocalFile();
    event->acceptProposedAction();
    if (isWorkspace(path)) {
        openWorkspace(path);
    } else {
        chooseData(path);
    }
}

}  // namespace selfsight::ui
