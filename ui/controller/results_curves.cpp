// The rows of the shown runs: short ones whole, long ones through their pyramid.
#include "store/metrics_pyramid.h"
#include "ui/controller/results.h"
#include "ui/controller/results_read.h"
#include "ui/models/runs_model.h"

#include <optional>

namespace selfsight::ui {
namespace {

constexpr std::uintmax_t readWhole = 1 << 20;  // bytes of metrics.csv
constexpr std::size_t pointsOfAll = 4096;
constexpr std::size_t pointsInDetail = 8192;

std::filesystem::path folderOf(const std::filesystem::path& workspace, const QString& run) {
    return workspace / "runs" / run.toStdString();
}

// What the label of the run does not say already.
QString provenance(const store::RunRecord& record, const QString& label) {
    QStringList parts;
    for (const QString& part : {methodLabel(record.method), QStringLiteral("seed %1").arg(record.seed),
                                dataLabel(record.dataKind), QString::fromStdString(record.recipeName)}) {
        if (!part.isEmpty() && !label.contains(part, Qt::CaseInsensitive)) parts.push_back(part);
    }
    return parts.join(QStringLiteral(" · "));
}

}  // namespace

void Results::showCurves(const QVector<ShownRun>& runs) {
    for (const QString& id : curves_.keys()) {
        if (shown_.contains(id)) continue;
        curves_.remove(id);
        emit curveRemoved(id);
    }
    for (const ShownRun& run : runs) {
        const QString id = QString::fromStdString(run.summary->record.id);
        const bool added = !curves_.contains(id);
        Curve& curve = curves_[id];
        if (added || curve.style.label != run.style.label || curve.style.colour != run.style.colour) {
            curve.style = run.style;
            emit curveAdded(id, run.style, provenance(run.summary->record, run.style.label));
        }
        const std::int64_t stamp = run.summary->metricsStamp;
        const bool stale = curve.stamp == 0 || (!run.live && curve.stamp != stamp);
        if (stale && stamp != 0) {
            loadCurve(id, stamp);
        } else if (added) {
            for (const event::Metrics& row : recent_.value(id)) emit curveGrew(id, row);
        }
    }
}

void Results::loadCurve(const QString& run, std::int64_t stamp) {
    Curve& curve = curves_[run];
    curve.stamp = stamp;
    if (!curve.pyramid) curve.pyramid = std::make_shared<store::MetricsPyramid>(folderOf(workspace_, run));
    struct Rows {
        store::MetricsTable metrics, timings;  // of short runs
        std::optional<store::MetricsDigest> digest;
        double lastStep = -1;
        bool more = false;
    };
    read(
        [folder = folderOf(workspace_, run), pyramid = curve.pyramid, detail = curve.detail] {
            Rows rows;
            std::error_code error;
            const auto size = std::filesystem::file_size(folder / "metrics.csv", error);
            if (!error && size > readWhole) {
                rows.more = pyramid->advance();
                // What was kept of a run vouches for the file that it was made of.
                const bool zoomed = detail.first <= detail.second;
                if (!rows.more && !zoomed && pyramid->blocksLoaded() == 0)
                    store::RunFolder(folder).checkMetrics();
                rows.digest = pyramid->digest(pointsOfAll, detail.first, detail.second, pointsInDetail);
                // Kept as soon as it is complete: the next opening takes it from there.
                if (!rows.more) pyramid->save();
                if (const auto* steps = rows.digest->find("step"); steps && !steps->greatest.empty())
                    rows.lastStep = steps->greatest.back();
            } else {
                const store::RunFolder opened(folder);
                rows.metrics = opened.metrics();
                rows.timings = opened.timings();
                const int step = rows.metrics.column("step");
                if (step >= 0 && !rows.metrics.rows.empty())
                    rows.lastStep = rows.metrics.rows.back()[static_cast<std::size_t>(step)];
            }
            return rows;
        },
        [this, run, stamp](const Rows& rows) {
            if (!curves_.contains(run)) return;
            if (rows.digest)
                emit curveDigested(run, *rows.digest);
            else
                emit curveLoaded(run, rows.metrics, rows.timings);
            for (const event::Metrics& row : recent_.value(run)) {
                if (static_cast<double>(row.step) > rows.lastStep) emit curveGrew(run, row);
            }
            if (rows.more && curves_[run].stamp == stamp) loadCurve(run, stamp);
        });
}

void Results::requestDetail(const QString& run, double firstStep, double lastStep) {
    const auto curve = curves_.find(run);
    if (curve == curves_.end() || curve->stamp == 0) return;
    curve->detail = {firstStep, lastStep};
    loadCurve(run, curve->stamp);
}

void Results::append(const event::Metrics& metrics) {
    const QString run = QString::fromStdString(metrics.run);
    recent_[run].push_back(metrics);
    if (shown_.contains(run)) emit curveGrew(run, metrics);
}

}  // namespace selfsight::ui
