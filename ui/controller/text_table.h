// Tables of text for the clipboard: what a cell holds is never taken for markup.
#pragma once

#include <QString>
#include <QStringList>
#include <QVector>

namespace selfsight::ui {

// A header and one line a row; every row as long as the header. Tabs and line ends within cells become
// spaces.
QString tsvTable(const QStringList& headers, const QVector<QStringList>& rows);
// GitHub's tables; columns of numbers are aligned to the right.
QString markdownTable(const QStringList& headers, const QVector<QStringList>& rows);
// A tabular of booktabs, columns of numbers to the right; `note` stands below it where it is not empty.
QString latexTable(const QStringList& headers, const QVector<QStringList>& rows, const QString& note = {});

}  // namespace selfsight::ui
