#include "ui/plots/curves_plot.h"

#include <algorithm>
#include <cmath>

namespace selfsight::ui {

namespace {

// Ticks that read as the axis' quantity: thousands and millions short, times as clocks at whole minutes.
class AxisTicker : public QCPAxisTicker {
  public:
    explicit AxisTicker(const CurvesModel* model) : model_(model) { setTickCount(6); }

  protected:
    double getTickStep(const QCPRange& range) override {
        if (model_->axis != 3) return QCPAxisTicker::getTickStep(range);
        static constexpr double steps[] = {1,   2,   5,    10,   15,   30,    60,    120,  300,
                                           600, 900, 1800, 3600, 7200, 14400, 43200, 86400};
        for (const double step : steps)
            if (range.size() / step <= 7) return step;
        return 86400 * std::ceil(range.size() / 7 / 86400);
    }
    QString getTickLabel(double tick, const QLocale&, QChar, int) override {
        return axisText(tick, model_->axis);
    }
    int getSubTickCount(double) override { return 0; }

  private:
    const CurvesModel* model_;
};

}  // namespace

CurvesPlot::CurvesPlot(const CurvesModel* model, QWidget* parent) : QCustomPlot(parent), model_(model) {
    setObjectName(QStringLiteral("curvesPlot"));
    setAccessibleName(tr("Curves"));
    sheet_ = new CurveSheet(xAxis, yAxis, model);
    xAxis->setTicker(QSharedPointer<QCPAxisTicker>(new AxisTicker(model)));
    setNoAntialiasingOnDrag(false);
    setPlottingHints(QCP::phCacheLabels);
    setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    axisRect()->setRangeZoom(Qt::Horizontal);
    axisRect()->setRangeZoomFactor(0.8);
    for (QCPAxis* axis : {xAxis, yAxis}) {
        axis->setTickLengthIn(0);
        axis->setTickLengthOut(4);
        axis->setSubTicks(false);
        axis->grid()->setSubGridVisible(false);
        axis->grid()->setZeroLinePen(Qt::NoPen);
        axis->setOffset(axis == xAxis ? 4 : 4);  // beside the data, not on it
        axis->setUpperEnding(QCPLineEnding::esNone);
    }
    // A low plot has no room for a long title; its tab's tool tip has it all.
    connect(this, &QCustomPlot::afterLayout, this, [this] {
        yAxis->setLabel(QFontMetrics(yAxis->labelFont())
                            .elidedText(groupAxis(model_->group), Qt::ElideRight, axisRect()->height()));
    });
    restyle(theme::colours(palette()), font());
}

void CurvesPlot::restyle(const theme::Colours& colours, const QFont& font) {
    setBackground(QBrush(colours.base));
    sheet_->setColours(colours);
    sheet_->setLineWidth(1.6 * theme::strokeScale());
    QFont small = font;
    if (font.pixelSize() > 0)
        small.setPixelSize(std::max(9, static_cast<int>(std::lround(font.pixelSize() * 0.88))));
    else
        small.setPointSizeF(std::max(7.0, font.pointSizeF() * 0.88));
    for (QCPAxis* axis : {xAxis, yAxis}) {
        axis->setBasePen(QPen(colours.line, 1));
        axis->setTickPen(QPen(colours.line, 1));
        axis->setTickLabelColor(colours.secondary);
        axis->setLabelColor(colours.secondary);
        axis->setTickLabelFont(theme::tabularFont(small));
        axis->setLabelFont(small);
        axis->grid()->setPen(QPen(colours.grid, 1));
    }
}

void CurvesPlot::refresh() {
    xAxis->setLabel(axisTitle(model_->axis));
    yAxis->setLabel(groupAxis(model_->group));
    const bool logarithmic = yAxis->scaleType() == QCPAxis::stLogarithmic;
    if (logarithmic != model_->logarithmic || !yAxis->ticker()) {
        yAxis->setScaleType(model_->logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
        QSharedPointer<QCPAxisTicker> ticker(model_->logarithmic ? new QCPAxisTickerLog : new QCPAxisTicker);
        ticker->setTickCount(5);
        yAxis->setTicker(ticker);
        yAxis->setNumberFormat(model_->logarithmic ? QStringLiteral("gb") : QStringLiteral("g"));
        yAxis->setNumberPrecision(model_->logarithmic ? 2 : 6);
    }
    axisRect()->setMinimumMargins(QMargins(0, 8, sheet_->labelWidth(xAxis->tickLabelFont()), 0));
}

void CurvesPlot::showAll(bool keepX) {
    if (!keepX) {
        const CurvesModel::Bounds x = model_->xRange();
        if (x.any) xAxis->setRange(x.low, x.high);
    }
    const CurvesModel::Bounds y = model_->yRange(xAxis->range().lower, xAxis->range().upper, 0.06);
    if (y.any) yAxis->setRange(y.low, y.high);
}

}  // namespace selfsight::ui
