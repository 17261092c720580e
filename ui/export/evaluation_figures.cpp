#include "ui/export/evaluation_figures.h"

#include "ui/export/csv.h"
#include "ui/panels/bars_view.h"
#include "ui/plots/efficiency_plot.h"

#include <QGuiApplication>
#include <QTextStream>
#include <algorithm>
#include <cmath>
#include <qcustomplot.h>

namespace selfsight::ui {
namespace {

void addRun(Provenance& to, const store::RunRecord& record) {
    to.fields.append({QStringLiteral("run %1").arg(to.fields.size() + 1), QString::fromStdString(record.id)});
}

// Drawn by the window's own view, in the light theme and the figures' font, whatever the window looks like
// now.
void prepare(QWidget& view, const QSizeF& size) {
    QFont font = QGuiApplication::font();
    font.setPixelSize(13);
    view.setFont(font);
    view.setPalette(theme::palette(false));
    view.resize(size.toSize());
}

std::int64_t rowSum(const eval::Confusion& confusion, std::size_t row) {
    std::int64_t sum = 0;
    for (std::size_t c = 0; c < confusion.classes.size(); ++c) sum += confusion.at(row, c);
    return sum;
}

}  // namespace

Provenance BarsFigure::provenance() const {
    Provenance result;
    result.title = tr("Accuracy of the linear probe");
    QStringList parts{how_};
    if (!table_.differences.isEmpty())
        parts << tr("Not like for like: %1").arg(table_.differences.join(QStringLiteral(" ")));
    parts.removeAll(QString());
    result.caption = parts.join(QStringLiteral(" · "));
    for (const ComparisonRow& row : table_.rows)
        if (row.probe) addRun(result, row.run->record);
    result.fields.append({QStringLiteral("protocol"), table_.protocol});
    result.fields.append({QStringLiteral("label"), QString::fromStdString(table_.label)});
    return result;
}

QSizeF BarsFigure::size() const {
    BarsView view;
    prepare(view, {720, 100});
    view.setTable(table_);
    return {720.0, static_cast<double>(view.sizeHint().height())};
}

void BarsFigure::paint(QCPPainter& painter, const QRectF& area, bool, double) const {
    BarsView view;
    prepare(view, area.size());
    view.setTable(table_);
    view.render(painter, area, view.palette());
}

void BarsFigure::writeCsv(QTextStream& out, bool) const {
    out << "encoder,runs,accuracy,low,high,chance,published\n";
    for (const ComparisonBar& bar : table_.bars) {
        QStringList runs;
        for (const int row : bar.rows) runs << QString::fromStdString(table_.rows[row].run->record.id);
        out << csvField(bar.label) << ',' << csvField(runs.join(u' '));
        const auto number = [&](bool known, double value) {
            out << ',' << (known ? QString::number(value, 'g', 9) : QString());
        };
        number(bar.known, bar.accuracy);
        number(bar.known, bar.interval.first);
        number(bar.known, bar.interval.second);
        number(table_.chance.has_value(), table_.chance.value_or(0));
        number(bar.published.has_value(), bar.published.value_or(0));
        out << '\n';
    }
}

ConfusionFigure::ConfusionFigure(EncoderPredictions encoder, bool bySuperclass)
    : encoder_(std::move(encoder)), confusion_(confusionOf(encoder_, bySuperclass)) {
    for (const std::int64_t value : confusion_.classes) names_ << groupName(encoder_, value, bySuperclass);
}

Provenance ConfusionFigure::provenance() const {
    Provenance result;
    result.title = tr("What %1 takes for what").arg(encoder_.label);
    result.caption = tr("Rows: what the image shows; columns: what the linear probe says, of held-out images "
                        "(protocol %1, %2 "
                        "images). The darker, the larger the share of the row (its square root).")
                         .arg(QString::fromStdString(encoder_.probe->protocol))
                         .arg(encoder_.probe->truth.size());
    addRun(result, encoder_.run->record);
    result.fields.append({QStringLiteral("protocol"), QString::fromStdString(encoder_.probe->protocol)});
    return result;
}

double ConfusionFigure::cell() const {
    const auto n = std::max<double>(1, static_cast<double>(names_.size()));
    return std::max(480.0 / n, 10.0);
}

QFont ConfusionFigure::nameFont() const {
    QFont font = QGuiApplication::font();
    font.setPixelSize(std::clamp(static_cast<int>(cell() * 0.8), 8, 13));
    return font;
}

double ConfusionFigure::margin() const {
    double widest = 0;
    const QFontMetricsF metrics(nameFont());
    for (const QString& name : names_) widest = std::max(widest, metrics.horizontalAdvance(name));
    return std::ceil(widest) + 8;
}

QSizeF ConfusionFigure::size() const {
    const double side = cell() * static_cast<double>(names_.size()) + margin();
    return {side, side};
}

void ConfusionFigure::paint(QCPPainter& painter, const QRectF& area, bool, double) const {
    const theme::Colours& colours = theme::colours(false);
    const auto n = static_cast<int>(names_.size());
    const double step = cell();
    const QPointF corner = area.topLeft() + QPointF(margin(), 0);
    painter.setFont(nameFont());
    const QFontMetricsF metrics(nameFont());
    for (int i = 0; i < n; ++i) {
        painter.setPen(colours.text);
        painter.drawText(QRectF(area.left(), corner.y() + i * step, margin() - 6, step),
                         Qt::AlignRight | Qt::AlignVCenter, names_[i]);
        painter.save();
        painter.translate(corner.x() + (i + 0.5) * step, corner.y() + n * step + 6);
        painter.rotate(90);
        painter.drawText(QRectF(0, -step / 2, margin(), step), Qt::AlignLeft | Qt::AlignVCenter, names_[i]);
        painter.restore();
        const auto row = static_cast<std::size_t>(i);
        const auto total = static_cast<double>(rowSum(confusion_, row));
        for (int j = 0; j < n; ++j) {
            const std::int64_t count = confusion_.at(row, static_cast<std::size_t>(j));
            if (count == 0) continue;
            const double shade = std::sqrt(static_cast<double>(count) / total);
            const QColor colour = theme::sequential(shade, false);
            const QRectF box(corner.x() + j * step, corner.y() + i * step, step, step);
            painter.fillRect(box, colour);
            const QString text = QString::number(count);
            if (metrics.horizontalAdvance(text) > step - 4 || metrics.height() > step) continue;
            painter.setPen(theme::contrast(colour, Qt::white) > theme::contrast(colour, colours.text)
                               ? QColor(Qt::white)
                               : colours.text);
            painter.drawText(box, Qt::AlignCenter, text);
        }
    }
    painter.setPen(QPen(colours.line, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(QRectF(corner, QSizeF(n * step, n * step)));
}

void ConfusionFigure::writeCsv(QTextStream& out, bool) const {
    out << "truth,predicted,images,share\n";
    for (std::size_t i = 0; i < confusion_.classes.size(); ++i) {
        const auto total = static_cast<double>(rowSum(confusion_, i));
        for (std::size_t j = 0; j < confusion_.classes.size(); ++j)
            if (const std::int64_t count = confusion_.at(i, j); count > 0)
                out << csvField(names_[static_cast<qsizetype>(i)]) << ','
                    << csvField(names_[static_cast<qsizetype>(j)]) << ',' << count << ','
                    << QString::number(static_cast<double>(count) / total, 'g', 9) << '\n';
    }
}

EfficiencyFigure::EfficiencyFigure(const QVector<EncoderPredictions>& encoders) {
    for (const EncoderPredictions& encoder : encoders)
        if (!encoder.run->evaluation.efficiency.empty()) encoders_.append(encoder);
}

Provenance EfficiencyFigure::provenance() const {
    Provenance result;
    result.title = tr("Accuracy against labelled images");
    result.caption =
        tr("Multinomial probe on standardised embeddings, tested on the test images; bars: 95 % over draws "
           "of the "
           "labelled images.");
    for (const EncoderPredictions& encoder : encoders_) addRun(result, encoder.run->record);
    return result;
}

void EfficiencyFigure::paint(QCPPainter& painter, const QRectF& area, bool, double scale) const {
    EfficiencyPlot plot;
    prepare(plot, area.size());
    plot.setBufferDevicePixelRatio(scale);
    QVector<EfficiencyPlot::Line> lines;
    for (const EncoderPredictions& encoder : encoders_)
        lines.push_back({encoder.style, encoder.label, encoder.run->evaluation.efficiency});
    plot.setLines(lines);
    plot.legend->setVisible(true);
    painter.translate(area.topLeft());
    plot.toPainter(&painter, static_cast<int>(area.width()), static_cast<int>(area.height()));
}

void EfficiencyFigure::writeCsv(QTextStream& out, bool) const {
    out << "run,encoder,images_per_class,fitted_on,accuracy,low,high\n";
    for (const EncoderPredictions& encoder : encoders_)
        for (const eval::LabelEfficiency& point : encoder.run->evaluation.efficiency)
            out << csvField(QString::fromStdString(encoder.run->record.id)) << ',' << csvField(encoder.label)
                << ',' << (point.perClass > 0 ? QString::number(point.perClass) : QStringLiteral("all"))
                << ',' << point.fitCount << ',' << csvNumber(point.accuracy.mean) << ','
                << csvNumber(point.accuracy.low) << ',' << csvNumber(point.accuracy.high) << '\n';
}

}  // namespace selfsight::ui
