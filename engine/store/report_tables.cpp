// Curves, measures, classes, set-up and provenance.
#include "eval/statistics.h"
#include "io/json_file.h"
#include "store/report_palette.h"
#include "store/report_sections.h"
#include "store/report_svg.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace selfsight::store {

using nlohmann::json;
using svg::escape;

namespace {

// Known metrics with their axis titles, in the order in which they are shown.
struct KnownMetric {
    const char* name;
    const char* title;
};
constexpr std::array kKnownMetrics = {
    KnownMetric{"train_loss", "training loss"},
    KnownMetric{"val_loss", "validation loss"},
    KnownMetric{"val_accuracy", "validation accuracy"},
    KnownMetric{"val_knn", "k-NN accuracy on validation"},
    KnownMetric{"val_probe", "linear probe on validation"},
    KnownMetric{"collapse_std", "spread of the normalised embedding (× √d)"},
    KnownMetric{"val_rank", "effective rank of the embedding"},
    KnownMetric{"alignment", "alignment"},
    KnownMetric{"uniformity", "uniformity"},
    KnownMetric{"lr", "learning rate"},
};

std::string metricTitle(const std::string& name) {
    for (const KnownMetric& known : kKnownMetrics)
        if (name == known.name) return known.title;
    return name;
}

std::vector<std::string> metricNames(const ReportData& data) {
    std::vector<std::string> names;
    for (const KnownMetric& known : kKnownMetrics)
        for (const ReportMember& member : data.members)
            if (member.metrics.column(known.name) >= 0) {
                names.emplace_back(known.name);
                break;
            }
    for (const ReportMember& member : data.members)
        for (const std::string& name : member.metrics.columns)
            if (name != "step" && name != "epoch" && name != "images_seen" &&
                !std::ranges::count(names, name))
                names.push_back(name);
    return names;
}

// Rows on which the metric has a value.
svg::Series seriesOf(const ReportData& data, const ReportMember& member, const std::string& name) {
    const auto style = svg::encoderStyle(member.run.method, seedIndex(data, member));
    svg::Series series{memberLabel(data, member), style.colour, style.dash, {}, {}};
    const int value = member.metrics.column(name);
    const int epoch = member.metrics.column("epoch");
    if (value < 0 || epoch < 0) return series;
    for (const auto& row : member.metrics.rows) {
        if (!std::isfinite(row[static_cast<std::size_t>(value)])) continue;
        series.x.push_back(row[static_cast<std::size_t>(epoch)]);
        series.y.push_back(row[static_cast<std::size_t>(value)]);
    }
    return series;
}

// First, best and last of a curve: what a reader takes from it.
std::vector<std::string> curveRow(const svg::Series& series, bool smallIsGood) {
    const auto best = smallIsGood ? std::ranges::min_element(series.y) : std::ranges::max_element(series.y);
    const auto at = static_cast<std::size_t>(best - series.y.begin());
    return {series.label,          std::to_string(series.y.size()), svg::number(series.y.front(), 4),
            svg::number(*best, 4), svg::number(series.x[at], 4),    svg::number(series.y.back(), 4)};
}

std::string bytesText(const std::string& hash) {
    return hash.empty() ? "–" : hash;
}

double lastOf(const MetricsTable& table, const std::string& name) {
    const int column = table.column(name);
    if (column < 0) return std::nan("");
    for (auto row = table.rows.rbegin(); row != table.rows.rend(); ++row)
        if (std::isfinite((*row)[static_cast<std::size_t>(column)]))
            return (*row)[static_cast<std::size_t>(column)];
    return std::nan("");
}

std::string purityTable(const ReportData& data) {
    std::vector<std::vector<std::string>> rows;
    std::int64_t k = 0;
    for (const ReportMember& member : data.members) {
        for (const ReportPurity& purity : member.purity) {
            k = purity.k;
            rows.push_back({memberLabel(data, member), purity.column, fixedText(purity.purity, 3),
                            fixedText(purity.chance, 3),
                            purity.chance > 0 ? fixedText(purity.purity / purity.chance, 1) + " ×" : "–"});
        }
    }
    if (rows.empty()) return {};
    return "<h3>Purity: by what does it cluster?</h3>\n<p>The share of an image’s " + std::to_string(k) +
           " nearest neighbours in the original space that carry the same label, against the share that "
           "chance would give. What "
           "an encoder was never told but groups by shows here as a number.</p>\n" +
           htmlTable({"encoder", "label column", "purity", "chance", "ratio"}, rows);
}

std::string collapseTable(const ReportData& data) {
    std::vector<std::string> titles = {"encoder"};
    std::vector<std::string> names;
    for (const char* name : {"collapse_std", "val_rank", "alignment", "uniformity"})
        for (const ReportMember& member : data.members)
            if (std::isfinite(lastOf(member.metrics, name))) {
                names.emplace_back(name);
                titles.push_back(metricTitle(name));
                break;
            }
    if (names.empty()) return {};
    std::vector<std::vector<std::string>> rows;
    for (const ReportMember& member : data.members) {
        std::vector<std::string> row = {memberLabel(data, member)};
        for (const std::string& name : names) row.push_back(svg::number(lastOf(member.metrics, name), 3));
        if (std::ranges::any_of(row.begin() + 1, row.end(), [](const auto& cell) { return cell != "–"; }))
            rows.push_back(row);
    }
    return "<h3>Collapse</h3>\n<p>At the end of training. A spread near 1 is healthy; near 0 every image has "
           "the same "
           "embedding.</p>\n" +
           htmlTable(titles, rows);
}

std::string trustTable(const ReportData& data) {
    std::vector<std::vector<std::string>> rows;
    for (const ReportMember& member : data.members) {
        if (!member.map) continue;
        const map::Trust& trust = member.map->trust;
        rows.push_back({memberLabel(data, member), member.mapName, fixedText(trust.trustworthiness, 3),
                        fixedText(trust.continuity, 3), fixedText(trust.neighbourPreservation, 3),
                        fixedText(trust.shepardCorrelation, 3), std::to_string(trust.k),
                        std::isfinite(member.map->objective) ? fixedText(member.map->objective, 4) : "–"});
    }
    if (rows.empty()) return {};
    return "<h3>How far the maps can be trusted</h3>\n" +
           htmlTable({"encoder", "map", "trustworthiness", "continuity", "neighbours kept",
                      "Shepard correlation", "k", "objective (KL)"},
                     rows);
}

std::string configurationOf(const ReportData& data, const ReportMember& member) {
    std::string out =
        "<details><summary>" + escape(memberLabel(data, member)) + ": full configuration</summary><pre>" +
        escape(member.run.recipe.dump(2, ' ', false, json::error_handler_t::replace)) + "</pre>";
    std::vector<std::vector<std::string>> files;
    for (const auto& [name, hash] : member.checkpoints) files.push_back({name, hash});
    if (!files.empty()) out += htmlTable({"checkpoint", "SHA-256"}, files);
    if (!member.run.notes.empty()) out += "<h3>Notes</h3><pre>" + escape(member.run.notes) + "</pre>";
    return out + "</details>\n";
}

}  // namespace

std::string curvesSection(const ReportData& data) {
    std::string charts;
    for (const std::string& name : metricNames(data)) {
        svg::LineChart chart;
        chart.xTitle = "epoch";
        chart.yTitle = metricTitle(name);
        chart.description = chart.yTitle + " by epoch:";
        std::vector<std::vector<std::string>> rows;
        const bool smallIsGood =
            name.find("loss") != std::string::npos || name == "alignment" || name == "uniformity";
        for (const ReportMember& member : data.members) {
            svg::Series series = seriesOf(data, member, name);
            if (series.y.empty()) continue;
            chart.description += " " + series.label + " from " + svg::number(series.y.front()) + " to " +
                                 svg::number(series.y.back()) + ";";
            rows.push_back(curveRow(series, smallIsGood));
            chart.series.push_back(std::move(series));
        }
        // One point is no curve; the measures' table has it.
        if (std::ranges::none_of(chart.series, [](const svg::Series& series) { return series.y.size() > 1; }))
            continue;
        charts +=
            "<figure><h3>" + escape(chart.yTitle) + "</h3>" + svg::render(chart) +
            "<details><summary>The table behind it</summary>" +
            htmlTable({"encoder", "values", "first", smallIsGood ? "lowest" : "highest", "at epoch", "last"},
                      rows) +
            "</details></figure>\n";
    }
    if (charts.empty()) return {};
    return "<h2 id=\"curves\">How it learned</h2>\n<p>Losses of different methods measure different things: "
           "only their courses "
           "can be compared, not their heights. Every value stands in "
           "<code>runs/&lt;run&gt;/metrics.csv</code>.</p>\n"
           "<div class=\"charts\">\n" +
           charts + "</div>\n";
}

std::string measuresSection(const ReportData& data) {
    const std::string body = purityTable(data) + collapseTable(data) + trustTable(data);
    return body.empty() ? ""
                        : "<h2 id=\"measures\">Measures in the original space and of the maps</h2>\n" + body;
}

std::string classesSection(const ReportData& data) {
    // Under the notebook's protocol a class has some twenty held-out images: too few to say anything about
    // it.
    if (data.protocol != "standard") return {};
    const auto classes = std::ranges::find(data.columns, "class", &data::LabelColumn::name);
    if (classes == data.columns.end()) return {};
    std::vector<std::string> titles = {"class", "n"};
    std::vector<const ReportMember*> members;
    for (const ReportMember& member : data.members) {
        if (!member.probe || member.probe->truth.empty()) continue;
        members.push_back(&member);
        titles.push_back(memberLabel(data, member));
        titles.emplace_back("95 % interval");
    }
    if (members.empty()) return {};
    std::vector<std::vector<std::string>> rows;
    for (std::size_t v = 0; v < classes->names.size(); ++v) {
        std::vector<std::string> row = {classes->names[v], ""};
        for (const ReportMember* member : members) {
            const eval::ProbeResult& probe = *member->probe;
            std::int64_t total = 0;
            std::int64_t hits = 0;
            for (std::size_t i = 0; i < probe.truth.size(); ++i) {
                if (probe.truth[i] != static_cast<std::int64_t>(v)) continue;
                ++total;
                if (probe.predicted[i] == probe.truth[i]) ++hits;
            }
            row[1] = groupedText(total);
            if (total == 0) {
                row.insert(row.end(), {"–", "–"});
                continue;
            }
            const auto interval = eval::wilsonInterval(hits, total);
            row.push_back(fixedText(static_cast<double>(hits) / static_cast<double>(total), 3));
            row.push_back(fixedText(interval.first, 2) + " – " + fixedText(interval.second, 2));
        }
        rows.push_back(row);
    }
    return "<h2 id=\"classes\">Class by class</h2>\n<p>Held-out test images under the standard protocol. "
           "With about " +
           rows.front()[1] +
           " images a class, most differences between neighbours in this table are noise: mind the "
           "intervals.</p>\n<details><summary>All " +
           std::to_string(rows.size()) + " classes</summary>" + htmlTable(titles, rows) + "</details>\n";
}

std::string setupSection(const ReportData& data) {
    if (data.members.empty()) return {};
    const RunRecord& first = data.members.front().run;
    std::string out =
        "<h2 id=\"setup\">Set-up</h2>\n<h3>Data</h3>\n" +
        htmlTable({"data set", "training images", "validation images", "test images", "content (SHA-256)"},
                  {{first.dataKind, groupedText(first.trainCount), groupedText(first.validationCount),
                    groupedText(first.testCount), bytesText(first.dataHash)}}) +
        "<p>Training and every choice made while training look at the training and validation images only; "
        "the test "
        "images are touched once, after the run.</p>\n";
    // What has ended otherwise than it should says so at its name; that a run succeeded needs no column.
    const auto name = [&](const ReportMember& member) {
        const std::string label = memberLabel(data, member);
        return member.run.state == RunState::Succeeded ? label
                                                       : label + " (" + runStateName(member.run.state) + ")";
    };
    // Two tables: one of all columns is wider than a page of paper.
    std::vector<std::vector<std::string>> networks, trainings;
    for (const ReportMember& member : data.members) {
        const RunRecord& run = member.run;
        networks.push_back({name(member), run.encoder, svg::number(run.width, 4), groupedText(run.dimension),
                            groupedText(run.parameters), std::to_string(run.seed)});
        trainings.push_back(
            {name(member), run.recipeName, run.budget.empty() ? "–" : run.budget, groupedText(run.stepsDone),
             fixedText(run.epochsDone, 1), groupedText(run.imagesSeen),
             run.imagesPerSecond > 0 ? groupedText(static_cast<std::int64_t>(run.imagesPerSecond)) : "–",
             run.trainSeconds > 0 ? groupedText(static_cast<std::int64_t>(std::llround(run.trainSeconds)))
                                  : "–"});
    }
    return out + "<h3>Networks</h3>\n" +
           htmlTable({"encoder", "network", "width", "embedding", "parameters", "seed"}, networks) +
           "<h3>Training</h3>\n" +
           htmlTable({"encoder", "recipe", "budget", "steps", "epochs", "images seen", "images/s", "seconds"},
                     trainings);
}

namespace {

// "2026-11-24T08:15:03.123456Z" as "2026-11-24T08:15:03Z".
std::string toTheSecond(const std::string& time) {
    const auto point = time.find('.');
    return point == std::string::npos ? time : time.substr(0, point) + "Z";
}

}  // namespace

std::string provenanceSection(const ReportData& data) {
    std::vector<std::vector<std::string>> rows;
    for (const ReportMember& member : data.members) {
        const RunRecord& run = member.run;
        std::string versions;
        if (run.versions.is_object())
            for (const auto& [name, value] : run.versions.items())
                versions += (versions.empty() ? "" : ", ") + name + " " +
                            (value.is_string() ? value.get<std::string>() : value.dump());
        // What the device's own name says already is not said twice.
        const bool threads = run.threads > 0 && run.device.find(", " + std::to_string(run.threads) +
                                                                " thread") == std::string::npos;
        rows.push_back({memberLabel(data, member), run.id, toTheSecond(run.created),
                        run.finished.empty() ? "–" : run.finished,
                        run.device + (threads ? ", " + std::to_string(run.threads) + " threads" : ""),
                        run.precision, versions});
    }
    std::string out = "<h2 id=\"provenance\">Where this comes from</h2>\n";
    if (!data.command.empty())
        out += "<p>The command that makes it again:</p>\n<pre>" + escape(data.command) + "</pre>\n";
    out +=
        htmlTable({"encoder", "run", "begun (UTC)", "ended (UTC)", "device", "precision", "versions"}, rows);
    for (const ReportMember& member : data.members) out += configurationOf(data, member);
    if (!data.request.empty())
        out += "<details><summary>The request of the comparison</summary><pre>" + escape(data.request) +
               "</pre></details>\n";
    return out;
}

}  // namespace selfsight::store
