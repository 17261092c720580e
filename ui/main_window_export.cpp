// The part of the window that writes: figures, tables, everything at once; and the report.
#include "ui/dialogs/file_dialog.h"
#include "ui/main_window.h"
#include "ui/map/map_area.h"
#include "ui/panels/activity_bar.h"
#include "ui/panels/comparison_panel.h"
#include "ui/panels/message_bar.h"
#include "ui/plots/curves_view.h"

#include <QDesktopServices>
#include <QDir>
#include <QSaveFile>
#include <QUrl>

namespace selfsight::ui {
namespace {

const QString figureFilter = QStringLiteral("PNG (*.png);;SVG (*.svg);;PDF (*.pdf);;CSV (*.csv)");

}  // namespace

void MainWindow::connectExports() {
    const auto on = [this](QAction* action, auto slot) { connect(action, &QAction::triggered, this, slot); };
    on(actions_->report, [this] { openReport(); });
    on(actions_->exportAll, [this] { exportEverything(); });
    on(actions_->exportCurves, [this] {
        exportTo(tr("Export the curves"), QStringLiteral("curves.png"), figureFilter,
                 [this](const QString& path) { curves_->exportTo(path); });
    });
    on(actions_->exportMaps, [this] {
        exportTo(tr("Export the maps"), QStringLiteral("maps.png"), figureFilter,
                 [this](const QString& path) { map_->exportTo(path); });
    });
    on(actions_->exportTable, [this] {
        exportTo(tr("Export the comparison"), QStringLiteral("comparison.tsv"),
                 tr("Tab-separated (*.tsv);;Markdown (*.md)"),
                 [this](const QString& path) { writeTable(path); });
    });
    on(actions_->copyTable, [this] { comparison_->copyMarkdown(); });
}

void MainWindow::openReport() {
    const QString path = controller_->reportPath();
    if (path.isEmpty() || QDesktopServices::openUrl(QUrl::fromLocalFile(path))) return;
    messages_->show({Notice::Level::Warning,
                     tr("No program opened the report"),
                     path,
                     tr("Open this file in a web browser."),
                     {}});
}

void MainWindow::exportTo(const QString& title, const QString& name, const QString& filter,
                          const std::function<void(const QString&)>& write) {
    const QString path = file_dialog::saveFile(this, title, name, filter);
    if (path.isEmpty()) return;
    try {
        write(path);
        activity_->showMessage(tr("Wrote %1").arg(QDir::toNativeSeparators(path)), 5000);
    } catch (...) {
        messages_->show(exceptionNotice(tr("Nothing was exported")));
    }
}

void MainWindow::writeTable(const QString& path) {
    const ComparisonTable& table = controller_->comparison();
    const QByteArray bytes =
        (path.endsWith(QStringLiteral(".md")) ? toMarkdown(table) : toTsv(table)).toUtf8();
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit()) {
        throw environmentError(file.errorString().toStdString(), path.toStdString());
    }
}

void MainWindow::exportEverything() {
    const QString folder = file_dialog::openFolder(this, tr("Export curves, maps and table into a folder"));
    if (folder.isEmpty()) return;
    try {
        const QDir target(folder);
        // One scheme for all names: workspace, what it shows, by what.
        const QString stem = target.filePath(QDir(controller_->workspace()).dirName() + QLatin1Char('_'));
        const QString shown = curves_->group();
        for (const char* format : {"png", "svg", "pdf", "csv"}) {
            for (const QString& group : curves_->groups()) {
                curves_->setGroup(group);
                curves_->exportTo(stem + QStringLiteral("curves-%1.%2").arg(group, QLatin1String(format)));
            }
            if (!map_->runs().isEmpty())
                map_->exportTo(
                    stem + QStringLiteral("maps-%1.%2").arg(controller_->mapMethod(), QLatin1String(format)));
        }
        curves_->setGroup(shown);
        writeTable(stem + QStringLiteral("comparison.tsv"));
        writeTable(stem + QStringLiteral("comparison.md"));
        activity_->showMessage(
            tr("Wrote curves, maps and table into %1").arg(QDir::toNativeSeparators(folder)), 5000);
    } catch (...) {
        messages_->show(exceptionNotice(tr("The export is not complete")));
    }
}

}  // namespace selfsight::ui
