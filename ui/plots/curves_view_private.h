// The parts of the curves' view: what stands in it, and what they do to each other.
#pragma once

#include "ui/export/curves_figure.h"
#include "ui/plots/crosshair.h"
#include "ui/plots/curves_plot.h"
#include "ui/plots/curves_view.h"
#include "ui/plots/overview_strip.h"
#include "ui/plots/runs_legend.h"

#include <QTimer>

class QComboBox;
class QLabel;
class QSlider;
class QTabBar;
class QToolButton;

namespace selfsight::ui {

class CurvesView::Private : public QObject {
  public:
    explicit Private(CurvesView* view) : QObject(view), q(view) {}

    void build();
    QWidget* buildToolBar();
    // After rows or settings changed: once for many changes.
    void schedule() {
        if (!timer.isActive()) timer.start();
    }
    void refresh();
    void refreshTabs();
    void refreshLegend();
    void replot();
    void moveCrosshair(double px);
    void askForDetail();
    void contextMenu(const QPoint& at);
    CurvesFigure figure() const;
    bool eventFilter(QObject* watched, QEvent* event) override;

    CurvesView* const q;
    CurvesModel model;
    QString wantedGroup = QStringLiteral("loss");
    bool following = true;  // the axes go with the data until someone zooms
    QTimer timer;
    QTimer detailTimer;  // since the axes last moved
    CurvesPlot* plot = nullptr;
    Crosshair* crosshair = nullptr;
    OverviewStrip* overview = nullptr;
    RunsLegend* legend = nullptr;
    QTabBar* tabs = nullptr;
    QComboBox* axisBox = nullptr;
    QSlider* smooth = nullptr;
    QLabel* smoothValue = nullptr;
    QToolButton* logButton = nullptr;
    QToolButton* fitButton = nullptr;
};

}  // namespace selfsight::ui
