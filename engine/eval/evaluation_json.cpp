#include "eval/evaluation_json.h"

#include "core/error.h"
#include "core/json.h"

#include <cmath>
#include <limits>

namespace selfsight::eval {

using nlohmann::json;

namespace {

// JSON knows no infinity: an interval of one value has no ends.
json endOf(double value) {
    return std::isfinite(value) ? json(value) : json(nullptr);
}

MeanInterval meanFrom(const json& object) {
    const auto end = [&](std::size_t i, double open) {
        const json& value = object.at("interval").at(i);
        return value.is_null() ? open : value.get<double>();
    };
    constexpr double infinity = std::numeric_limits<double>::infinity();
    return {object.at("mean").get<double>(), end(0, -infinity), end(1, infinity),
            static_cast<std::int64_t>(object.at("accuracies").size())};
}

template <typename Read>
auto reading(const std::string& file, const Read& read) {
    try {
        return read();
    } catch (const json::exception& error) {
        throw inputError(file, std::string("is no evaluation as this program writes it: ") + error.what());
    }
}

}  // namespace

json toJson(const Quality& q) {
    return {{"deviation", q.deviation},   {"effective_rank", q.effectiveRank},
            {"uniformity", q.uniformity}, {"collapsed", q.collapsed},
            {"singular_values", q.singularValues}};
}

json toJson(const std::vector<KnnResult>& results) {
    json list = json::array();
    for (const KnnResult& each : results) {
        list.push_back({{"k", each.neighbours},
                        {"accuracy", each.accuracy},
                        {"interval", {each.interval.first, each.interval.second}},
                        {"n_fit", each.fitCount},
                        {"n_test", each.testCount}});
    }
    return list;
}

json toJson(const std::vector<LabelEfficiency>& results) {
    json list = json::array();
    for (const LabelEfficiency& each : results) {
        list.push_back({{"per_class", each.perClass < 0 ? json("all") : json(each.perClass)},
                        {"n_fit", each.fitCount},
                        {"mean", each.accuracy.mean},
                        {"interval", {endOf(each.accuracy.low), endOf(each.accuracy.high)}},
                        {"accuracies", each.accuracies}});
    }
    return list;
}

json toJson(const std::vector<NearDuplicate>& found) {
    json list = json::array();
    for (const NearDuplicate& each : found)
        list.push_back({{"test", each.test}, {"train", each.train}, {"similarity", each.similarity}});
    return list;
}

json toJson(const std::vector<SuspectLabel>& suspects) {
    json list = json::array();
    for (const SuspectLabel& each : suspects) {
        list.push_back({{"index", each.index},
                        {"given", each.given},
                        {"predicted", each.predicted},
                        {"margin", each.margin}});
    }
    return list;
}

json toJson(const Confusion& confusion) {
    return {{"classes", confusion.classes}, {"counts", confusion.counts}};
}

json toJson(const Combinations& combinations) {
    return {{"images", combinations.indices.size()}, {"counts", combinations.counts}};
}

json toJson(const Draws& draws) {
    return {{"seeds", draws.seeds},
            {"accuracies", draws.accuracies},
            {"mean", draws.mean.mean},
            {"interval", {endOf(draws.mean.low), endOf(draws.mean.high)}},
            {"interval_kind", "Student's t, 95 %, over draws of the weights"}};
}

Quality qualityFromJson(const json& object, const std::string& file) {
    return reading(file, [&] {
        Quality quality;
        object.at("deviation").get_to(quality.deviation);
        object.at("effective_rank").get_to(quality.effectiveRank);
        object.at("uniformity").get_to(quality.uniformity);
        object.at("collapsed").get_to(quality.collapsed);
        object.at("singular_values").get_to(quality.singularValues);
        return quality;
    });
}

std::vector<KnnResult> knnFromJson(const json& list, const std::string& file) {
    return reading(file, [&] {
        std::vector<KnnResult> results;
        for (const json& each : list) {
            KnnResult result;
            each.at("k").get_to(result.neighbours);
            each.at("accuracy").get_to(result.accuracy);
            result.interval = {each.at("interval").at(0).get<double>(),
                               each.at("interval").at(1).get<double>()};
            each.at("n_fit").get_to(result.fitCount);
            each.at("n_test").get_to(result.testCount);
            results.push_back(std::move(result));
        }
        return results;
    });
}

std::vector<LabelEfficiency> labelEfficiencyFromJson(const json& list, const std::string& file) {
    return reading(file, [&] {
        std::vector<LabelEfficiency> results;
        for (const json& each : list) {
            LabelEfficiency result;
            result.perClass = each.at("per_class").is_string() ? -1 : each.at("per_class").get<std::int64_t>();
            each.at("n_fit").get_to(result.fitCount);
            each.at("accuracies").get_to(result.accuracies);
            result.accuracy = meanFrom(each);
            results.push_back(std::move(result));
        }
        return results;
    });
}

std::vector<NearDuplicate> duplicatesFromJson(const json& list, const std::string& file) {
    return reading(file, [&] {
        std::vector<NearDuplicate> found;
        for (const json& each : list) {
            found.push_back({each.at("test").get<std::int64_t>(), each.at("train").get<std::int64_t>(),
                             each.at("similarity").get<float>()});
        }
        return found;
    });
}

std::vector<SuspectLabel> mislabelsFromJson(const json& list, const std::string& file) {
    return reading(file, [&] {
        std::vector<SuspectLabel> suspects;
        for (const json& each : list) {
            suspects.push_back({each.at("index").get<std::int64_t>(), each.at("given").get<std::int64_t>(),
                                each.at("predicted").get<std::int64_t>(), each.at("margin").get<float>()});
        }
        return suspects;
    });
}

Draws drawsFromJson(const json& object, const std::string& file) {
    return reading(file, [&] {
        Draws draws;
        object.at("seeds").get_to(draws.seeds);
        object.at("accuracies").get_to(draws.accuracies);
        draws.mean = meanFrom(object);
        return draws;
    });
}

}  // namespace selfsight::eval
