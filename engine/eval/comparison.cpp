#include "eval/comparison.h"

#include "core/error.h"
#include "core/json.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

namespace selfsight::eval {

namespace {

std::vector<GroupAccuracy> tally(const ProbeResult& probe, const Labels& groups) {
    std::map<std::int64_t, GroupAccuracy> found;
    for (std::size_t i = 0; i < probe.truth.size(); ++i) {
        GroupAccuracy& entry = found[groups[i]];
        entry.group = groups[i];
        ++entry.total;
        entry.hits += probe.truth[i] == probe.predicted[i];
    }
    std::vector<GroupAccuracy> result;
    for (auto& [group, entry] : found) {
        entry.accuracy = static_cast<double>(entry.hits) / static_cast<double>(entry.total);
        entry.interval = wilsonInterval(entry.hits, entry.total);
        result.push_back(entry);
    }
    return result;
}

// Position of every held-out image in a probe's lists.
std::map<std::int64_t, std::size_t> positions(const ProbeResult& probe) {
    std::map<std::int64_t, std::size_t> result;
    for (std::size_t i = 0; i < probe.testIndices.size(); ++i) result.emplace(probe.testIndices[i], i);
    return result;
}

// Newcombe's interval of p₂ − p₁ for paired proportions (1998, method 10), from Wilson's intervals and the
// phi coefficient.
std::pair<double, double> pairedInterval(std::int64_t both, std::int64_t onlyFirst, std::int64_t onlySecond,
                                         std::int64_t neither) {
    const std::int64_t n = both + onlyFirst + onlySecond + neither;
    const auto size = static_cast<double>(n);
    const double p1 = static_cast<double>(both + onlyFirst) / size,
                 p2 = static_cast<double>(both + onlySecond) / size;
    const auto w1 = wilsonInterval(both + onlyFirst, n), w2 = wilsonInterval(both + onlySecond, n);
    const double a = static_cast<double>(both), b = static_cast<double>(onlyFirst),
                 c = static_cast<double>(onlySecond), d = static_cast<double>(neither);
    const double margins = (a + b) * (c + d) * (a + c) * (b + d);
    double phi = 0;
    if (margins > 0) {
        const double determinant = a * d - b * c;
        // The correction for continuity that Newcombe applies to positive association only.
        phi = (determinant > 0 ? std::max(determinant - size / 2, 0.0) : determinant) / std::sqrt(margins);
    }
    const auto half = [phi](double x, double y) {
        return std::sqrt(std::max(0.0, x * x - 2 * phi * x * y + y * y));
    };
    const double gain = p2 - p1;
    return {gain - half(p2 - w2.first, w1.second - p1), gain + half(w2.second - p2, p1 - w1.first)};
}

}  // namespace

std::vector<GroupAccuracy> accuracyByClass(const ProbeResult& probe) {
    return tally(probe, probe.truth);
}

std::vector<GroupAccuracy> accuracyByGroup(const ProbeResult& probe, const Labels& groupOf) {
    Labels groups(probe.truth.size());
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const std::int64_t c = probe.truth[i];
        if (c < 0 || c >= static_cast<std::int64_t>(groupOf.size()))
            throw LogicError("accuracyByGroup: a class has no group");
        groups[i] = groupOf[static_cast<std::size_t>(c)];
    }
    return tally(probe, groups);
}

Confusion confusionMatrix(const ProbeResult& probe) {
    std::set<std::int64_t> classes(probe.truth.begin(), probe.truth.end());
    classes.insert(probe.predicted.begin(), probe.predicted.end());
    Confusion result;
    result.classes.assign(classes.begin(), classes.end());
    result.counts.resize(result.classes.size() * result.classes.size());
    const auto position = [&](std::int64_t c) {
        return static_cast<std::size_t>(std::lower_bound(result.classes.begin(), result.classes.end(), c) -
                                        result.classes.begin());
    };
    for (std::size_t i = 0; i < probe.truth.size(); ++i) {
        ++result.counts[position(probe.truth[i]) * result.classes.size() + position(probe.predicted[i])];
    }
    return result;
}

Combinations combinations(std::span<const ProbeResult> probes) {
    if (probes.empty() || probes.size() > 8) throw LogicError("combinations: needs one to eight probes");
    std::vector<std::map<std::int64_t, std::size_t>> where;
    for (const ProbeResult& probe : probes) where.push_back(positions(probe));
    Combinations result;
    result.counts.resize(std::size_t{1} << probes.size());
    for (const auto& [index, position] : where[0]) {
        const std::int64_t truth = probes[0].truth[position];
        std::uint8_t code = 0;
        bool common = true;
        for (std::size_t e = 0; e < probes.size() && common; ++e) {
            const auto at = where[e].find(index);
            common = at != where[e].end();
            if (!common) break;
            if (probes[e].truth[at->second] != truth) {
                throw RuntimeError(
                    ErrorCode::Input,
                    "comparison: test image " + std::to_string(index) +
                        " has different labels in two runs; they were not probed on the same data");
            }
            if (probes[e].predicted[at->second] == truth) code = static_cast<std::uint8_t>(code | (1u << e));
        }
        if (!common) continue;
        result.indices.push_back(index);
        result.codes.push_back(code);
        ++result.counts[code];
    }
    if (result.indices.empty())
        throw RuntimeError(ErrorCode::Input, "comparison: no test image was held out by every probe");
    return result;
}

std::vector<PairTest> compareEncoders(std::span<const ProbeResult> probes) {
    std::vector<PairTest> tests;
    if (probes.size() < 2) return tests;
    const Combinations who = combinations(probes);
    std::vector<double> pValues;
    for (std::size_t a = 0; a < probes.size(); ++a) {
        for (std::size_t b = a + 1; b < probes.size(); ++b) {
            std::int64_t onlyFirst = 0, onlySecond = 0;
            for (std::size_t code = 0; code < who.counts.size(); ++code) {
                const bool first = code >> a & 1, second = code >> b & 1;
                if (first && !second) onlyFirst += who.counts[code];
                if (!first && second) onlySecond += who.counts[code];
            }
            tests.push_back({a, b, mcNemar(onlyFirst, onlySecond), 1});
            pValues.push_back(tests.back().test.pValue);
        }
    }
    const std::vector<double> adjusted = holm(pValues);
    for (std::size_t i = 0; i < tests.size(); ++i) tests[i].adjusted = adjusted[i];
    return tests;
}

std::vector<ClassChange> classChanges(const ProbeResult& first, const ProbeResult& second) {
    const ProbeResult pair[] = {first, second};
    const Combinations who = combinations(pair);
    const auto where = positions(first);
    std::map<std::int64_t, std::array<std::int64_t, 4>> byClass;
    for (std::size_t i = 0; i < who.indices.size(); ++i)
        ++byClass[first.truth[where.at(who.indices[i])]][who.codes[i]];
    std::vector<ClassChange> changes;
    std::vector<double> pValues;
    for (const auto& [group, counts] : byClass) {
        const auto [neither, onlyFirst, onlySecond, both] = counts;
        ClassChange change;
        change.group = group;
        change.total = neither + onlyFirst + onlySecond + both;
        change.gain = static_cast<double>(onlySecond - onlyFirst) / static_cast<double>(change.total);
        change.interval = pairedInterval(both, onlyFirst, onlySecond, neither);
        changes.push_back(change);
        pValues.push_back(mcNemar(onlyFirst, onlySecond).pValue);
    }
    const std::vector<double> qValues = benjaminiHochberg(pValues);
    for (std::size_t i = 0; i < changes.size(); ++i) {
        changes[i].qValue = qValues[i];
        changes[i].clear = qValues[i] <= 0.05;
    }
    std::stable_sort(changes.begin(), changes.end(),
                     [](const ClassChange& a, const ClassChange& b) { return a.gain > b.gain; });
    return changes;
}

nlohmann::json toJson(const std::vector<GroupAccuracy>& groups) {
    auto json = nlohmann::json::array();
    for (const GroupAccuracy& g : groups) {
        json.push_back({{"group", g.group},
                        {"hits", g.hits},
                        {"total", g.total},
                        {"accuracy", g.accuracy},
                        {"interval", {g.interval.first, g.interval.second}}});
    }
    return json;
}

nlohmann::json toJson(const std::vector<PairTest>& tests) {
    auto json = nlohmann::json::array();
    for (const PairTest& t : tests) {
        json.push_back({{"first", t.first},
                        {"second", t.second},
                        {"only_first", t.test.onlyFirst},
                        {"only_second", t.test.onlySecond},
                        {"p", t.test.pValue},
                        {"p_holm", t.adjusted}});
    }
    return json;
}

nlohmann::json toJson(const std::vector<ClassChange>& changes) {
    auto json = nlohmann::json::array();
    for (const ClassChange& c : changes) {
        json.push_back({{"group", c.group},
                        {"total", c.total},
                        {"gain", c.gain},
                        {"interval", {c.interval.first, c.interval.second}},
                        {"q", c.qValue},
                        {"clear", c.clear}});
    }
    return json;
}

}  // namespace selfsight::eval
