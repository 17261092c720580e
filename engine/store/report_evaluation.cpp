// What goes beyond the headline: label efficiency, who gains and loses, confusion, agreement, near-duplicates,
// likely mislabels.
#include "eval/comparison.h"
#include "io/json_file.h"
#include "store/report_palette.h"
#include "store/report_sections.h"
#include "store/report_svg.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace selfsight::store {

using svg::escape;

namespace {

constexpr std::size_t rowsShown = 10;

std::string rangeText(double low, double high) {
    return std::isfinite(low) && std::isfinite(high) ? fixedText(low, 3) + " – " + fixedText(high, 3) : "–";
}

std::string className(const ReportData& data, std::int64_t value) {
    const auto column = std::ranges::find(data.columns, "class", &data::LabelColumn::name);
    const bool known = column != data.columns.end() && value >= 0 &&
                       static_cast<std::size_t>(value) < column->names.size();
    return known ? column->names[static_cast<std::size_t>(value)] : std::to_string(value);
}

std::string efficiencyPart(const ReportData& data) {
    svg::LineChart chart;
    chart.xTitle = "labelled images per class (logarithmic)";
    chart.yTitle = "accuracy on test images";
    chart.description = "Probe accuracy against labelled images per class: ";
    std::vector<std::vector<std::string>> rows;
    for (const ReportMember& member : data.members) {
        const auto& points = member.evaluation.efficiency;
        if (points.empty()) continue;
        const auto style = svg::encoderStyle(member.run.method, seedIndex(data, member));
        svg::Series series{memberLabel(data, member), style.colour, style.dash, {}, {}};
        double classes = 1;
        for (const auto& point : points)
            if (point.perClass == 1) classes = static_cast<double>(std::max<std::int64_t>(1, point.fitCount));
        for (const auto& point : points) {
            const double perClass = point.perClass > 0 ? static_cast<double>(point.perClass)
                                                       : static_cast<double>(point.fitCount) / classes;
            series.x.push_back(std::log10(perClass));
            series.y.push_back(point.accuracy.mean);
            series.low.push_back(point.accuracy.low);
            series.high.push_back(point.accuracy.high);
            const std::string label = point.perClass > 0 ? std::to_string(point.perClass) : "all";
            const auto known = std::ranges::find(chart.xTicks, label, &std::pair<double, std::string>::second);
            if (known == chart.xTicks.end()) chart.xTicks.emplace_back(series.x.back(), label);
            rows.push_back({series.label, label, groupedText(point.fitCount),
                            std::to_string(point.accuracies.size()), fixedText(point.accuracy.mean, 3),
                            rangeText(point.accuracy.low, point.accuracy.high)});
        }
        chart.description += series.label + " from " + fixedText(series.y.front(), 3) + " to " +
                             fixedText(series.y.back(), 3) + "; ";
        chart.series.push_back(std::move(series));
    }
    if (chart.series.empty()) return {};
    return "<h3>Label efficiency</h3>\n<p>What a linear classifier reaches with few labelled images: what "
           "self-supervision is for. Multinomial on standardised embeddings, C = 1; bars: 95 % (Student’s t) over "
           "draws of the labelled images.</p>\n<figure>" +
           svg::render(chart) + "<details><summary>The table behind it</summary>" +
           htmlTable({"encoder", "per class", "labelled", "draws", "mean accuracy", "95 % interval"}, rows) +
           "</details></figure>\n";
}

// The predictions of this report that cover whole classes, with their members.
std::vector<std::pair<const ReportMember*, const eval::ProbeResult*>> wholeClasses(const ReportData& data) {
    std::vector<std::pair<const ReportMember*, const eval::ProbeResult*>> out;
    for (const ReportMember& member : data.members) {
        const eval::ProbeResult* found = nullptr;
        if (data.protocol == "standard" && member.probe) found = &*member.probe;
        if (data.protocol == "notebook")
            for (const eval::ProbeResult& other : member.otherProbes)
                if (other.protocol == "notebook-folds" && other.label == "class") found = &other;
        if (!found || found->truth.empty()) continue;
        if (!out.empty() && (found->testIndices != out.front().second->testIndices ||
                             found->truth != out.front().second->truth))
            continue;
        out.emplace_back(&member, found);
    }
    return out;
}

std::string changesPart(const ReportData& data) {
    const auto probes = wholeClasses(data);
    std::string out;
    for (std::size_t i = 0; i < probes.size(); ++i) {
        for (std::size_t j = i + 1; j < probes.size(); ++j) {
            const auto changes = eval::classChanges(*probes[i].second, *probes[j].second);
            const auto clear = std::ranges::count_if(changes, &eval::ClassChange::clear);
            std::vector<std::vector<std::string>> rows;
            const auto add = [&](const eval::ClassChange& change) {
                rows.push_back({className(data, change.group), groupedText(change.total),
                                fixedText(change.gain, 3),
                                rangeText(change.interval.first, change.interval.second),
                                change.qValue < 0.0001 ? "< 0.0001" : fixedText(change.qValue, 4),
                                change.clear ? "clear" : "within chance"});
            };
            const std::size_t most = std::min(rowsShown, changes.size() / 2);
            for (std::size_t k = 0; k < most; ++k) add(changes[k]);
            for (std::size_t k = changes.size() - most; k < changes.size(); ++k) add(changes[k]);
            out += "<details><summary>" + escape(memberLabel(data, *probes[i].first)) + " → " +
                   escape(memberLabel(data, *probes[j].first)) + ": " + std::to_string(clear) + " of " +
                   std::to_string(changes.size()) + " classes stand out</summary>" +
                   htmlTable({"class", "n", "gain", "95 % interval", "q", ""}, rows) + "</details>\n";
        }
    }
    if (out.empty()) return {};
    return "<h3>Classes that gain and lose</h3>\n<p>From the first encoder to the second: exact McNemar within each "
           "class, false discovery rate 5\u00a0% over the classes (Benjamini–Hochberg). The largest gains and losses of "
           "each pair.</p>\n" +
           out;
}

std::string confusionPart(const ReportData& data) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& [member, probe] : wholeClasses(data)) {
        const eval::Confusion confusion = eval::confusionMatrix(*probe);
        std::vector<std::tuple<std::int64_t, std::size_t, std::size_t>> mistakes;
        for (std::size_t i = 0; i < confusion.classes.size(); ++i)
            for (std::size_t j = 0; j < confusion.classes.size(); ++j)
                if (i != j && confusion.at(i, j) > 0) mistakes.emplace_back(-confusion.at(i, j), i, j);
        std::ranges::sort(mistakes);
        for (std::size_t k = 0; k < std::min<std::size_t>(5, mistakes.size()); ++k) {
            const auto& [count, i, j] = mistakes[k];
            rows.push_back({memberLabel(data, *member), className(data, confusion.classes[i]),
                            className(data, confusion.classes[j]), groupedText(-count)});
        }
    }
    if (rows.empty()) return {};
    return "<h3>Confusion</h3>\n<p>The commonest mistakes of each encoder’s probe.</p>\n" +
           htmlTable({"encoder", "shows", "called", "images"}, rows);
}

std::string combinationsPart(const ReportData& data) {
    const auto probes = wholeClasses(data);
    if (probes.size() < 2 || probes.size() > 5) return {};
    std::vector<eval::ProbeResult> results;
    std::vector<std::string> titles;
    for (const auto& [member, probe] : probes) {
        results.push_back(*probe);
        titles.push_back(memberLabel(data, *member));
    }
    const eval::Combinations who = eval::combinations(results);
    std::vector<std::vector<std::string>> rows;
    for (std::size_t code = 0; code < who.counts.size(); ++code) {
        std::vector<std::string> row;
        for (std::size_t e = 0; e < probes.size(); ++e) row.emplace_back(code >> e & 1 ? "right" : "wrong");
        row.push_back(groupedText(who.counts[code]));
        row.push_back(fixedText(static_cast<double>(who.counts[code]) / static_cast<double>(who.indices.size()), 3));
        rows.push_back(std::move(row));
    }
    titles.insert(titles.end(), {"images", "share"});
    return "<h3>Who has an image right</h3>\n<details><summary>All " + std::to_string(rows.size()) +
           " combinations</summary>" + htmlTable(titles, rows) + "</details>\n";
}

std::string agreementPart(const ReportData& data) {
    if (!data.evaluation.is_object() || !data.evaluation.contains("agreement")) return {};
    std::vector<std::vector<std::string>> rows;
    const auto labelOfRun = [&](const std::string& id) {
        for (const ReportMember& member : data.members)
            if (member.run.id == id) return memberLabel(data, member);
        return id;
    };
    for (const auto& each : data.evaluation["agreement"]) {
        const std::string file = "evaluation.json";
        rows.push_back({labelOfRun(io::jsonValue<std::string>(each, "first", "", file)),
                        labelOfRun(io::jsonValue<std::string>(each, "second", "", file)),
                        fixedText(io::jsonValue<double>(each, "cka", std::nan(""), file), 3),
                        fixedText(io::jsonValue<double>(each, "neighbours", 0, file), 3),
                        fixedText(io::jsonValue<double>(each, "chance", 0, file), 3)});
    }
    if (rows.empty()) return {};
    return "<h3>Agreement</h3>\n<p>How alike two encoders see the same test images, in the original spaces: linear CKA "
           "(1: equal up to rotation and scale), and the share of 20 nearest neighbours in common.</p>\n" +
           htmlTable({"first", "second", "linear CKA", "common neighbours", "by chance"}, rows);
}

std::string duplicatesPart(const ReportData& data) {
    std::vector<std::vector<std::string>> rows;
    std::size_t count = 0;
    for (const ReportMember& member : data.members) {
        if (!member.probe || !member.evaluation.duplicates || member.evaluation.duplicates->empty()) continue;
        std::vector<std::int64_t> left;
        for (const auto& each : *member.evaluation.duplicates) left.push_back(each.test);
        count = left.size();
        const eval::ProbeResult rest = eval::withoutImages(*member.probe, left);
        rows.push_back({memberLabel(data, member), fixedText(member.probe->accuracy, 3),
                        fixedText(rest.accuracy, 3), rangeText(rest.interval.first, rest.interval.second),
                        groupedText(rest.testCount)});
    }
    if (rows.empty()) return {};
    return "<h3>Without near-duplicates</h3>\n<p>" + groupedText(static_cast<std::int64_t>(count)) +
           " test images look nearly the same as a training image (correlation of the coarse images at least " +
           fixedText(data.members.front().evaluation.duplicateThreshold, 2) +
           "). The accuracy without them:</p>\n" +
           htmlTable({"encoder", "all test images", "without", "95 % interval", "n tested"}, rows);
}

std::string mislabelsPart(const ReportData& data) {
    for (const ReportMember& member : data.members) {
        if (member.evaluation.mislabels.empty()) continue;
        std::vector<std::vector<std::string>> rows;
        for (std::size_t i = 0; i < std::min(rowsShown, member.evaluation.mislabels.size()); ++i) {
            const eval::SuspectLabel& each = member.evaluation.mislabels[i];
            rows.push_back({groupedText(each.index), className(data, each.given),
                            className(data, each.predicted), fixedText(each.margin, 2)});
        }
        return "<h3>Likely mislabels</h3>\n<details><summary>Test images whose out-of-fold prediction speaks most "
               "clearly against their label (" +
               escape(memberLabel(data, member)) + ")</summary>" +
               htmlTable({"test image", "label", "predicted", "margin"}, rows) + "</details>\n";
    }
    return {};
}

std::string knnPart(const ReportData& data) {
    std::vector<std::vector<std::string>> rows;
    for (const ReportMember& member : data.members)
        for (const eval::KnnResult& each : member.evaluation.knn)
            rows.push_back({memberLabel(data, member), std::to_string(each.neighbours),
                            fixedText(each.accuracy, 3),
                            rangeText(each.interval.first, each.interval.second), groupedText(each.fitCount),
                            groupedText(each.testCount)});
    if (rows.empty()) return {};
    return "<h3>Nearest neighbours</h3>\n<p>The weighted vote of the k nearest training images by cosine (temperature "
           "0.07): with nothing to fit.</p>\n" +
           htmlTable({"encoder", "k", "accuracy", "95 % interval", "n asked", "n tested"}, rows);
}

std::string drawsPart(const ReportData& data) {
    std::vector<std::vector<std::string>> rows;
    for (const ReportMember& member : data.members) {
        const auto draws = member.evaluation.draws.find(data.protocol);
        if (draws == member.evaluation.draws.end()) continue;
        const auto [least, most] = std::ranges::minmax(draws->second.accuracies);
        rows.push_back({memberLabel(data, member), std::to_string(draws->second.accuracies.size()),
                        fixedText(draws->second.mean.mean, 3),
                        rangeText(draws->second.mean.low, draws->second.mean.high), rangeText(least, most)});
    }
    if (rows.empty()) return {};
    return "<h3>Draws of random weights</h3>\n<p>One draw says little about random weights: these were drawn anew and "
           "probed alike.</p>\n" +
           htmlTable({"encoder", "draws", "mean accuracy", "95 % interval (Student’s t)", "least – most"}, rows);
}

}  // namespace

std::string evaluationSection(const ReportData& data) {
    const std::string body = drawsPart(data) + efficiencyPart(data) + knnPart(data) + changesPart(data) +
                             confusionPart(data) + combinationsPart(data) + agreementPart(data) +
                             duplicatesPart(data) + mislabelsPart(data);
    return body.empty() ? "" : "<h2 id=\"evaluation\">Beyond the headline</h2>\n" + body;
}

}  // namespace selfsight::store
