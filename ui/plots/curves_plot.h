// The plot itself: axes, grid and curves in a theme's colours. On the screen and, with its own instance, in
// exports.
#pragma once

#include "ui/plots/curve_sheet.h"
#include "ui/plots/curves_model.h"

#include <qcustomplot.h>

namespace selfsight::ui {

class CurvesPlot : public QCustomPlot {
    Q_OBJECT
  public:
    explicit CurvesPlot(const CurvesModel* model, QWidget* parent = nullptr);

    void restyle(const theme::Colours& colours, const QFont& font);
    // Axis titles, scales and margins after the model changed.
    void refresh();
    // Ranges that show everything; or, with keepX, everything within the x range.
    void showAll(bool keepX = false);
    CurveSheet* sheet() const { return sheet_; }
    QRect area() const { return axisRect()->rect(); }

  private:
    const CurvesModel* model_;
    CurveSheet* sheet_;
};

}  // namespace selfsight::ui
