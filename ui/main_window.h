// The window: lays out the panels and views, and connects them with the controller.
#pragma once

#include "ui/controller/controller.h"
#include "ui/jobs/background.h"
#include "ui/window_actions.h"

#include <QMainWindow>
#include <memory>
#include <optional>
#include <vector>

class QDockWidget;
class QPlainTextEdit;
class QSplitter;
class QStackedWidget;
class QTabWidget;

namespace selfsight::ui {

class ActivityBar;
class ComparisonPanel;
class CurvesView;
class FindingsPanel;
class MapArea;
class MessageBar;
class NeighbourhoodPanel;
class PointsTable;
class RunDetails;
class RunsPanel;
class SelectionPanel;
class SetupPanel;
class SweepPanel;
class Tour;
struct TourStep;
class WelcomePage;

class MainWindow final : public QMainWindow {
    Q_OBJECT

  public:
    explicit MainWindow(QWidget* parent = nullptr);
    ~MainWindow() override;

    Controller* controller() { return controller_; }
    // Opens the folder, or the one used last, or a new one in the person's documents.
    bool openWorkspace(const QString& folder = {});
    // Chooses the data for the next run.
    void chooseData(const QString& location);
    void startDemo();
    // Stops and keeps what runs, waits for at most so long, then closes. Never asks.
    void closeSoon(int milliseconds);
    // The same, and returns when that is done: a desktop that ends the session ends the program as soon as
    // this has answered. Called by QGuiApplication::commitDataRequest.
    void closeWithSession(int milliseconds);

    static QStringList recentWorkspaces();

  protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

  private:
    // main_window.cpp
    void buildCentre();
    void buildDocks();
    QDockWidget* addPanel(Qt::DockWidgetArea area, const QString& title, const char* name, QWidget* panel,
                          QWidget* controls = nullptr);
    void restoreLayout();
    void saveLayout() const;
    void applyTheme();
    void resetLayout();
    void rememberWorkspace(const QString& folder);
    void showRecent();

    // main_window_exchange.cpp
    void connectExchange();
    void updateExchangeActions();
    void importWeights();
    void openEmbeddings();
    void exportWeights();
    void exportResults(const QString& format);
    void addExport(const QString& title, const QString& run, const QString& format, const QString& path);
    void copySnippet();
    // main_window_findings.cpp
    void connectFindings();
    void showImages();
    void updateFindings();
    void labelSelection();

    // main_window_wiring.cpp
    void connectActions();
    void connectViews();
    void connectPanels();
    void findDevices();
    void setCurrentRun(const QString& id);
    void updateActions();
    void updatePages();
    void updateMapNote();
    void updateMapChoices();
    void start(const Setup& setup);
    void connectUndo();
    void askWorkspace();
    void askData();
    void bringForward(int encoder);
    // main_window_runs.cpp
    void downloadData();
    void duplicate(const QString& id);
    void vary(const Setup& setup);
    void varyRun(const QString& id);
    void probeElsewhere(const QString& id);
    void openBin();
    // main_window_export.cpp
    void connectExports();
    // Of what is shown; as PDF, or else opened in the browser.
    void writeReport(const QString& pdf);
    void openReport(const QString& page);
    void exportTo(const QString& title, const QString& name, const QString& filter,
                  const std::function<void(const QString&)>& write);
    void exportEverything();
    void writeTable(const QString& path);
    // main_window_tour.cpp
    void connectHelp();
    void showGuide();
    void startTour();
    QVector<TourStep> tourSteps();
    void showAbout();

    Controller* controller_;
    std::unique_ptr<WindowActions> actions_;
    MessageBar* messages_;
    QStackedWidget* pages_;
    WelcomePage* welcome_;
    QSplitter* centre_;
    CurvesView* curves_;
    MapArea* map_;
    QWidget* mapNote_;
    RunsPanel* runs_;
    SetupPanel* setup_;
    RunDetails* details_;
    QTabWidget* setupTabs_;
    ComparisonPanel* comparison_;
    SelectionPanel* selection_;
    NeighbourhoodPanel* neighbourhood_;
    PointsTable* points_;
    FindingsPanel* findings_;
    QDockWidget* findingsDock_;
    std::shared_ptr<const data::ImageSet> images_;               // as the views have them
    std::vector<data::LabelColumn> imageColumns_;                // of the source alone
    std::optional<std::vector<store::HandLabels>> labelsShown_;  // put beside them
    SweepPanel* sweeps_;
    QDockWidget* sweepsDock_;
    QPlainTextEdit* log_;
    QDockWidget* logDock_;
    QDockWidget* setupDock_;
    ActivityBar* activity_;
    Tour* tour_ = nullptr;
    QByteArray defaultLayout_;
    QString deviceSummary_;
    QStringList knownData_;  // as the controller has it
    bool closing_ = false;
    Background background_;
};

}  // namespace selfsight::ui
