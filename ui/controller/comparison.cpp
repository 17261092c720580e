#include "ui/controller/comparison.h"

#include "methods/recipe.h"
#include "store/report.h"

#include <QCoreApplication>
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

namespace selfsight::ui {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("selfsight::ui", text);
}

// The notebook's figures are of 2,500 held-out test images each.
constexpr std::int64_t publishedCount = 2500;
// 97.5 % quantiles of Student's t for 1 … 30 degrees of freedom; the normal's beyond.
double studentQuantile(int degrees) {
    constexpr std::array<double, 30> table{12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306,
                                           2.262,  2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
                                           2.110,  2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064,
                                           2.060,  2.056, 2.052, 2.048, 2.045, 2.042};
    if (degrees < 1) return 0;
    return degrees <= 30 ? table[static_cast<std::size_t>(degrees - 1)] : 1.960;
}

QString labelOf(const std::string& method) {
    for (const auto& info : methods::methodList()) {
        if (info.name == method) return QString::fromStdString(info.label);
    }
    return QString::fromStdString(method);
}

void summarise(ComparisonBar& bar, const ComparisonTable& table) {
    QVector<const eval::ProbeResult*> probes;
    for (const int row : bar.rows) {
        if (const auto& probe = table.rows[row].probe) probes.push_back(probe.get());
    }
    bar.seeds = static_cast<int>(probes.size());
    bar.known = !probes.isEmpty();
    if (!bar.known) return;
    double sum = 0;
    for (const auto* probe : probes) sum += probe->accuracy;
    bar.accuracy = sum / bar.seeds;
    for (const int row : bar.rows) {
        const auto& quality = table.rows[row].run->evaluation.quality;
        bar.collapsed |= quality && quality->collapsed;
    }
    if (bar.seeds == 1) {
        bar.interval = probes.front()->interval;
        for (const int row : bar.rows) {
            const auto& known = table.rows[row].run->evaluation.draws;
            const auto draws =
                table.label == "class" ? known.find(table.protocol.toStdString()) : known.end();
            if (draws == known.end() || draws->second.accuracies.size() < 2) continue;
            bar.seeds = static_cast<int>(draws->second.accuracies.size());
            bar.accuracy = draws->second.mean.mean;
            bar.interval = {std::max(0.0, draws->second.mean.low), std::min(1.0, draws->second.mean.high)};
        }
        return;
    }
    double squares = 0;
    for (const auto* probe : probes) squares += std::pow(probe->accuracy - bar.accuracy, 2);
    const double error = std::sqrt(squares / (bar.seeds - 1) / bar.seeds) * studentQuantile(bar.seeds - 1);
    bar.interval = {std::max(0.0, bar.accuracy - error), std::min(1.0, bar.accuracy + error)};
}

// Of the runs that have ended with something to compare; what is still under way is not a difference yet.
QStringList differencesOf(const QVector<ComparisonRow>& rows) {
    std::vector<store::RunRecord> records;
    std::vector<std::optional<eval::ProbeResult>> probes;
    for (const ComparisonRow& row : rows) {
        if (!row.probe) continue;
        records.push_back(row.run->record);
        probes.emplace_back(*row.probe);
    }
    QStringList differences;
    for (const std::string& text : store::likeForLikeDifferences(records, probes)) {
        differences.push_back(QString::fromStdString(text));
    }
    return differences;
}

QString accuracyText(double value) {
    return QString::number(value, 'f', 3);
}

}  // namespace

bool ComparisonTable::anyKnown() const {
    return std::any_of(bars.begin(), bars.end(), [](const ComparisonBar& bar) { return bar.known; });
}

std::shared_ptr<const eval::ProbeResult> probeOf(const RunSummary& run, const std::string& protocol,
                                                 const std::string& label) {
    for (const auto& [stem, probe] : run.probes)
        if (probe->protocol == protocol && (probe->label.empty() ? "class" : probe->label) == label)
            return probe;
    return nullptr;
}

std::vector<std::pair<std::string, std::string>> otherProbes(
    const QVector<std::shared_ptr<const RunSummary>>& runs) {
    std::set<std::pair<std::string, std::string>> found;
    for (const auto& run : runs)
        for (const auto& [stem, probe] : run->probes)
            if (!probe->label.empty() && probe->label != "class" && run->record.state != RunState::Cancelled)
                found.insert({probe->protocol, probe->label});
    return {found.begin(), found.end()};
}

ComparisonTable compareRuns(const QVector<std::shared_ptr<const RunSummary>>& runs, const QString& protocol,
                            const QStringList& expected, const std::string& label) {
    ComparisonTable table;
    table.protocol = protocol;
    table.label = label;
    for (const auto& run : runs) {
        if (run->record.state == RunState::Cancelled) continue;
        table.rows.push_back({run, probeOf(*run, protocol.toStdString(), label)});
        if (!table.chance && table.rows.back().probe) table.chance = table.rows.back().probe->chance;
    }
    std::set<std::string> known;
    for (const auto& info : methods::methodList()) {
        known.insert(info.name);
        std::map<double, QVector<int>> widths;
        for (int row = 0; row < table.rows.size(); ++row) {
            const store::RunRecord& record = table.rows[row].run->record;
            if (record.method == info.name) widths[record.width].push_back(row);
        }
        if (widths.empty() && expected.contains(QString::fromStdString(info.name))) {
            ComparisonBar bar;
            bar.method = QString::fromStdString(info.name);
            bar.label = labelOf(info.name);
            table.bars.push_back(bar);
        }
        for (const auto& [width, rows] : widths) {
            ComparisonBar bar;
            bar.method = QString::fromStdString(info.name);
            bar.label = labelOf(info.name);
            if (widths.size() > 1) bar.label += QStringLiteral(" ×%1").arg(width);
            bar.rows = rows;
            summarise(bar, table);
            const store::RunRecord& record = table.rows[rows.front()].run->record;
            if (label == "class") bar.published = store::publishedAccuracy(record, protocol.toStdString());
            if (bar.published) {
                const auto hits = static_cast<std::int64_t>(std::lround(*bar.published * publishedCount));
                bar.publishedInterval = eval::wilsonInterval(hits, publishedCount);
            }
            table.bars.push_back(bar);
        }
    }
    // What came from elsewhere has no method in common: a bar each, by its name.
    for (int row = 0; row < table.rows.size(); ++row) {
        const store::RunRecord& record = table.rows[row].run->record;
        if (known.contains(record.method)) continue;
        ComparisonBar bar;
        bar.method = QString::fromStdString(record.method);
        bar.label = QString::fromStdString(record.name.empty() ? record.id : record.name);
        bar.rows = {row};
        summarise(bar, table);
        table.bars.push_back(bar);
    }
    table.differences = differencesOf(table.rows);
    return table;
}

QStringList comparisonHeaders() {
    return {tr("Run"),         tr("Method"),     tr("Seed"),      tr("Accuracy"),
            tr("95 % low"),    tr("95 % high"),  tr("Fitted on"), tr("Held out"),
            tr("Protocol"),    tr("Extraction"), tr("Width"),     tr("Dimension"),
            tr("Images seen"), tr("Epochs"),     tr("Images/s"),  tr("State")};
}

QStringList comparisonCells(const ComparisonTable& table, int row) {
    const store::RunRecord& record = table.rows[row].run->record;
    const auto& probe = table.rows[row].probe;
    const auto probed = [&](const QString& text) { return probe ? text : QString(); };
    return {QString::fromStdString(record.name.empty() ? record.id : record.name),
            labelOf(record.method),
            QString::number(record.seed),
            probed(probe ? accuracyText(probe->accuracy) : QString()),
            probed(probe ? accuracyText(probe->interval.first) : QString()),
            probed(probe ? accuracyText(probe->interval.second) : QString()),
            probed(probe ? QString::number(probe->fitCount) : QString()),
            probed(probe ? QString::number(probe->testCount) : QString()),
            table.label == "class"
                ? table.protocol
                : table.protocol + QStringLiteral(" · ") + QString::fromStdString(table.label),
            probed(probe ? QString::fromStdString(probe->extraction) : QString()),
            QString::number(record.width),
            QString::number(record.dimension),
            QString::number(record.imagesSeen),
            QString::number(record.epochsDone, 'f', 2),
            QString::number(record.imagesPerSecond, 'f', 0),
            QString::fromUtf8(runStateName(record.state))};
}

QString toTsv(const ComparisonTable& table) {
    QStringList lines{comparisonHeaders().join('\t')};
    for (int row = 0; row < table.rows.size(); ++row) lines.push_back(comparisonCells(table, row).join('\t'));
    return lines.join('\n') + '\n';
}

QString toMarkdown(const ComparisonTable& table) {
    const auto line = [](const QStringList& cells) {
        return QStringLiteral("| %1 |").arg(cells.join(QStringLiteral(" | ")));
    };
    QStringList lines{line(comparisonHeaders())};
    lines.push_back(line(QStringList(comparisonHeaders().size(), QStringLiteral("---"))));
    for (int row = 0; row < table.rows.size(); ++row) lines.push_back(line(comparisonCells(table, row)));
    if (!table.differences.isEmpty()) {
        lines.push_back(QString());
        lines.push_back(tr("Not like for like: %1.").arg(table.differences.join(QStringLiteral("; "))));
    }
    return lines.join('\n') + '\n';
}

}  // namespace selfsight::ui
