#include "ui/controller/text_table.h"

#include <algorithm>

namespace selfsight::ui {
namespace {

QString oneLine(QString cell) {
    for (const QChar c : {u'\t', u'\n', u'\r'}) cell.replace(c, u' ');
    return cell;
}

// Whether everything that the column holds is a number or missing, and at least one is a number.
bool isNumeric(const QVector<QStringList>& rows, qsizetype column) {
    bool any = false;
    for (const QStringList& row : rows) {
        const QString& cell = row[column];
        if (cell.isEmpty() || cell == QStringLiteral("–")) continue;
        bool number = false;
        cell.toDouble(&number);
        if (!number) return false;
        any = true;
    }
    return any;
}

QString markdownCell(const QString& cell) {
    QString text = oneLine(cell);
    text.replace(u'\\', QStringLiteral("\\\\"));
    text.replace(u'|', QStringLiteral("\\|"));
    return text;
}

QString latexText(const QString& cell) {
    QString text;
    for (const QChar c : oneLine(cell)) {
        switch (c.unicode()) {
            case u'\\':
                text += QStringLiteral("\\textbackslash{}");
                break;
            case u'~':
                text += QStringLiteral("\\textasciitilde{}");
                break;
            case u'^':
                text += QStringLiteral("\\textasciicircum{}");
                break;
            case u'&':
            case u'%':
            case u'$':
            case u'#':
            case u'_':
            case u'{':
            case u'}':
                text += u'\\';
                text += c;
                break;
            case u'–':
                text += QStringLiteral("--");
                break;
            case u'×':
                text += QStringLiteral("$\\times$");
                break;
            case u'·':
                text += QStringLiteral("$\\cdot$");
                break;
            default:
                text += c;
        }
    }
    return text;
}

QString joined(const QStringList& cells, QString (*escape)(const QString&), const QString& between) {
    QStringList texts;
    for (const QString& cell : cells) texts.push_back(escape(cell));
    return texts.join(between);
}

}  // namespace

QString tsvTable(const QStringList& headers, const QVector<QStringList>& rows) {
    const auto line = [](const QStringList& cells) {
        QStringList texts;
        for (const QString& cell : cells) texts.push_back(oneLine(cell));
        return texts.join(u'\t') + u'\n';
    };
    QString text = line(headers);
    for (const QStringList& row : rows) text += line(row);
    return text;
}

QString markdownTable(const QStringList& headers, const QVector<QStringList>& rows) {
    const auto line = [](const QStringList& cells) {
        return QStringLiteral("| %1 |\n").arg(joined(cells, markdownCell, QStringLiteral(" | ")));
    };
    QStringList rules;
    for (qsizetype c = 0; c < headers.size(); ++c)
        rules.push_back(isNumeric(rows, c) ? QStringLiteral("---:") : QStringLiteral("---"));
    QString text = line(headers) + QStringLiteral("| %1 |\n").arg(rules.join(QStringLiteral(" | ")));
    for (const QStringList& row : rows) text += line(row);
    return text;
}

QString latexTable(const QStringList& headers, const QVector<QStringList>& rows, const QString& note) {
    const auto line = [](const QStringList& cells) {
        return QStringLiteral("  %1 \\\\\n").arg(joined(cells, latexText, QStringLiteral(" & ")));
    };
    QString columns;
    for (qsizetype c = 0; c < headers.size(); ++c) columns += isNumeric(rows, c) ? u'r' : u'l';
    // The preamble needs booktabs: \usepackage{booktabs}.
    QString text =
        QStringLiteral("% \\usepackage{booktabs}\n\\begin{tabular}{%1}\n  \\toprule\n").arg(columns);
    text += line(headers) + QStringLiteral("  \\midrule\n");
    for (const QStringList& row : rows) text += line(row);
    text += QStringLiteral("  \\bottomrule\n\\end{tabular}\n");
    if (!note.isEmpty()) text += QStringLiteral("\n%1\n").arg(latexText(note));
    return text;
}

}  // namespace selfsight::ui
