// Writes figures to files. One way for plots and maps: light theme, title above, caption below, provenance in
// the metadata; a file is there whole or not at all.
#pragma once

#include "ui/export/figure.h"

#include <QImage>
#include <QString>
#include <QStringList>

namespace selfsight::ui {

enum class ExportFormat { Png, Svg, Pdf, Csv };

// By suffix. Throws RuntimeError(Usage) that names the formats.
ExportFormat exportFormat(const QString& path);

struct ExportOptions {
    double pngScale = 0;   // device pixels a logical pixel; 0: what pngScale() says
    bool allRows = false;  // CSV: all rows instead of those in view
};

// Of PNG exports that do not say another: 2 (192 dots an inch) until it is set. Kept by the application.
double pngScale();
void setPngScale(double scale);

// Throws RuntimeError(Environment) when the file cannot be written; what stood there before is kept then.
void exportFigure(const Figure& figure, const QString& path, const ExportOptions& options = {});
// The same picture for the clipboard.
QImage figureImage(const Figure& figure, double scale = 2);

// "PNG at 2× (*.png)" and so on, for file dialogs.
QStringList exportFilters(bool csv = true);

}  // namespace selfsight::ui
