// The page's frame, findings and accuracies.
#include "core/version.h"
#include "eval/statistics.h"
#include "methods/recipe.h"
#include "store/configuration.h"
#include "store/report_page.h"
#include "store/report_palette.h"
#include "store/report_sections.h"
#include "store/report_svg.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

namespace selfsight::store {

using svg::escape;

std::string fixedText(double value, int digits) {
    if (!std::isfinite(value)) return "–";
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, "%.*f", digits, value);
    return buffer;
}

std::string groupedText(std::int64_t value) {
    std::string digits = std::to_string(value < 0 ? -value : value);
    for (auto i = static_cast<std::ptrdiff_t>(digits.size()) - 3; i > 0; i -= 3)
        digits.insert(static_cast<std::size_t>(i), ",");
    return (value < 0 ? "−" : "") + digits;
}

std::string htmlTable(const std::vector<std::string>& titles,
                      const std::vector<std::vector<std::string>>& rows) {
    // Numbers, counts and intervals; not ids or hashes, which have other letters.
    const auto numeric = [](const std::string& cell) {
        return cell == "–" ||
               (!cell.empty() &&
                cell.find_first_not_of("0123456789.,<+/ \xe2\x80\x93\x88\x92\xc3\x97") == std::string::npos);
    };
    std::vector<bool> right(titles.size(), !rows.empty());
    for (const auto& row : rows)
        for (std::size_t c = 0; c < titles.size(); ++c)
            if (c >= row.size() || !numeric(row[c])) right[c] = false;
    std::string out = "<div class=\"scroll\"><table>\n<thead><tr>";
    for (std::size_t c = 0; c < titles.size(); ++c)
        out += std::string("<th scope=\"col\"") + (right[c] ? " class=\"n\">" : ">") + escape(titles[c]) +
               "</th>";
    out += "</tr></thead>\n<tbody>\n";
    for (const auto& row : rows) {
        out += "<tr>";
        for (std::size_t c = 0; c < titles.size(); ++c)
            out += (right[c] ? "<td class=\"n\">" : "<td>") + escape(c < row.size() ? row[c] : "") + "</td>";
        out += "</tr>\n";
    }
    return out + "</tbody></table></div>\n";
}

int seedIndex(const ReportData& data, const ReportMember& member) {
    int index = 0;
    for (const ReportMember& each : data.members) {
        if (&each == &member) return index;
        if (each.run.method == member.run.method) ++index;
    }
    return index;
}

std::string memberLabel(const ReportData& data, const ReportMember& member) {
    const auto count = std::ranges::count_if(
        data.members, [&](const ReportMember& each) { return each.label() == member.label(); });
    return member.label() + (count > 1 ? ", seed " + std::to_string(member.run.seed) : "");
}

namespace {

std::string protocolText(const std::string& protocol) {
    if (protocol == "standard")
        return "multinomial logistic regression on standardised embeddings of the training images, its "
               "strength chosen on "
               "the validation images, reported on the test images";
    return "one-vs-rest logistic regression with L2 (C = 1) on raw test embeddings, fitted on 75 % of them "
           "and reported on "
           "the other 25 % (scikit-learn's split, random state 0)";
}

// Exact two-sided McNemar tests of every pair that was tested on the same images, corrected by Holm.
std::string pairedTests(const ReportData& data) {
    struct Pair {
        std::string first, second;
        eval::McNemar test;
    };
    std::vector<Pair> pairs;
    for (std::size_t i = 0; i < data.members.size(); ++i) {
        for (std::size_t j = i + 1; j < data.members.size(); ++j) {
            const auto& a = data.members[i].probe;
            const auto& b = data.members[j].probe;
            if (!a || !b || a->truth.empty() || a->testIndices != b->testIndices || a->truth != b->truth)
                continue;
            pairs.push_back({memberLabel(data, data.members[i]), memberLabel(data, data.members[j]),
                             eval::mcNemar(a->truth, a->predicted, b->predicted)});
        }
    }
    if (pairs.empty()) return {};
    std::vector<double> p;
    for (const Pair& pair : pairs) p.push_back(pair.test.pValue);
    const std::vector<double> adjusted = eval::holm(p);
    std::vector<std::vector<std::string>> rows;
    for (std::size_t k = 0; k < pairs.size(); ++k) {
        rows.push_back({pairs[k].first, pairs[k].second, groupedText(pairs[k].test.onlyFirst),
                        groupedText(pairs[k].test.onlySecond),
                        adjusted[k] < 0.0001 ? "< 0.0001" : fixedText(adjusted[k], 4)});
    }
    return "<h3>Pairs, image by image</h3>\n" +
           htmlTable({"first", "second", "only the first is right", "only the second is right",
                      "p (McNemar, Holm)"},
                     rows) +
           "<p>The test compares <em>these trained encoders</em> on these images. A claim about the "
           "<em>methods</em> needs at "
           "least three seeds of each.</p>\n";
}

std::string meansOverSeeds(const ReportData& data) {
    std::vector<std::vector<std::string>> rows;
    for (const methods::MethodInfo& method : methods::methodList()) {
        // Runs that differ in more than the seed make no mean.
        std::map<Configuration, std::vector<double>> settings;
        std::vector<Configuration> all;
        for (const ReportMember& member : data.members)
            if (member.run.method == method.name && member.probe) {
                all.push_back(configurationOf(member.run));
                settings[all.back()].push_back(member.probe->accuracy);
            }
        const std::vector<std::string> differing = differingKeys(all);
        for (const auto& [configuration, values] : settings) {
            if (values.size() < 2) continue;
            std::string name = method.label;
            for (const std::string& key : differing)
                if (const auto value = configuration.find(key); value != configuration.end())
                    name += ", " + key + " " + value->second;
            const eval::MeanInterval mean = eval::meanInterval(values);
            rows.push_back({name, fixedText(mean.mean, 3),
                            fixedText(mean.low, 3) + " – " + fixedText(mean.high, 3),
                            std::to_string(mean.count)});
        }
    }
    if (rows.empty()) return {};
    return "<h3>Means over seeds</h3>\n" +
           htmlTable({"method", "mean accuracy", "95 % interval (Student's t)", "seeds"}, rows);
}

std::string differencesNotice(const ReportData& data) {
    if (data.differences.empty()) return {};
    std::string out =
        "<div class=\"notice\" role=\"note\"><strong>Not like for like.</strong> These encoders differ in "
        "more "
        "than their method:<ul>";
    for (const std::string& each : data.differences) out += "<li>" + escape(each) + "</li>";
    return out + "</ul></div>\n";
}

}  // namespace

std::string findingsSection(const ReportData& data) {
    std::vector<const ReportMember*> probed;
    for (const ReportMember& member : data.members)
        if (member.probe) probed.push_back(&member);
    std::string out;
    if (!probed.empty()) {
        std::ranges::stable_sort(probed,
                                 [](auto* a, auto* b) { return a->probe->accuracy > b->probe->accuracy; });
        out += "<p class=\"lead\">Of " + std::to_string(probed.front()->probe->classCount) +
               " classes, a linear classifier names the right one for ";
        for (std::size_t i = 0; i < probed.size(); ++i) {
            if (i) out += i + 1 == probed.size() ? " and " : ", ";
            out += "<strong>" + fixedText(100 * probed[i]->probe->accuracy, 1) +
                   " %</strong> of held-out images from the " + escape(memberLabel(data, *probed[i])) +
                   " embedding";
            if (i == 0 && probed.size() > 1) out += " (best)";
        }
        out += "; always naming the commonest class would reach " +
               fixedText(100 * probed.front()->probe->chance, 1) + " %.</p>\n";
    }
    return out + differencesNotice(data);
}

std::string accuracySection(const ReportData& data) {
    svg::BarChart chart;
    chart.xTitle = "linear-probe accuracy on held-out images (protocol " + data.protocol + ")";
    chart.description = "Bars of linear-probe accuracy: ";
    std::vector<std::vector<std::string>> rows;
    bool marks = false;
    for (const ReportMember& member : data.members) {
        svg::Bar bar;
        bar.label = memberLabel(data, member);
        bar.colour = svg::encoderStyle(member.run.method, seedIndex(data, member)).colour;
        bar.value = std::nan("");
        std::vector<std::string> row = {bar.label, "–", "–", "–", "–", "–", "–", "–", "–"};
        if (member.probe) {
            const eval::ProbeResult& probe = *member.probe;
            bar.value = probe.accuracy;
            bar.low = probe.interval.first;
            bar.high = probe.interval.second;
            chart.chance = probe.chance;
            chart.description += bar.label + " " + fixedText(probe.accuracy, 3) + "; ";
            row = {bar.label,
                   fixedText(probe.accuracy, 3),
                   fixedText(probe.interval.first, 3) + " – " + fixedText(probe.interval.second, 3),
                   fixedText(probe.chance, 3),
                   groupedText(probe.fitCount),
                   groupedText(probe.testCount),
                   probe.extraction.empty() ? "–" : probe.extraction,
                   probe.converged ? "yes" : "no",
                   "–"};
        }
        if (const auto published = publishedAccuracy(member.run, data.protocol)) {
            bar.mark = *published;
            marks = true;
            row.back() = fixedText(*published, 4);
        }
        chart.bars.push_back(bar);
        rows.push_back(row);
    }
    chart.description += "chance " + fixedText(chart.chance, 3) + ".";
    std::vector<std::string> titles = {"encoder",  "accuracy",   "95 % interval", "chance",  "n fitted",
                                       "n tested", "extraction", "converged",     "notebook"};
    if (!marks) {
        titles.pop_back();
        for (auto& row : rows) row.pop_back();
    }
    std::string out = "<h2 id=\"accuracy\">What each embedding is worth</h2>\n<p>Protocol <em>" +
                      escape(data.protocol) + "</em>: " + protocolText(data.protocol) + ".</p>\n<figure>" +
                      svg::render(chart) +
                      "<figcaption>Whiskers: Wilson’s 95 % interval, which covers the sampling of the test "
                      "images only, not "
                      "that of trainings. Dashed: always naming the commonest class.";
    if (marks)
        out +=
            " Diamonds: the figures that the notebook published for half an hour on its GPU, on the same "
            "protocol with its "
            "own 2,500 images (± 0.02).";
    out += "</figcaption></figure>\n" + htmlTable(titles, rows);

    std::vector<std::vector<std::string>> others;
    for (const ReportMember& member : data.members)
        for (const eval::ProbeResult& probe : member.otherProbes)
            others.push_back(
                {memberLabel(data, member), probe.protocol, probe.label, fixedText(probe.accuracy, 3),
                 fixedText(probe.interval.first, 3) + " – " + fixedText(probe.interval.second, 3),
                 groupedText(probe.fitCount), groupedText(probe.testCount)});
    if (!others.empty())
        out += "<h3>Under other protocols</h3>\n" + htmlTable({"encoder", "protocol", "labels", "accuracy",
                                                               "95 % interval", "n fitted", "n tested"},
                                                              others);
    return out + meansOverSeeds(data) + pairedTests(data);
}

std::string renderReport(const ReportData& data, const ReportOptions& options) {
    std::string out =
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
        "style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n"
        "<meta name=\"generator\" content=\"Selfsight " +
        std::string(kVersion) + "\">\n<title>" + escape(data.title) + "</title>\n<style>" + kReportStyle +
        "</style>\n</head>\n<body>\n";
    out += "<h1>" + escape(data.title) +
           "</h1>\n<p class=\"sub\">What does an image encoder learn with labels, without labels, "
           "and with no training at all? · Selfsight " +
           std::string(kVersion) + " · " + escape(data.made) + "</p>\n";
    out += findingsSection(data);
    out += notesSection(data);
    out += accuracySection(data);
    out += mapsSection(data, options);
    out += selectionsSection(data, options);
    out += evaluationSection(data);
    out += measuresSection(data);
    out += curvesSection(data);
    out += classesSection(data);
    out += setupSection(data);
    out += provenanceSection(data);
    out += "<script>" + std::string(kReportScript) + "</script>\n";
    return out + "</body>\n</html>\n";
}

}  // namespace selfsight::store
