#include "ui/window_actions.h"

#include "ui/panels/panel_title.h"
#include "ui/theme/theme.h"

#include <QActionGroup>
#include <QCoreApplication>
#include <QLabel>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QToolBar>
#include <tuple>

namespace selfsight::ui {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("selfsight::ui::WindowActions", text);
}

}  // namespace

WindowActions::WindowActions(QMainWindow* window) : window_(window) {
    makeAll();
    fillMenus();
    fillToolBar();
}

QAction* WindowActions::make(const QString& text, const char* name, const char* icon, const QString& help,
                             const QKeySequence& shortcut) {
    auto* action = new QAction(text, window_);
    action->setObjectName(QLatin1String(name));
    if (*icon) action->setIcon(theme::themedIcon(QLatin1String(icon)));
    QString plain = text;
    plain.remove('&');
    action->setIconText(plain);
    if (!shortcut.isEmpty()) action->setShortcut(shortcut);
    action->setToolTip(shortcut.isEmpty() ? help
                                          : QStringLiteral("%1 (%2)").arg(
                                                help, shortcut.toString(QKeySequence::NativeText)));
    action->setStatusTip(help);
    return action;
}

void WindowActions::makeAll() {
    newRun = make(tr("&New run"), "actionNewRun", "new-run", tr("Set up a run"), QKeySequence::New);
    openWorkspace = make(tr("&Open workspace…"), "actionOpenWorkspace", "workspace",
                         tr("Open a folder of runs"), QKeySequence::Open);
    openData = make(tr("Choose &data set…"), "actionOpenData", "folder",
                    tr("A CIFAR archive or a file of images for the next run"));
    report = make(tr("&Report"), "actionReport", "report", tr("Write and open the report of the runs shown"),
                  QKeySequence(Qt::CTRL | Qt::Key_R));
    reportPdf =
        make(tr("Report as &PDF…"), "actionReportPdf", "", tr("Write the report of the runs shown as PDF"));
    importWeights = make(tr("Import &weights…"), "actionImportWeights", "",
                         tr("Open a checkpoint of PyTorch or safetensors as a run"));
    openEmbeddings = make(tr("Open em&beddings…"), "actionOpenEmbeddings", "",
                          tr("Open embeddings made elsewhere (.npy) as a run"));
    exportWeights = make(tr("&Weights…"), "actionExportWeights", "",
                         tr("Write the encoder of the selected run for PyTorch, ONNX or as a Python script"));
    exportAll = make(tr("&Everything…"), "actionExportAll", "export",
                     tr("Write every plot, map and table into a folder"), QKeySequence(Qt::CTRL | Qt::Key_E));
    exportCurves =
        make(tr("&Curves…"), "actionExportCurves", "", tr("Write the curves as PNG, SVG, PDF or CSV"));
    exportMaps = make(tr("&Maps…"), "actionExportMaps", "", tr("Write the maps as PNG, SVG, PDF or CSV"));
    exportTable = make(tr("&Table…"), "actionExportTable", "", tr("Write the comparison as CSV or Markdown"));
    exportBars = make(tr("&Accuracies…"), "actionExportBars", "",
                      tr("Write the bars of the linear probe as PNG, SVG, PDF or CSV"));
    exportConfusion = make(tr("C&onfusion…"), "actionExportConfusion", "",
                           tr("Write the confusion matrix as PNG, SVG, PDF or CSV"));
    exportEfficiency = make(tr("&Label efficiency…"), "actionExportEfficiency", "",
                            tr("Write accuracy against labelled images as PNG, SVG, PDF or CSV"));
    quit = make(tr("&Quit"), "actionQuit", "", tr("Close the window"), QKeySequence::Quit);
    quit->setMenuRole(QAction::QuitRole);

    undo = make(tr("&Undo"), "actionUndo", "undo", tr("Take back the last change"), QKeySequence::Undo);
    redo = make(tr("&Redo"), "actionRedo", "redo", tr("Make the change again"),
                QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z));
    selectAll = make(tr("Select &all"), "actionSelectAll", "",
                     tr("Select every image that matches the filter"), QKeySequence::SelectAll);
    clearSelection = make(tr("&Clear selection"), "actionClearSelection", "", tr("Select nothing"));
    findClass = make(tr("&Find a class"), "actionFindClass", "search", tr("Search the map's legend"),
                     QKeySequence::Find);
    copySnippet = make(tr("Copy &Python snippet"), "actionCopySnippet", "",
                       tr("Copy the code that rebuilds the selected run's encoder in plain PyTorch"));
    copyTable = make(tr("Copy comparison as &Markdown"), "actionCopyTable", "copy",
                     tr("Copy the comparison as a Markdown table"));

    compare = make(tr("&Compare all four"), "actionCompare", "compare",
                   tr("Train, map and probe all four encoders as set up at the left"),
                   QKeySequence(Qt::CTRL | Qt::Key_Return));
    pause = make(tr("&Pause"), "actionPause", "pause", tr("Pause or go on"), QKeySequence(Qt::Key_Space));
    pause->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    stop =
        make(tr("&Stop and keep"), "actionStop", "stop", tr("End this run now and keep what it has learnt"));
    cancel =
        make(tr("C&ancel"), "actionCancel", "cancel", tr("End the whole job; its runs leave the comparison"));
    resume = make(tr("&Resume"), "actionResume", "resume",
                  tr("Go on with the selected run from its last checkpoint"));
    duplicate =
        make(tr("&Duplicate as new…"), "actionDuplicate", "copy", tr("Set up a run like the selected one"));
    vary = make(tr("&Vary…"), "actionVary", "settings",
                tr("Train a grid of values of any options, and compare what each is worth"));
    rename = make(tr("Re&name"), "actionRename", "", tr("Change the name of the selected run"),
                  QKeySequence(Qt::Key_F2));
    notes = make(tr("N&otes…"), "actionNotes", "", tr("Write notes on the selected run"));
    openFolder =
        make(tr("Open &folder"), "actionOpenFolder", "folder", tr("Show the files of the selected run"));
    remove = make(tr("De&lete…"), "actionDelete", "trash", tr("Move the selected runs to the bin"),
                  QKeySequence::Delete);
    bin = make(tr("&Bin…"), "actionBin", "", tr("Put deleted runs back"));
    through = make(tr("Make the maps through &training"), "actionThrough", "",
                   tr("One map for every moment that the selected run kept, to be played below the maps"));
    transfer = make(tr("Probe on ot&her data…"), "actionTransfer", "",
                    tr("What the selected run's encoder is worth on images that it was not trained on"));
    computeMaps = make(tr("Compute missing &maps"), "actionComputeMaps", "map",
                       tr("Compute the chosen map for the shown runs that lack it"));

    for (int i = 0; i < 4; ++i) {
        const QByteArray name = "actionEncoder" + QByteArray::number(i + 1);
        encoders[i] = make(tr("Encoder &%1").arg(i + 1), name.constData(), "",
                           tr("Bring the map and the curve of encoder %1 forward").arg(i + 1),
                           QKeySequence(Qt::Key_1 + i));
        encoders[i]->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    }
    allEncoders = make(tr("&All encoders"), "actionAllEncoders", "", tr("Show the maps side by side"),
                       QKeySequence(Qt::Key_0));
    allEncoders->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    fit = make(tr("&Fit maps"), "actionFit", "fit", tr("Show whole maps"));
    presentation = make(tr("Pre&sentation"), "actionPresentation", "",
                        tr("Larger text, thicker lines and larger points, for a screen that many look at"),
                        QKeySequence(Qt::Key_F5));
    presentation->setCheckable(true);
    fullScreen = make(tr("F&ull screen"), "actionFullScreen", "", tr("Use the whole screen"),
                      QKeySequence(Qt::Key_F11));
    fullScreen->setCheckable(true);
    resetLayout =
        make(tr("&Reset layout"), "actionResetLayout", "", tr("Put all panels back to their places"));
    themes = new QActionGroup(window_);
    const std::pair<QString, theme::Mode> modes[] = {{tr("&System"), theme::Mode::System},
                                                     {tr("&Light"), theme::Mode::Light},
                                                     {tr("&Dark"), theme::Mode::Dark}};
    for (const auto& [text, mode] : modes) {
        auto* action = new QAction(text, themes);
        action->setObjectName(QStringLiteral("actionTheme%1").arg(static_cast<int>(mode)));
        action->setData(static_cast<int>(mode));
        action->setCheckable(true);
    }
    guide = make(tr("&What to look at"), "actionGuide", "info", tr("How to read curves, maps and bars"),
                 QKeySequence::HelpContents);
    tour = make(tr("Guided &tour"), "actionTour", "info",
                tr("From panel to panel: what the four encoders have learnt"),
                QKeySequence(Qt::SHIFT | Qt::Key_F1));
    about = make(tr("&About Selfsight"), "actionAbout", "", tr("Versions, devices and licences"));
    about->setMenuRole(QAction::AboutRole);
}

void WindowActions::fillMenus() {
    QMenuBar* bar = window_->menuBar();
    QMenu* workspace = bar->addMenu(tr("&Workspace"));
    workspace->addAction(newRun);
    workspace->addAction(openData);
    workspace->addSeparator();
    workspace->addAction(openWorkspace);
    recent = workspace->addMenu(tr("Open re&cent"));
    recent->setObjectName(QStringLiteral("recentMenu"));
    workspace->addSeparator();
    workspace->addActions({importWeights, openEmbeddings});
    workspace->addSeparator();
    workspace->addActions({report, reportPdf});
    QMenu* exports = workspace->addMenu(theme::themedIcon(QStringLiteral("export")), tr("&Export"));
    exports->addAction(exportAll);
    exports->addSeparator();
    exports->addActions(
        {exportCurves, exportMaps, exportBars, exportConfusion, exportEfficiency, exportTable});
    exports->addSeparator();
    exports->addAction(exportWeights);
    exportResults = exports->addMenu(tr("Results of the selected &run"));
    for (const auto& [text, name, format] : {std::tuple(tr("As &tables (CSV)…"), "actionExportCsv", "csv"),
                                             std::tuple(tr("As &arrays (NumPy)…"), "actionExportNpy", "npy"),
                                             std::tuple(tr("For TensorBoard's &projector…"),
                                                        "actionExportProjector", "tensorboard-projector")}) {
        QAction* action = exportResults->addAction(text);
        action->setObjectName(QLatin1String(name));
        action->setData(QLatin1String(format));
    }
    QMenu* dots = exports->addMenu(tr("PNG &resolution"));
    resolutions = new QActionGroup(window_);
    for (const int dpi : {96, 192, 300, 600}) {
        auto* action = new QAction(tr("%1 dots per inch").arg(dpi), resolutions);
        action->setObjectName(QStringLiteral("actionDpi%1").arg(dpi));
        action->setData(dpi);
        action->setCheckable(true);
        dots->addAction(action);
    }
    workspace->addSeparator();
    workspace->addAction(quit);

    QMenu* edit = bar->addMenu(tr("&Edit"));
    edit->addActions({undo, redo});
    edit->addSeparator();
    edit->addActions({selectAll, clearSelection, findClass});
    edit->addSeparator();
    edit->addActions({copyTable, copySnippet});

    QMenu* run = bar->addMenu(tr("&Run"));
    run->addActions({compare, vary});
    run->addSeparator();
    run->addActions({pause, stop, cancel});
    run->addSeparator();
    run->addActions({resume, duplicate, rename, notes, openFolder, remove, bin});
    run->addSeparator();
    run->addActions({computeMaps, through, transfer});

    viewMenu = bar->addMenu(tr("&View"));
    for (QAction* encoder : encoders) viewMenu->addAction(encoder);
    viewMenu->addActions({allEncoders, fit});
    viewMenu->addSeparator();
    panels = viewMenu->addMenu(tr("&Panels"));
    QMenu* look = viewMenu->addMenu(tr("&Theme"));
    look->addActions(themes->actions());
    viewMenu->addActions({resetLayout, presentation, fullScreen});

    QMenu* help = bar->addMenu(tr("&Help"));
    help->addActions({guide, tour, about});
}

void WindowActions::fillToolBar() {
    toolBar = window_->addToolBar(tr("Commands"));
    toolBar->setObjectName(QStringLiteral("toolBar"));
    toolBar->setMovable(false);
    toolBar->setIconSize(QSize(20, 20));
    toolBar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    toolBar->addActions({newRun, compare, pause, stop, cancel});
    toolBar->addSeparator();

    const auto choice = [this](const QString& text, const char* name, const QString& help) {
        auto* label = new QLabel(text);
        label->setContentsMargins(gridUnit, 0, gridUnit / 2, 0);
        auto* box = new QComboBox;
        box->setObjectName(QLatin1String(name));
        box->setAccessibleName(text);
        box->setToolTip(help);
        box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
        label->setBuddy(box);
        toolBar->addWidget(label);
        toolBar->addWidget(box);
        return box;
    };
    mapMethod = choice(tr("Map"), "mapMethod", tr("How 2-D positions are made from the embedding"));
    mapMethod->addItem(QStringLiteral("t-SNE"), QStringLiteral("tsne"));
    mapMethod->addItem(QStringLiteral("UMAP"), QStringLiteral("umap"));
    mapMethod->addItem(QStringLiteral("PCA"), QStringLiteral("pca"));

    auto* space = new QWidget;
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    toolBar->addWidget(space);
    toolBar->addActions({report, exportAll});
    exportAll->setIconText(tr("Export"));
    for (QAction* action : toolBar->actions()) {
        if (QWidget* button = toolBar->widgetForAction(action); button && !action->objectName().isEmpty()) {
            button->setObjectName(action->objectName() + QStringLiteral("Button"));
            button->setAccessibleName(action->iconText());
        }
    }
}

}  // namespace selfsight::ui
