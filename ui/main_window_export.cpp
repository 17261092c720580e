// The part of the window that writes: figures, tables, everything at once; and the report.
#include "core/control.h"
#include "core/error.h"
#include "io/file.h"
#include "jobs/jobs.h"
#include "ui/dialogs/file_dialog.h"
#include "ui/export/exporter.h"
#include "ui/export/report_pdf.h"
#include "ui/main_window.h"
#include "ui/map/map_area.h"
#include "ui/panels/activity_bar.h"
#include "ui/panels/comparison_panel.h"
#include "ui/panels/evaluation_tabs.h"
#include "ui/panels/message_bar.h"
#include "ui/plots/curves_view.h"

#include <QDesktopServices>
#include <QDir>
#include <QSaveFile>
#include <QUrl>
#include <filesystem>
#include <optional>

namespace selfsight::ui {
namespace {

const QString figureFilter = QStringLiteral("PNG (*.png);;SVG (*.svg);;PDF (*.pdf);;CSV (*.csv)");

}  // namespace

void MainWindow::connectExports() {
    const auto on = [this](QAction* action, auto slot) { connect(action, &QAction::triggered, this, slot); };
    on(actions_->report, [this] { writeReport({}); });
    on(actions_->reportPdf, [this] {
        const QString path =
            file_dialog::saveFile(this, tr("Report as PDF"), QStringLiteral("report.pdf"), tr("PDF (*.pdf)"));
        if (!path.isEmpty()) writeReport(path);
    });
    on(actions_->exportAll, [this] { exportEverything(); });
    on(actions_->exportCurves, [this] {
        exportTo(tr("Export the curves"), QStringLiteral("curves.png"), figureFilter,
                 [this](const QString& path) { curves_->exportTo(path); });
    });
    on(actions_->exportMaps, [this] {
        exportTo(tr("Export the maps"), QStringLiteral("maps.png"), figureFilter,
                 [this](const QString& path) { map_->exportTo(path); });
    });
    const auto write = [this](const QString& title, const QString& name, auto make) {
        exportTo(title, name, figureFilter, [make](const QString& path) {
            const std::unique_ptr<Figure> figure = make();
            if (!figure) throw usageError("There is nothing to export yet.");
            exportFigure(*figure, path);
        });
    };
    on(actions_->exportBars, [this, write] {
        write(tr("Export the accuracies"), QStringLiteral("accuracies.png"),
              [this] { return comparison_->figure(); });
    });
    on(actions_->exportConfusion, [this, write] {
        write(tr("Export the confusion matrix"), QStringLiteral("confusion.png"),
              [this] { return comparison_->evaluation().confusionFigure(); });
    });
    on(actions_->exportEfficiency, [this, write] {
        write(tr("Export the label efficiency"), QStringLiteral("label-efficiency.png"),
              [this] { return comparison_->evaluation().efficiencyFigure(); });
    });
    on(actions_->exportTable, [this] {
        exportTo(tr("Export the comparison"), QStringLiteral("comparison.tsv"),
                 tr("Tab-separated (*.tsv);;Markdown (*.md)"),
                 [this](const QString& path) { writeTable(path); });
    });
    on(actions_->copyTable, [this] { comparison_->copyMarkdown(); });
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
    const QString folder =
        file_dialog::openFolder(this, tr("Export every plot, map and table into a folder"));
    if (folder.isEmpty()) return;
    try {
        const QDir target(folder);
        // One scheme for all names: workspace, what it shows, by what.
        const QString stem = target.filePath(QDir(controller_->workspace()).dirName() + QLatin1Char('_'));
        const QString shown = curves_->group();
        std::vector<NamedFigure> figures = comparison_->evaluation().figures();
        if (auto bars = comparison_->figure())
            figures.push_back({QStringLiteral("accuracies"), std::move(bars)});
        for (const char* format : {"png", "svg", "pdf", "csv"}) {
            for (const QString& group : curves_->groups()) {
                curves_->setGroup(group);
                curves_->exportTo(stem + QStringLiteral("curves-%1.%2").arg(group, QLatin1String(format)));
            }
            for (const NamedFigure& each : figures)
                exportFigure(*each.figure, stem + each.name + u'.' + QLatin1String(format));
            if (!map_->runs().isEmpty())
                map_->exportTo(
                    stem + QStringLiteral("maps-%1.%2").arg(controller_->mapMethod(), QLatin1String(format)));
        }
        curves_->setGroup(shown);
        writeTable(stem + QStringLiteral("comparison.tsv"));
        writeTable(stem + QStringLiteral("comparison.md"));
        activity_->showMessage(
            tr("Wrote every plot, map and table into %1").arg(QDir::toNativeSeparators(folder)), 5000);
    } catch (...) {
        messages_->show(exceptionNotice(tr("The export is not complete")));
    }
}

// Written anew each time, so that what has been found, probed or measured since is in it. It takes seconds,
// beside the queue.
void MainWindow::writeReport(const QString& pdf) {
    const jobs::ReportSpec spec = controller_->reportSpec();
    if (spec.comparison.empty() && spec.runs.empty()) return;
    activity_->showMessage(tr("Writing the report…"), 5000);
    background_.run(
        [spec, pdf]() -> std::optional<Notice> {
            try {
                std::filesystem::create_directories(spec.output.parent_path());
                Control control;
                NullSink sink;
                const Outcome outcome = jobs::makeReportJob(spec)->run(control, sink);
                if (outcome.ending != Ending::Succeeded)
                    throw RuntimeError(outcome.code, outcome.message, outcome.path);
                if (pdf.isEmpty()) return std::nullopt;
                const QString html =
                    QString::fromStdString(std::string(io::asText(io::readFile(spec.output, 1u << 30))));
                writeReportPdf(html, reportTitle(html), pdf);
                return std::nullopt;
            } catch (...) {
                return exceptionNotice(MainWindow::tr("The report was not written"));
            }
        },
        [this, pdf,
         page = QString::fromStdString(spec.output.string())](const std::optional<Notice>& notice) {
            if (notice) {
                messages_->show(*notice);
            } else {
                activity_->showMessage(
                    tr("Wrote %1").arg(QDir::toNativeSeparators(pdf.isEmpty() ? page : pdf)), 5000);
                if (pdf.isEmpty()) openReport(page);
            }
        });
}

void MainWindow::openReport(const QString& page) {
    if (QDesktopServices::openUrl(QUrl::fromLocalFile(page))) return;
    messages_->show({Notice::Level::Warning,
                     tr("No program opened the report"),
                     page,
                     tr("Open this file in a web browser."),
                     {}});
}

}  // namespace selfsight::ui
