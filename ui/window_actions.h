// Every command of the window: one QAction each, in menus and tool bar, with its shortcut.
#pragma once

#include <QAction>
#include <QComboBox>
#include <QObject>

class QMainWindow;
class QMenu;
class QToolBar;

namespace selfsight::ui {

struct WindowActions {
    explicit WindowActions(QMainWindow* window);

    // Workspace
    QAction* newRun;
    QAction* openWorkspace;
    QAction* openData;
    QAction* report;
    QAction* reportPdf;
    QAction* importWeights;
    QAction* openEmbeddings;
    QAction* exportWeights;
    QMenu* exportResults;       // data(): the format
    QActionGroup* resolutions;  // data(): dots an inch of PNG exports
    QAction* exportAll;
    QAction* exportCurves;
    QAction* exportMaps;
    QAction* exportTable;
    QAction* exportBars;
    QAction* exportConfusion;
    QAction* exportEfficiency;
    QAction* quit;
    QMenu* recent;

    // Edit
    QAction* undo;
    QAction* redo;
    QAction* selectAll;
    QAction* clearSelection;
    QAction* findClass;
    QAction* copyTable;
    QAction* copySnippet;

    // Run
    QAction* compare;
    QAction* pause;
    QAction* stop;
    QAction* cancel;
    QAction* resume;
    QAction* duplicate;
    QAction* vary;
    QAction* rename;
    QAction* notes;
    QAction* openFolder;
    QAction* remove;
    QAction* bin;
    QAction* through;
    QAction* transfer;
    QAction* computeMaps;

    // View
    QAction* encoders[4];
    QAction* allEncoders;
    QAction* fit;
    QAction* presentation;
    QAction* fullScreen;
    QAction* resetLayout;
    QActionGroup* themes;  // data(): int of theme::Mode
    QMenu* panels;         // docks are added by the window

    // Help
    QAction* guide;
    QAction* tour;
    QAction* about;

    QComboBox* mapMethod;
    QToolBar* toolBar;
    QMenu* viewMenu;

  private:
    QAction* make(const QString& text, const char* name, const char* icon, const QString& help,
                  const QKeySequence& shortcut = {});
    void makeAll();
    void fillMenus();
    void fillToolBar();

    QMainWindow* window_;
};

}  // namespace selfsight::ui
