// The curves as a figure: the same model in the light theme.
#pragma once

#include "ui/export/figure.h"
#include "ui/plots/curves_model.h"

namespace selfsight::ui {

// The part of the plane in view; not set: everything.
struct CurvesRange {
    double xLow = 0, xHigh = 0, yLow = 0, yHigh = 0;
    bool set = false;
};

class CurvesFigure : public Figure {
  public:
    // `model` must outlive the figure.
    explicit CurvesFigure(const CurvesModel& model, const CurvesRange& view = {},
                          const QSizeF& size = {900, 480});

    Provenance provenance() const override;
    QSizeF size() const override { return size_; }
    void paint(QCPPainter& painter, const QRectF& area, bool vector, double scale) const override;
    // One row a value: run, metric, step, epoch, images_seen, seconds, value.
    void writeCsv(QTextStream& out, bool all) const override;

  private:
    const CurvesModel& model_;
    CurvesRange view_;
    QSizeF size_;
};

}  // namespace selfsight::ui
