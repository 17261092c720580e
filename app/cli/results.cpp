#include "cli/results.h"

#include "cli/table.h"
#include "core/error.h"
#include "core/parallel.h"

#include <cmath>

namespace selfsight::cli {

using nlohmann::json;

namespace {

double numberOf(const json& object, const char* key) {
    const auto it = object.find(key);
    return it != object.end() && it->is_number() ? it->get<double>() : std::nan("");
}

std::string countOf(const json& object, const char* key) {
    const double value = numberOf(object, key);
    return std::isfinite(value) ? grouped(static_cast<std::int64_t>(value)) : "–";
}

std::string textOf(const json& object, const char* key) {
    const auto it = object.find(key);
    return it != object.end() && it->is_string() ? it->get<std::string>() : "";
}

json finiteOrNull(double value) {
    return std::isfinite(value) ? json(value) : json(nullptr);
}

}  // namespace

std::vector<std::pair<std::string, std::string>> parseSettings(const std::vector<std::string>& settings) {
    std::vector<std::pair<std::string, std::string>> out;
    for (const std::string& setting : settings) {
        const auto equals = setting.find('=');
        if (equals == std::string::npos || equals == 0)
            throw usageError("--set " + setting + ": expected key=value, such as --set method.ema=0.99");
        out.emplace_back(setting.substr(0, equals), setting.substr(equals + 1));
    }
    return out;
}

void useThreads(int threads) {
    if (threads < 0)
        throw usageError("--threads " + std::to_string(threads) + ": expected 0 (all) or a positive number");
    if (threads > 0) setThreadCount(threads);
}

std::string comparisonTable(const json& results) {
    std::vector<std::vector<std::string>> rows;
    double chance = std::nan("");
    std::string extraction;
    // The notebook's accuracy stands beside the standard one, which says more but was not what it published.
    const bool standard = textOf(results, "protocol") == "standard";
    for (const json& each : results.at("methods")) {
        std::string interval = "–";
        if (each.at("interval").is_array())
            interval = intervalText({each["interval"][0].get<double>(), each["interval"][1].get<double>()});
        rows.push_back({textOf(each, "method"), countOf(each, "seed"), fixed(numberOf(each, "accuracy"), 3),
                        interval, countOf(each, "n_fit") + "/" + countOf(each, "n_test"),
                        fixed(numberOf(each, "width"), 2), countOf(each, "dimension"),
                        countOf(each, "images_seen"), fixed(numberOf(each, "epochs"), 1),
                        countOf(each, "images_per_second"), fixed(numberOf(each, "trustworthiness"), 3),
                        textOf(each, "run")});
        if (standard) {
            const json probes = each.value("probes", json::object());
            rows.back().insert(rows.back().begin() + 4,
                               fixed(numberOf(probes.value("notebook", json::object()), "accuracy"), 3));
        }
        if (std::isfinite(numberOf(each, "chance"))) chance = numberOf(each, "chance");
        if (!textOf(each, "extraction").empty()) extraction = textOf(each, "extraction");
    }
    if (std::isfinite(chance)) rows.push_back({"chance", "", fixed(chance, 3)});
    std::vector<Column> columns{{"method", false},
                                {"seed"},
                                {"accuracy"},
                                {"95 % interval"},
                                {"fit/test"},
                                {"width"},
                                {"dim"},
                                {"images seen"},
                                {"epochs"},
                                {"img/s"},
                                {"trust"},
                                {"run", false}};
    if (standard) columns.insert(columns.begin() + 4, {"notebook's"});
    std::string out = tableText(columns, rows);
    out += "\nLinear probe, protocol " + textOf(results, "protocol") + ", extraction " + extraction +
           "; Wilson intervals cover the sampling of the test images only.\n";
    const json& differences = results.at("differences");
    if (!differences.empty()) {
        out += "Not like for like:\n";
        for (const json& each : differences) out += "  " + each.get<std::string>() + "\n";
    }
    if (!textOf(results, "report").empty()) out += "Report: " + textOf(results, "report") + "\n";
    return out;
}

json probeJson(const eval::ProbeResult& probe) {
    return {{"accuracy", probe.accuracy},
            {"interval", {probe.interval.first, probe.interval.second}},
            {"seconds", probe.seconds},
            {"protocol", probe.protocol},
            {"label", probe.label},
            {"n_fit", probe.fitCount},
            {"n_test", probe.testCount},
            {"dimension", probe.dimension},
            {"classes", probe.classCount},
            {"chance", probe.chance},
            {"c", probe.c},
            {"converged", probe.converged},
            {"extraction", probe.extraction}};
}

std::string probeText(const eval::ProbeResult& probe) {
    std::string out = tableText(
        {{"protocol", false},
         {"accuracy"},
         {"95 % interval"},
         {"fit/test"},
         {"dim"},
         {"classes"},
         {"chance"},
         {"C"},
         {"seconds"}},
        {{probe.protocol, fixed(probe.accuracy, 3), intervalText(probe.interval),
          grouped(probe.fitCount) + "/" + grouped(probe.testCount), grouped(probe.dimension),
          grouped(probe.classCount), fixed(probe.chance, 3), fixed(probe.c, 4), fixed(probe.seconds, 2)}});
    if (!probe.converged) out += "The fit reached its limit of iterations before its tolerance.\n";
    return out;
}

json mapJson(const map::MapResult& map) {
    json object = {{"method", map.options.method},
                   {"seconds", map.seconds},
                   {"kl", finiteOrNull(map.objective)},
                   {"trustworthiness", map.trust.trustworthiness},
                   {"continuity", map.trust.continuity},
                   {"neighbour_preservation", map.trust.neighbourPreservation},
                   {"shepard_correlation", finiteOrNull(map.trust.shepardCorrelation)},
                   {"k", map.trust.k},
                   {"sampled", map.trust.sampled},
                   {"iterations", map.iterations},
                   {"seed", map.options.seed},
                   {"points", map.points.rows},
                   {"neighbours", map.neighbours},
                   {"recall", map.recall}};
    if (map.tie.strength > 0) {
        object["tie"] = map.tie.strength;
        object["tie_cost"] = map.tie.trustworthinessWithout - map.trust.trustworthiness;
    }
    return object;
}

std::string mapText(const map::MapResult& map) {
    return tableText({{"method", false},
                      {"points"},
                      {"KL"},
                      {"trustworthiness"},
                      {"continuity"},
                      {"k"},
                      {"seed"},
                      {"seconds"}},
                     {{map.options.method, grouped(map.points.rows), fixed(map.objective, 4),
                       fixed(map.trust.trustworthiness, 3), fixed(map.trust.continuity, 3),
                       grouped(map.trust.k), std::to_string(map.options.seed), fixed(map.seconds, 2)}});
}

}  // namespace selfsight::cli
