#include "ui/controller/sweeps.h"

#include "core/json.h"
#include "io/json_file.h"
#include "jobs/sweep.h"
#include "ui/controller/text_table.h"
#include "ui/dialogs/option_texts.h"
#include "ui/models/runs_model.h"

#include <QCoreApplication>
#include <algorithm>

namespace selfsight::ui {
namespace {

using nlohmann::json;

QString tr(const char* text) {
    return QCoreApplication::translate("selfsight::ui", text);
}

QString text(const json& value) {
    return QString::fromStdString(value.get<std::string>());
}

SweepPoint readPoint(const json& from, const QStringList& axes) {
    SweepPoint point;
    point.method = methodLabel(from.at("method").get<std::string>());
    for (const QString& axis : axes) point.values.push_back(text(from.at("settings").at(axis.toStdString())));
    if (from.at("accuracy").is_number()) {
        point.accuracy = from.at("accuracy").get<double>();
        point.low = from.at("interval").at(0).get<double>();
        point.high = from.at("interval").at(1).get<double>();
        point.overSeeds = from.at("interval_of").get<std::string>() == "seeds";
    }
    for (const json& run : from.at("runs")) {
        point.runs.push_back(text(run.at("run")));
        point.probed += run.at("accuracy").is_number() ? 1 : 0;
    }
    return point;
}

// A sweep whose first run has not ended: every point that was asked for, with nothing known.
QVector<SweepPoint> pointsAsked(const json& request) {
    QVector<SweepPoint> points;
    for (const json& method : request.at("methods")) points.push_back({.method = methodLabel(method)});
    for (const json& axis : request.at("axes")) {
        QVector<SweepPoint> longer;
        for (const SweepPoint& point : points) {
            for (const json& value : axis.at("values")) {
                longer.push_back(point);
                longer.back().values.push_back(text(value));
            }
        }
        points = longer;
    }
    return points;
}

QString digits(const std::optional<double>& value) {
    return value ? QString::number(*value, 'f', 3) : QStringLiteral("–");
}

}  // namespace

int SweepTable::probed() const {
    int sum = 0;
    for (const SweepPoint& point : points) sum += point.probed;
    return sum;
}

int SweepTable::best() const {
    int best = -1;
    for (int i = 0; i < points.size(); ++i)
        if (points[i].accuracy && (best < 0 || *points[i].accuracy > *points[best].accuracy)) best = i;
    return best;
}

QString sweepTitle(const SweepTable& table) {
    QStringList methods, options;
    for (const SweepPoint& point : table.points)
        if (!methods.contains(point.method)) methods.push_back(point.method);
    for (const QString& axis : table.axes) options.push_back(optionLabel(axis));
    return tr("%1: %2 · %3 of %4 runs")
        .arg(methods.join(QStringLiteral(", ")), options.join(QStringLiteral(" × ")))
        .arg(table.probed())
        .arg(table.asked());
}

std::optional<SweepTable> readSweep(const store::Comparison& comparison,
                                    const std::filesystem::path& folder) {
    const json& request = comparison.request;
    if (!request.is_object() || request.value("kind", "") != "sweep") return std::nullopt;
    SweepTable table;
    table.id = QString::fromStdString(comparison.id);
    table.protocol = text(request.at("protocol"));
    table.seeds = static_cast<int>(request.at("seeds").size());
    for (const json& axis : request.at("axes")) table.axes.push_back(text(axis.at("key")));
    const auto file = folder / jobs::kSweepFile;
    std::error_code error;
    if (std::filesystem::exists(file, error)) {
        const json results = io::readJson(file);
        for (const json& point : results.at("points")) table.points.push_back(readPoint(point, table.axes));
    } else {
        table.points = pointsAsked(request);
    }
    return table;
}

QString optionLabel(const QString& key) {
    for (const methods::Option& option : methods::recipeOptions())
        if (option.key == key.toStdString()) return optionText(option.label);
    return key;
}

QStringList sweepHeaders(const SweepTable& table) {
    QStringList headers{tr("Method")};
    for (const QString& axis : table.axes) headers.push_back(optionLabel(axis));
    headers << tr("Accuracy") << tr("95 % low") << tr("95 % high") << tr("Interval over") << tr("Runs");
    return headers;
}

QStringList sweepCells(const SweepTable& table, int point) {
    const SweepPoint& at = table.points[point];
    QStringList cells{at.method};
    cells += at.values;
    cells << digits(at.accuracy) << digits(at.low) << digits(at.high)
          << (at.accuracy ? (at.overSeeds ? tr("seeds") : tr("test images")) : QStringLiteral("–"))
          << tr("%1 of %2").arg(at.probed).arg(table.seeds);
    return cells;
}

namespace {

QVector<QStringList> allCells(const SweepTable& table) {
    QVector<QStringList> rows;
    for (int point = 0; point < table.points.size(); ++point) rows.push_back(sweepCells(table, point));
    return rows;
}

}  // namespace

QString toTsv(const SweepTable& table) {
    return tsvTable(sweepHeaders(table), allCells(table));
}

QString toMarkdown(const SweepTable& table) {
    return markdownTable(sweepHeaders(table), allCells(table));
}

QString toLatex(const SweepTable& table) {
    return latexTable(sweepHeaders(table), allCells(table));
}

}  // namespace selfsight::ui
