#include "ui/export/curves_figure.h"

#include "ui/export/csv.h"
#include "ui/plots/curves_plot.h"

#include <QCoreApplication>
#include <QFont>
#include <QGuiApplication>
#include <QTextStream>
#include <algorithm>
#include <cmath>

namespace selfsight::ui {

CurvesFigure::CurvesFigure(const CurvesModel& model, const CurvesRange& view, const QSizeF& size)
    : model_(model), view_(view), size_(size) {}

Provenance CurvesFigure::provenance() const {
    Provenance result;
    result.title = groupAxis(model_.group);
    if (!result.title.isEmpty()) result.title[0] = result.title[0].toUpper();
    QStringList parts;
    for (const CurveLine& line : model_.lines()) {
        const QString text =
            line.run->style.label +
            (line.run->provenance.isEmpty() ? QString() : QStringLiteral(": ") + line.run->provenance);
        if (!parts.contains(text)) parts << text;
        const QPair<QString, QString> field{QStringLiteral("run"), line.run->id};
        if (!result.fields.contains(field)) result.fields.append(field);
    }
    for (std::size_t i = 0; i < static_cast<std::size_t>(result.fields.size()); ++i)
        if (result.fields.size() > 1)
            result.fields[static_cast<qsizetype>(i)].first = QStringLiteral("run %1").arg(i + 1);
    if (model_.smoothing > 0) {
        const QString text =
            QCoreApplication::translate("CurvesView",
                                        "Smoothed by an exponential moving average of weight %1, "
                                        "the measured values pale behind it.")
                .arg(model_.smoothing, 0, 'g', 3);
        parts << text;
        result.fields.append({QStringLiteral("smoothing"), QString::number(model_.smoothing)});
    }
    result.caption = parts.join(QStringLiteral(" · "));
    return result;
}

void CurvesFigure::paint(QCPPainter& painter, const QRectF& area, bool vector, double scale) const {
    CurvesPlot plot(&model_);
    QFont font = QGuiApplication::font();
    font.setPixelSize(13);
    plot.setFont(font);
    plot.resize(area.size().toSize());
    plot.setBufferDevicePixelRatio(scale);
    plot.restyle(theme::colours(false), font);
    plot.sheet()->setLineWidth(1.6);  // whatever the window looks like now
    plot.refresh();
    plot.showAll();
    if (view_.set) {
        plot.xAxis->setRange(view_.xLow, view_.xHigh);
        plot.yAxis->setRange(view_.yLow, view_.yHigh);
    }
    Q_UNUSED(vector)
    painter.translate(area.topLeft());
    plot.toPainter(&painter, static_cast<int>(area.width()), static_cast<int>(area.height()));
}

void CurvesFigure::writeCsv(QTextStream& out, bool all) const {
    const std::vector<CurveLine> lines = model_.lines();
    // Of long runs only means over several rows may be here: then a row says of how many, and their extremes.
    const bool reduced = std::any_of(lines.begin(), lines.end(),
                                     [](const CurveLine& line) { return !line.curve->counts.empty(); });
    out << "run,metric,step,epoch,images_seen,seconds,value"
        << (reduced ? ",mean_of,least,greatest\n" : "\n");
    for (const CurveLine& line : lines)
        for (std::size_t i = 0; i < line.curve->values.size(); ++i) {
            const double x = model_.x(line, i);
            if (!all && view_.set && !(x >= view_.xLow && x <= view_.xHigh)) continue;
            const auto row = static_cast<std::size_t>(line.curve->rows[i]);
            out << csvField(line.run->id) << ',' << csvField(line.metric);
            for (int axis = 0; axis < kAxisCount; ++axis)
                out << ',' << csvNumber(line.run->series.x(axis, row));
            out << ',' << csvNumber(line.curve->values[i]);
            if (reduced) {
                const Pyramid::Range span = line.curve->span(i);
                out << ',' << (line.curve->counts.empty() ? 1 : line.curve->counts[i]) << ','
                    << csvNumber(span.least) << ',' << csvNumber(span.greatest);
            }
            out << '\n';
        }
}

}  // namespace selfsight::ui
