// The text of a PDF, as a reader finds it there (pdftotext of poppler-utils, which setup.sh --tests
// installs).
#pragma once

#include <QProcess>
#include <QStandardPaths>
#include <QString>

namespace selfsight::test {

inline QString textOfPdf(const QString& path) {
    const QString program = QStandardPaths::findExecutable(QStringLiteral("pdftotext"));
    if (program.isEmpty()) qFatal("pdftotext is not installed; packaging/setup.sh --tests does it");
    QProcess process;
    process.start(program, {QStringLiteral("-layout"), path, QStringLiteral("-")});
    process.waitForFinished(60000);
    return QString::fromUtf8(process.readAllStandardOutput());
}

}  // namespace selfsight::test
