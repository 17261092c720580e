// All curves of the model as one plottable of QCustomPlot, which gives axes, grid and ranges.
#pragma once

#include "ui/plots/line_raster.h"

#include <qcustomplot.h>

namespace selfsight::ui {

class CurveSheet : public QCPAbstractPlottable {
    Q_OBJECT
  public:
    CurveSheet(QCPAxis* keyAxis, QCPAxis* valueAxis, const CurvesModel* model);

    void setColours(const theme::Colours& colours) { colours_ = colours; }
    void setLineWidth(double width) { lineWidth_ = width; }
    // Room that the labels at the line ends want right of the axes.
    int labelWidth(const QFont& font) const;

    double selectTest(const QPointF& at, bool onlySelectable, QVariant* details = nullptr) const override;
    QCPRange getKeyRange(bool& found, QCP::SignDomain signs = QCP::sdBoth) const override;
    QCPRange getValueRange(bool& found, QCP::SignDomain signs = QCP::sdBoth,
                           const QCPRange& keys = QCPRange()) const override;

  protected:
    void draw(QCPPainter* painter) override;
    void drawLegendIcon(QCPPainter*, const QRectF&) const override {}
    QRect clipRect() const override;

  private:
    LineMapping mapping(double ratio) const;
    void drawVector(QCPPainter* painter, const std::vector<CurveLine>& lines) const;
    void drawMarks(QCPPainter* painter, const std::vector<CurveLine>& lines) const;
    void drawLabels(QCPPainter* painter, const std::vector<CurveLine>& lines) const;

    const CurvesModel* model_;
    theme::Colours colours_;
    double lineWidth_ = 1.6;
};

constexpr int kLabelsAtMost = 8;

// A star of five points around the origin.
QPolygonF starShape(double radius);
// Dash lengths of a pen style in pixels, for lines of a width.
std::vector<float> dashLengths(Qt::PenStyle style, double width);

}  // namespace selfsight::ui
