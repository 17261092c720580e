// `selfsight render plot accuracy|confusion|efficiency`: the figures that the window draws beside its bars.
#include "core/error.h"
#include "store/writer_lock.h"
#include "ui/controller/run_summary.h"
#include "ui/export/evaluation_figures.h"
#include "ui/export/exporter.h"
#include "ui/export/render_request.h"
#include "ui/panels/comparison_panel.h"

#include <QSet>
#include <algorithm>

namespace selfsight::ui::render {
namespace {

// Named, or as the window chooses it: standard where all have been probed under it, else the notebook's.
QString protocolOf(const Request& request, const QVector<std::shared_ptr<const RunSummary>>& runs) {
    if (!request.protocol.isEmpty()) return request.protocol;
    const bool all = std::ranges::all_of(runs, [&](const auto& run) {
        return probeOf(*run, "standard", request.label.toStdString()) != nullptr;
    });
    return all ? QStringLiteral("standard") : QStringLiteral("notebook");
}

ComparisonTable tableOf(const Request& request) {
    QVector<std::shared_ptr<const RunSummary>> runs;
    for (const Member& member : openRuns(request))
        runs.push_back(summariseRun(member.folder.path(), store::WriterLock::held(member.folder.path())));
    ComparisonTable table = compareRuns(runs, protocolOf(request, runs), {}, request.label.toStdString());
    if (table.anyKnown()) return table;
    QSet<QString> known;
    for (const auto& run : runs)
        for (const auto& [stem, probe] : run->probes)
            known.insert(QStringLiteral("protocol %1, label %2")
                             .arg(QString::fromStdString(probe->protocol),
                                  QString::fromStdString(probe->label.empty() ? "class" : probe->label)));
    QStringList list(known.begin(), known.end());
    list.sort();
    throw inputError(request.workspace.toStdString(),
                     "none of the runs has been probed under protocol " + table.protocol.toStdString() +
                         " for label " + request.label.toStdString() +
                         (list.isEmpty() ? "; do it with selfsight-cli probe"
                                         : "; there are: " + list.join(QStringLiteral("; ")).toStdString()));
}

ConfusionFigure confusionOfOne(const Request& request) {
    const QVector<EncoderPredictions> encoders = encodersOf(tableOf(request));
    if (encoders.size() != 1) throw usageError("a confusion matrix is of one run; name one with --run");
    const EncoderPredictions& encoder = encoders.front();
    const std::string folder = request.workspace.toStdString();
    if (!encoder.wholeClasses())
        throw inputError(folder,
                         "under the notebook's protocol a class has too few held-out images; measure "
                         "out-of-fold predictions with selfsight-cli evaluate, or give --protocol standard");
    const bool coarse = request.by == QLatin1String("superclass");
    if (coarse && !hasSuperclasses(encoder)) throw usageError("the run's classes have no superclasses");
    return {encoder, coarse};
}

}  // namespace

void renderEvaluation(const Request& request) {
    exportFormat(request.output);  // before anything is read
    if (request.what == QLatin1String("confusion")) {
        exportFigure(confusionOfOne(request), request.output);
        return;
    }
    const ComparisonTable table = tableOf(request);
    if (request.what == QLatin1String("accuracy")) {
        exportFigure(BarsFigure(table, ComparisonPanel::methodText(table)), request.output);
        return;
    }
    const EfficiencyFigure figure(encodersOf(table));
    if (figure.empty())
        throw inputError(request.workspace.toStdString(),
                         "no label efficiency has been measured; do it with selfsight-cli evaluate");
    exportFigure(figure, request.output);
}

}  // namespace selfsight::ui::render
