#include "ui/export/exporter.h"

#include "core/error.h"
#include "core/version.h"
#include "ui/theme/theme.h"

#include <QBuffer>
#include <QFileInfo>
#include <QFontMetricsF>
#include <QGuiApplication>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>
#include <QTextStream>
#include <cmath>
#include <qcustomplot.h>

namespace selfsight::ui {

namespace {

constexpr double kMargin = 16;

QFont titleFont() {
    QFont font = QGuiApplication::font();
    font.setPixelSize(15);
    font.setWeight(QFont::DemiBold);
    return font;
}

QFont captionFont() {
    QFont font = QGuiApplication::font();
    font.setPixelSize(11);
    return font;
}

// Where title, drawing and caption go on the page, in logical pixels.
struct Page {
    QRectF title, drawing, caption;
    QSize size;
};

Page layOut(const Figure& figure) {
    const Provenance provenance = figure.provenance();
    const QSizeF drawing = figure.size();
    Page page;
    double y = kMargin;
    if (!provenance.title.isEmpty()) {
        page.title = QRectF(kMargin, y, drawing.width(), QFontMetricsF(titleFont()).height());
        y = page.title.bottom() + 8;
    }
    page.drawing = QRectF(QPointF(kMargin, y), drawing);
    y = page.drawing.bottom();
    if (!provenance.caption.isEmpty()) {
        const QRectF room(0, 0, drawing.width(), 10000);
        const double height =
            QFontMetricsF(captionFont()).boundingRect(room, Qt::TextWordWrap, provenance.caption).height();
        page.caption = QRectF(kMargin, y + 10, drawing.width(), std::ceil(height) + 2);
        y = page.caption.bottom();
    }
    page.size = QSize(static_cast<int>(std::ceil(drawing.width() + 2 * kMargin)),
                      static_cast<int>(std::ceil(y + kMargin)));
    return page;
}

void paintPage(const Figure& figure, const Page& page, QCPPainter& painter, bool vector, double scale) {
    const theme::Colours& colours = theme::colours(false);
    const Provenance provenance = figure.provenance();
    painter.fillRect(QRectF(QPointF(0, 0), QSizeF(page.size)), Qt::white);
    painter.setPen(colours.text);
    painter.setFont(titleFont());
    painter.drawText(page.title, Qt::AlignLeft | Qt::AlignVCenter, provenance.title);
    painter.save();
    figure.paint(painter, page.drawing, vector, scale);
    painter.restore();
    painter.setPen(colours.secondary);
    painter.setFont(captionFont());
    painter.drawText(page.caption, Qt::AlignLeft | Qt::TextWordWrap, provenance.caption);
}

QString creator() {
    return QStringLiteral("Selfsight %1").arg(QString::fromLatin1(kVersion));
}

QString fieldsText(const Provenance& provenance) {
    QStringList lines;
    for (const auto& [name, value] : provenance.fields) lines << name + QStringLiteral(": ") + value;
    return lines.join(u'\n');
}

void writePng(const Figure& figure, QIODevice& device, double scale) {
    QImage image = figureImage(figure, scale);
    const Provenance provenance = figure.provenance();
    image.setText(QStringLiteral("Title"), provenance.title);
    image.setText(QStringLiteral("Description"), provenance.caption);
    image.setText(QStringLiteral("Software"), creator());
    for (const auto& [name, value] : provenance.fields) image.setText(name, value);
    image.save(&device, "PNG");
}

void writeSvg(const Figure& figure, QIODevice& device) {
    const Page page = layOut(figure);
    const Provenance provenance = figure.provenance();
    QSvgGenerator generator;
    generator.setOutputDevice(&device);
    generator.setSize(page.size);
    generator.setViewBox(QRect(QPoint(0, 0), page.size));
    generator.setResolution(96);
    generator.setTitle(provenance.title);
    generator.setDescription(provenance.caption + u'\n' + fieldsText(provenance) + u'\n' + creator());
    QCPPainter painter(&generator);
    painter.setMode(QCPPainter::pmVectorized);
    painter.setMode(QCPPainter::pmNoCaching);
    paintPage(figure, page, painter, true, 1);
}

void writePdf(const Figure& figure, QIODevice& device) {
    const Page page = layOut(figure);
    const Provenance provenance = figure.provenance();
    QPdfWriter writer(&device);
    writer.setResolution(1200);
    writer.setPageSize(QPageSize(QSizeF(page.size) * 0.75, QPageSize::Point));  // 96 pixels an inch
    writer.setPageMargins(QMarginsF(0, 0, 0, 0));
    writer.setTitle(provenance.title + QStringLiteral(" (") +
                    fieldsText(provenance).replace(u'\n', QStringLiteral("; ")) + u')');
    writer.setCreator(creator());
    QCPPainter painter(&writer);
    painter.scale(1200 / 96.0, 1200 / 96.0);
    painter.setMode(QCPPainter::pmVectorized);
    painter.setMode(QCPPainter::pmNoCaching);
    paintPage(figure, page, painter, true, 1);
}

void writeCsv(const Figure& figure, QIODevice& device, bool all) {
    const Provenance provenance = figure.provenance();
    QTextStream out(&device);
    const auto comment = [&out](const QString& text) {
        for (const QString& line : text.split(u'\n', Qt::SkipEmptyParts)) out << "# " << line << '\n';
    };
    comment(provenance.title);
    comment(provenance.caption);
    comment(fieldsText(provenance));
    comment(creator());
    figure.writeCsv(out, all);
}

}  // namespace

ExportFormat exportFormat(const QString& path) {
    const QString suffix = QFileInfo(path).suffix().toLower();
    if (suffix == QLatin1String("png")) return ExportFormat::Png;
    if (suffix == QLatin1String("svg")) return ExportFormat::Svg;
    if (suffix == QLatin1String("pdf")) return ExportFormat::Pdf;
    if (suffix == QLatin1String("csv")) return ExportFormat::Csv;
    throw usageError("'" + path.toStdString() + "' ends in none of .png, .svg, .pdf and .csv");
}

namespace {
constexpr auto kPngScale = "selfsight.pngScale";
}

double pngScale() {
    const double scale = qApp->property(kPngScale).toDouble();
    return scale > 0 ? scale : 2;
}

void setPngScale(double scale) {
    qApp->setProperty(kPngScale, scale);
}

void exportFigure(const Figure& figure, const QString& path, const ExportOptions& options) {
    const ExportFormat format = exportFormat(path);
    QSaveFile file(path);
    const auto fail = [&] {
        return environmentError("cannot be written: " + file.errorString().toStdString(), path.toStdString());
    };
    if (!file.open(QIODevice::WriteOnly)) throw fail();
    // Drawn in memory first: painters do not report what a full disk does to their device.
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    switch (format) {
        case ExportFormat::Png:
            writePng(figure, buffer, options.pngScale > 0 ? options.pngScale : pngScale());
            break;
        case ExportFormat::Svg:
            writeSvg(figure, buffer);
            break;
        case ExportFormat::Pdf:
            writePdf(figure, buffer);
            break;
        case ExportFormat::Csv:
            writeCsv(figure, buffer, options.allRows);
            break;
    }
    if (file.write(buffer.data()) != buffer.size() || !file.commit()) throw fail();
}

QImage figureImage(const Figure& figure, double scale) {
    const Page page = layOut(figure);
    QImage image((QSizeF(page.size) * scale).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(scale);
    image.setDotsPerMeterX(static_cast<int>(std::lround(scale * 96 / 0.0254)));
    image.setDotsPerMeterY(image.dotsPerMeterX());
    QCPPainter painter(&image);
    painter.setMode(QCPPainter::pmNoCaching);
    painter.setRenderHint(QPainter::TextAntialiasing);
    paintPage(figure, page, painter, false, scale);
    return image;
}

QStringList exportFilters(bool csv) {
    QStringList result{QGuiApplication::translate("Export", "PNG at 2× (*.png)"),
                       QGuiApplication::translate("Export", "SVG (*.svg)"),
                       QGuiApplication::translate("Export", "PDF (*.pdf)")};
    if (csv) result << QGuiApplication::translate("Export", "Table (*.csv)");
    return result;
}

}  // namespace selfsight::ui
