#include "ui/plots/efficiency_plot.h"

#include <algorithm>
#include <cmath>

namespace selfsight::ui {

EfficiencyPlot::EfficiencyPlot(QWidget* parent) : QCustomPlot(parent) {
    setObjectName(QStringLiteral("efficiencyPlot"));
    setAccessibleName(tr("Label efficiency"));
    setMinimumHeight(200);
    xAxis->setScaleType(QCPAxis::stLogarithmic);
    xAxis->setLabel(tr("labelled images per class"));
    yAxis->setLabel(tr("accuracy on test images"));
    for (QCPAxis* axis : {xAxis, yAxis}) {
        axis->setTickLengthIn(0);
        axis->setSubTicks(false);
        axis->grid()->setSubGridVisible(false);
        axis->grid()->setZeroLinePen(Qt::NoPen);
    }
    axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignTop | Qt::AlignLeft);
}

void EfficiencyPlot::setLines(const QVector<Line>& lines) {
    lines_ = lines;
    draw();
}

void EfficiencyPlot::changeEvent(QEvent* event) {
    QCustomPlot::changeEvent(event);
    if (theme::changed(event)) draw();
}

void EfficiencyPlot::draw() {
    const theme::Colours& colours = theme::colours(palette());
    clearPlottables();
    setBackground(QBrush(colours.base));
    for (QCPAxis* axis : {xAxis, yAxis}) {
        axis->setBasePen(QPen(colours.line, 1));
        axis->setTickPen(QPen(colours.line, 1));
        axis->setTickLabelColor(colours.secondary);
        axis->setLabelColor(colours.secondary);
        axis->setTickLabelFont(theme::tabularFont(font()));
        axis->setLabelFont(font());
        axis->grid()->setPen(QPen(colours.grid, 1));
    }
    const QSharedPointer<QCPAxisTickerText> ticks(new QCPAxisTickerText);
    double most = 0, last = 1;
    QStringList described;
    for (const Line& line : lines_) {
        // What is called "all" stands at its mean number per class.
        double classes = 1;
        for (const auto& point : line.points)
            if (point.perClass == 1) classes = static_cast<double>(std::max<std::int64_t>(1, point.fitCount));
        QVector<double> x, y, below, above;
        for (const auto& point : line.points) {
            const double at = point.perClass > 0 ? static_cast<double>(point.perClass)
                                                 : static_cast<double>(point.fitCount) / classes;
            const bool interval = std::isfinite(point.accuracy.low) && std::isfinite(point.accuracy.high);
            x.push_back(at);
            y.push_back(point.accuracy.mean);
            below.push_back(interval ? point.accuracy.mean - point.accuracy.low : 0);
            above.push_back(interval ? point.accuracy.high - point.accuracy.mean : 0);
            most = std::max(most, point.accuracy.mean + above.back());
            last = std::max(last, at);
            ticks->addTick(at, point.perClass > 0 ? QString::number(point.perClass) : tr("all"));
        }
        QPen pen(line.style.colour, 1.6 * theme::strokeScale());
        pen.setStyle(line.style.dash);
        QCPGraph* graph = addGraph();
        graph->setName(line.label);
        graph->setPen(pen);
        graph->setScatterStyle(
            QCPScatterStyle(QCPScatterStyle::ssDisc, line.style.colour, line.style.colour, 5));
        graph->setData(x, y, true);
        auto* bars = new QCPErrorBars(xAxis, yAxis);
        bars->setDataPlottable(graph);
        bars->setPen(QPen(line.style.colour, 1));
        bars->setData(below, above);
        bars->removeFromLegend();
        if (!y.isEmpty())
            described.push_back(tr("%1: %2 with one label a class, %3 with all")
                                    .arg(line.label)
                                    .arg(y.front(), 0, 'f', 3)
                                    .arg(y.back(), 0, 'f', 3));
    }
    setAccessibleDescription(described.join(QStringLiteral("; ")));
    xAxis->setTicker(ticks);
    xAxis->setRange(0.8, last * 1.3);
    yAxis->setRange(0, std::max(0.05, most * 1.08));
    legend->setVisible(lines_.size() > 1);
    legend->setBrush(Qt::NoBrush);
    legend->setBorderPen(Qt::NoPen);
    legend->setTextColor(colours.text);
    legend->setFont(font());
    replot(QCustomPlot::rpQueuedReplot);
}

}  // namespace selfsight::ui
