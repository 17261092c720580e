// What changes with the mouse: drawn above the plot, so that the curves need no repaint.
#pragma once

#include "ui/plots/curves_plot.h"

#include <QWidget>
#include <cmath>

namespace selfsight::ui {

class Crosshair : public QWidget {
    Q_OBJECT
  public:
    Crosshair(CurvesPlot* plot, const CurvesModel* model);

    void setX(double x);  // NaN: none
    double x() const { return x_; }
    // Shown in place of the plot; empty: the plot.
    QString emptyText;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    CurvesPlot* plot_;
    const CurvesModel* model_;
    double x_ = std::nan("");
};

}  // namespace selfsight::ui
