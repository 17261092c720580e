// The HTML report as a PDF for paper: the same text, tables and figures (drawn as vectors), fonts embedded,
// no script. Knows neither display nor engine; may run on any thread.
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace selfsight::ui {

// `html` is what store::renderReport() made; `title` stands in the metadata and in the foot of every page.
// Throws RuntimeError(Environment) when the file cannot be written; what stood there before is kept then.
void writeReportPdf(const QString& html, const QString& title, const QString& path);

// What the page's <title> says.
QString reportTitle(const QString& html);

// The page's body in the subset of HTML that QTextDocument lays out; the figures, in order, are what
// "figure:0", … stand for. For tests.
QString printableReport(const QString& html, QList<QByteArray>* figures);

}  // namespace selfsight::ui
