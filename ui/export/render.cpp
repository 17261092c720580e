#include "ui/export/render.h"

#include "core/error.h"
#include "core/job.h"
#include "jobs/jobs.h"
#include "ui/controller/results.h"
#include "ui/export/render_request.h"
#include "ui/export/report_pdf.h"
#include "ui/map/map_area.h"
#include "ui/plots/curves_view.h"

#include <QApplication>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <algorithm>
#include <cstdio>
#include <filesystem>

namespace selfsight::ui {

namespace {

using render::Member;
using render::openRuns;
using render::Request;

const char kHelp[] =
    "Usage: selfsight render plot [KIND] --workspace DIR --run ID[,ID…] -o FILE [options]\n"
    "       selfsight render map         --workspace DIR --run ID[,ID…] -o FILE [options]\n"
    "       selfsight render report      --workspace DIR [--run ID[,ID…]] -o FILE [options]\n"
    "\n"
    "Draws plots, maps or the whole report of runs without a display. FILE ends in .png, .svg, .pdf or .csv; "
    "of a report in .pdf or .html.\n"
    "\n"
    "  --workspace DIR   the workspace\n"
    "  --run ID[,ID…]    the runs; an id may be cut short as long as it is unique\n"
    "  --comparison ID   instead: all runs of a comparison (report: default is the newest)\n"
    "  -o, --output FILE\n"
    "  --dpi N           dots an inch of a .png, 24 … 1200 (default 192)\n"
    "plot, plot curves\n"
    "  --metric NAME     loss (default), accuracy, knn, collapse, lr, throughput, or any metric\n"
    "  --x AXIS          step (default), epoch, images, time\n"
    "  --smooth W        weight of the moving average, 0 … 0.99 (default 0)\n"
    "  --log             logarithmic vertical axis\n"
    "plot accuracy       bars of the linear probe, with intervals\n"
    "plot confusion      what one run takes for what, of held-out images\n"
    "plot efficiency     accuracy against labelled images\n"
    "  --protocol NAME   standard or notebook (default: standard where all runs have been probed under it)\n"
    "  --label COLUMN    the label column that was probed (default: class)\n"
    "  --by WHAT         confusion: class (default) or superclass\n"
    "map\n"
    "  --map STEM        which map, as its file is called (default: t-SNE, else UMAP, else any)\n"
    "  --colour COLUMN   class (default), superclass, any label column, correct, predicted\n"
    "  --protocol NAME   whose held-out predictions (default: notebook)\n"
    "report\n"
    "  --protocol NAME   of the accuracies (default: as compared)\n"
    "  --no-images       without the data set's images, so that it can be handed on\n"
    "\n"
    "Examples: selfsight render map --workspace lab --run 20261124-101500-byol --colour superclass -o "
    "byol.pdf\n"
    "          selfsight render plot accuracy --workspace lab --comparison ID -o accuracy.svg\n";

void renderCurves(const Request& request) {
    static const QStringList axes{QStringLiteral("step"), QStringLiteral("epoch"), QStringLiteral("images"),
                                  QStringLiteral("time")};
    if (!axes.contains(request.x))
        throw usageError("--x is step, epoch, images or time, not '" + request.x.toStdString() + "'");
    CurvesView view;
    for (const Member& member : openRuns(request)) {
        view.setRun(member.id, member.style, member.provenance);
        view.setTable(member.id, member.folder.metrics(), member.folder.timings());
    }
    if (!view.groups().contains(request.metric))
        throw usageError("the runs have no metric '" + request.metric.toStdString() +
                         "'; they have: " + view.groups().join(QStringLiteral(", ")).toStdString());
    view.setGroup(request.metric);
    view.setXAxis(static_cast<CurvesView::XAxis>(axes.indexOf(request.x)));
    view.setSmoothing(request.smooth);
    view.setLogarithmic(request.logarithmic);
    view.fit();
    view.exportTo(request.output);
}

std::string chooseMap(const store::RunFolder& folder, const QString& wanted) {
    const std::vector<std::string> stems = folder.mapStems();
    if (stems.empty())
        throw inputError(folder.path().string(), "has no map; make one with selfsight-cli project");
    if (!wanted.isEmpty()) {
        if (std::find(stems.begin(), stems.end(), wanted.toStdString()) != stems.end())
            return wanted.toStdString();
        std::string list;
        for (const std::string& stem : stems) list += (list.empty() ? "" : ", ") + stem;
        throw usageError("the run has no map '" + wanted.toStdString() + "'; it has: " + list);
    }
    for (const char* method : {"tsne", "umap"})
        for (const std::string& stem : stems)
            if (stem.starts_with(method)) return stem;
    return stems.front();
}

// The label columns of a split as an image set without pixels: rows are images.
std::shared_ptr<data::ImageSet> labelsOf(const store::RunFolder& folder, const std::string& split,
                                         std::int64_t rows) {
    auto images = std::make_shared<data::ImageSet>();
    images->count = rows;
    if (!folder.hasEmbeddings(split)) return images;
    for (const store::EmbeddingLabels& labels : folder.embeddingInfo(split).labels) {
        data::LabelColumn column{labels.name, labels.names, labels.values};
        std::int64_t most = -1;
        for (const std::int64_t v : column.values) most = std::max(most, v);
        for (auto v = static_cast<std::int64_t>(column.names.size()); v <= most; ++v)
            column.names.push_back(std::to_string(v));
        images->columns.push_back(std::move(column));
    }
    return images;
}

void renderMap(Request request) {
    if (request.protocol.isEmpty()) request.protocol = QStringLiteral("notebook");
    MapArea area;
    bool first = true;
    for (const Member& member : openRuns(request)) {
        const map::MapResult result = member.folder.map(chooseMap(member.folder, request.map));
        if (first) area.setImages(labelsOf(member.folder, result.split, result.points.rows));
        first = false;
        EncoderMap map;
        map.run = member.id;
        map.style = member.style;
        map.label = member.style.label;
        map.caption = mapCaption(result) + QStringLiteral(" · ") + member.provenance;
        map.points = std::make_shared<Matrix>(result.points);
        if (const auto probe = member.folder.probe(request.protocol.toStdString());
            probe && result.split == "test") {
            auto predicted =
                std::make_shared<std::vector<int>>(static_cast<std::size_t>(result.points.rows), -1);
            for (std::size_t i = 0; i < probe->testIndices.size() && i < probe->predicted.size(); ++i)
                if (const auto row = static_cast<std::size_t>(probe->testIndices[i]); row < predicted->size())
                    (*predicted)[row] = static_cast<int>(probe->predicted[i]);
            map.predicted = predicted;
            map.caption += QStringLiteral(" · protocol ") + request.protocol;
        }
        area.setMap(map);
    }
    const QStringList choices = area.colourChoices();
    if (!choices.isEmpty() && !choices.contains(request.colour))
        throw usageError("there is no column '" + request.colour.toStdString() +
                         "' to colour by; there are: " + choices.join(QStringLiteral(", ")).toStdString());
    area.setColourBy(request.colour);
    area.exportTo(request.output);
}

void renderReport(const Request& request) {
    const bool pdf = request.output.endsWith(QLatin1String(".pdf"), Qt::CaseInsensitive);
    if (!pdf && !request.output.endsWith(QLatin1String(".html"), Qt::CaseInsensitive))
        throw usageError("'" + request.output.toStdString() + "' ends in neither .pdf nor .html");
    jobs::ReportSpec spec;
    spec.workspace = request.workspace.toStdString();
    if (!std::filesystem::is_directory(spec.workspace / "runs"))
        throw inputError(spec.workspace.string(), "is no workspace: it has no folder 'runs'");
    spec.comparison = request.comparison.toStdString();
    for (const QString& run : request.runs) spec.runs.push_back(run.toStdString());
    spec.protocol = request.protocol.toStdString();
    spec.thumbnails = request.images;
    // A page for paper is made from the page for the screen.
    const QTemporaryDir folder;
    const QString page = pdf ? folder.filePath(QStringLiteral("report.html")) : request.output;
    spec.output = page.toStdString();
    Control control;
    NullSink sink;
    const Outcome outcome = jobs::makeReportJob(spec)->run(control, sink);
    if (outcome.ending != Ending::Succeeded) throw RuntimeError(outcome.code, outcome.message, outcome.path);
    if (!pdf) return;
    QFile file(page);
    if (!file.open(QIODevice::ReadOnly)) throw environmentError("cannot be read", page.toStdString());
    const QString html = QString::fromUtf8(file.readAll());
    writeReportPdf(html, reportTitle(html), request.output);
}

}  // namespace

int renderMain(int argc, char** argv) {
    const QString what = argc > 2 ? QString::fromLocal8Bit(argv[2]) : QString();
    if (what == QLatin1String("--help") || what == QLatin1String("-h")) {
        std::fputs(kHelp, stdout);
        return 0;
    }
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    theme::apply(app, theme::Mode::Light);
    app.setProperty("selfsight.reducedMotion", true);
    try {
        QStringList arguments = QCoreApplication::arguments();
        if (arguments.contains(QStringLiteral("--help"))) {
            std::fputs(kHelp, stdout);
            return 0;
        }
        arguments.removeAt(1);
        const Request request = render::parse(arguments);
        if (request.what == QLatin1String("curves"))
            renderCurves(request);
        else if (request.what == QLatin1String("map"))
            renderMap(request);
        else if (request.what == QLatin1String("report"))
            renderReport(request);
        else
            render::renderEvaluation(request);
        std::printf("%s\n", qPrintable(QFileInfo(request.output).absoluteFilePath()));
        return 0;
    } catch (...) {
        const Outcome outcome = outcomeOfCurrentException();
        std::fprintf(stderr, "selfsight render: %s\n", outcome.message.c_str());
        return outcome.exitCode();
    }
}

}  // namespace selfsight::ui
