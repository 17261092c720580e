#include "ui/controller/comparison.h"

#include "methods/recipe.h"
#include "store/configuration.h"
#include "store/report.h"
#include "ui/controller/sweeps.h"
#include "ui/controller/text_table.h"
#include "ui/text.h"

#include <QCoreApplication>
#include <algorithm>
#include <array>
#include <cmath>
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

// What an option or another part of a configuration is called.
QString settingLabel(const std::string& key) {
    if (key == "data") return tr("Data");
    if (key == "encoder") return tr("Encoder");
    if (key == "budget") return tr("Budget");
    return optionLabel(QString::fromStdString(key));
}

// "ema 0.9", of what differs between the bars of a method; a width as "×0.5".
QString shortSetting(const std::string& key, const QString& value) {
    if (key == "encoder.width") return QStringLiteral("×%1").arg(value);
    if (key == "data" || key == "encoder" || key == "budget") return value.left(16);
    return QString::fromStdString(key.substr(key.rfind('.') + 1)) + u' ' + value;
}

// The method's runs, one bar a configuration in the order in which they are shown.
void addBars(ComparisonTable& table, const std::string& method, const QStringList& expected) {
    constexpr std::size_t namedAtMost = 2;
    std::vector<store::Configuration> configurations;
    std::vector<QVector<int>> rows;
    for (int row = 0; row < table.rows.size(); ++row) {
        const store::RunRecord& record = table.rows[row].run->record;
        if (record.method != method) continue;
        store::Configuration configuration = store::configurationOf(record);
        const auto at = static_cast<std::size_t>(
            std::find(configurations.begin(), configurations.end(), configuration) - configurations.begin());
        if (at == configurations.size()) {
            configurations.push_back(std::move(configuration));
            rows.emplace_back();
        }
        rows[at].push_back(row);
    }
    ComparisonBar empty;
    empty.method = QString::fromStdString(method);
    empty.label = labelOf(method);
    if (rows.empty() && expected.contains(empty.method)) table.bars.push_back(empty);
    const std::vector<std::string> keys = store::differingKeys(configurations);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        ComparisonBar bar = empty;
        bar.rows = rows[i];
        const store::RunRecord& record = table.rows[rows[i].front()].run->record;
        QStringList full, brief;
        for (const std::string& key : keys) {
            const auto found = configurations[i].find(key);
            const QString value = found == configurations[i].end() ? QStringLiteral("–")
                                                                   : QString::fromStdString(found->second);
            full.push_back(settingLabel(key) + u' ' + value);
            brief.push_back(shortSetting(key, value));
        }
        if (brief.size() > static_cast<qsizetype>(namedAtMost))
            brief = QStringList{brief[0], brief[1], QStringLiteral("…")};
        // Nothing is known of how runs from elsewhere came to be: they go by their names.
        if (configurations[i].contains("run")) {
            bar.label = QString::fromStdString(record.name.empty() ? record.id : record.name);
            full.clear();
            brief.clear();
        }
        bar.settings = full.join(QStringLiteral(", "));
        if (!brief.isEmpty()) bar.label += QStringLiteral(" · ") + brief.join(QStringLiteral(", "));
        summarise(bar, table);
        if (table.label == "class")
            bar.published = store::publishedAccuracy(record, table.protocol.toStdString());
        if (bar.published) {
            const auto hits = static_cast<std::int64_t>(std::lround(*bar.published * publishedCount));
            bar.publishedInterval = eval::wilsonInterval(hits, publishedCount);
        }
        table.bars.push_back(bar);
    }
}

// A sentence for each method with probed bars of several settings.
QStringList settingsThatDiffer(const ComparisonTable& table) {
    QStringList sentences;
    for (const auto& info : methods::methodList()) {
        std::vector<store::Configuration> probed;
        for (const ComparisonBar& bar : table.bars)
            if (bar.known && bar.method == QString::fromStdString(info.name))
                probed.push_back(store::configurationOf(table.rows[bar.rows.front()].run->record));
        if (probed.size() < 2) continue;
        QStringList labels;
        for (const std::string& key : store::differingKeys(probed))
            // Said by likeForLikeDifferences() already.
            if (key != "data" && key != "encoder" && key != "encoder.width" && key != "run")
                labels.push_back(settingLabel(key));
        if (!labels.isEmpty())
            sentences.push_back(tr("%1 is shown under %2 settings, which differ in: %3.")
                                    .arg(labelOf(info.name))
                                    .arg(probed.size())
                                    .arg(labels.join(QStringLiteral(", "))));
    }
    return sentences;
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
    std::vector<std::string> all;
    for (const auto& info : methods::methodList()) all.push_back(info.name);
    // Weights and embeddings from elsewhere stand behind what was trained here.
    for (const ComparisonRow& row : table.rows)
        if (std::ranges::find(all, row.run->record.method) == all.end())
            all.push_back(row.run->record.method);
    for (const std::string& method : all) addBars(table, method, expected);
    table.differences = differencesOf(table.rows) + settingsThatDiffer(table);
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
            probed(probe ? threeDigits(probe->accuracy) : QString()),
            probed(probe ? threeDigits(probe->interval.first) : QString()),
            probed(probe ? threeDigits(probe->interval.second) : QString()),
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

namespace {

QVector<QStringList> allCells(const ComparisonTable& table) {
    QVector<QStringList> rows;
    for (int row = 0; row < table.rows.size(); ++row) rows.push_back(comparisonCells(table, row));
    return rows;
}

QString caveat(const ComparisonTable& table) {
    return table.differences.isEmpty()
               ? QString()
               : tr("Not like for like: %1").arg(table.differences.join(QStringLiteral(" ")));
}

}  // namespace

QString toTsv(const ComparisonTable& table) {
    return tsvTable(comparisonHeaders(), allCells(table));
}

QString toMarkdown(const ComparisonTable& table) {
    const QString note = caveat(table);
    return markdownTable(comparisonHeaders(), allCells(table)) +
           (note.isEmpty() ? QString() : u'\n' + note + u'\n');
}

QString toLatex(const ComparisonTable& table) {
    return latexTable(comparisonHeaders(), allCells(table), caveat(table));
}

}  // namespace selfsight::ui
