#include "ui/export/figure_menu.h"

#include "core/error.h"
#include "ui/dialogs/file_dialog.h"
#include "ui/export/exporter.h"

#include <QApplication>
#include <QClipboard>
#include <QCoreApplication>
#include <QMenu>
#include <QMessageBox>

namespace selfsight::ui {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("selfsight::ui", text);
}

void save(QWidget* parent, const FigureMenu& about, const QString& suffix, bool allRows) {
    const QString ending = u'.' + suffix;
    const QString path = file_dialog::saveFile(parent, about.title, about.name + ending, u'*' + ending);
    if (path.isEmpty()) return;
    try {
        exportFigure(*about.figure(), path, {.allRows = allRows});
    } catch (const RuntimeError& error) {
        QMessageBox::warning(parent, about.title, QString::fromUtf8(error.what()));
    }
}

}  // namespace

void addFigureActions(QMenu& menu, QWidget* parent, const FigureMenu& about) {
    const auto add = [&](const QString& text, const char* name, auto action) {
        menu.addAction(text, parent, action)->setObjectName(QLatin1String(name));
    };
    const auto write = [&](const QString& text, const char* name, const char* suffix, bool all) {
        add(text, name, [parent, about, suffix, all] { save(parent, about, QLatin1String(suffix), all); });
    };
    add(tr("Copy"), "figureCopy",
        [about] { QApplication::clipboard()->setImage(figureImage(*about.figure())); });
    write(tr("PNG…"), "figurePng", "png", false);
    write(tr("SVG…"), "figureSvg", "svg", false);
    write(tr("PDF…"), "figurePdf", "pdf", false);
    for (int i = 0; i < about.tables.size(); ++i) {
        const bool all = i + 1 == about.tables.size();
        write(about.tables[i], all ? "figureCsvAll" : "figureCsv", "csv", all);
    }
}

void offerFigure(QWidget* view, std::function<FigureMenu()> about) {
    view->setContextMenuPolicy(Qt::CustomContextMenu);
    QObject::connect(view, &QWidget::customContextMenuRequested, view, [view, about](const QPoint& at) {
        FigureMenu offered = about();
        if (!offered.figure) return;
        if (offered.tables.isEmpty()) offered.tables = {tr("CSV…")};
        QMenu menu(view);
        addFigureActions(menu, view, offered);
        menu.exec(view->mapToGlobal(at));
    });
}

}  // namespace selfsight::ui
