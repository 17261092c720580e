#include "core/error.h"
#include "core/json.h"
#include "data/split.h"
#include "eval/probe.h"
#include "eval/sample.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace selfsight::eval {

namespace {

void fillHeldOut(ProbeResult& result, const ProbeFit& fit, const Labels& fitLabels, const Sample& test) {
    result.testIndices = test.indices;
    result.truth = test.y;
    result.predicted = predictProbe(fit, test.x);
    const auto total = static_cast<std::int64_t>(test.y.size());
    const std::int64_t hits = hitCount(result.truth, result.predicted);
    result.accuracy = static_cast<double>(hits) / static_cast<double>(total);
    result.interval = wilsonInterval(hits, total);
    result.fitCount = static_cast<std::int64_t>(fitLabels.size());
    result.testCount = total;
    result.dimension = test.x.cols;
    result.classCount = static_cast<std::int64_t>(fit.classes.size());
    result.converged = fit.converged;

    std::map<std::int64_t, std::int64_t> counts;
    for (const Labels* labels : {&fitLabels, &test.y})
        for (const std::int64_t label : *labels) ++counts[label];
    const auto commonest = std::max_element(counts.begin(), counts.end(),
                                            [](const auto& a, const auto& b) { return a.second < b.second; });
    result.chance =
        static_cast<double>(commonest->second) / static_cast<double>(result.fitCount + result.testCount);
}

}  // namespace

std::pair<double, double> wilsonInterval(std::int64_t hits, std::int64_t total, double z) {
    if (total <= 0 || hits < 0 || hits > total)
        throw LogicError("wilsonInterval: needs 0 ≤ hits ≤ total and total > 0");
    const auto n = static_cast<double>(total);
    const double p = static_cast<double>(hits) / n;
    const double denominator = 1 + z * z / n;
    const double centre = (p + z * z / (2 * n)) / denominator;
    const double half = z / denominator * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    return {hits == 0 ? 0 : centre - half, hits == total ? 1 : centre + half};
}

ProbeResult probeNotebook(MatrixView embeddings, const Labels& labels, const std::string& device,
                          std::stop_token stop, const std::function<void(double)>& progress) {
    requireLength("probe, notebook protocol", embeddings, labels);
    if (embeddings.rows < 4) {
        throw RuntimeError(ErrorCode::Input,
                           "probe, notebook protocol: at least 4 embeddings are needed, there are " +
                               std::to_string(embeddings.rows));
    }
    const data::IndexSplit split = data::sklearnTrainTestSplit(embeddings.rows, 0.25, 0);
    const Sample fitted = takeLabelled(embeddings, labels, split.first);
    const Sample test = takeLabelled(embeddings, labels, split.second);
    if (fitted.y.empty() || test.y.empty()) {
        throw RuntimeError(ErrorCode::Input, "probe, notebook protocol: too few embeddings have a label");
    }
    ProbeOptions options;
    options.device = device;
    const ProbeFit fit = fitProbe(fitted.x, fitted.y, options, stop, progress);
    ProbeResult result;
    result.protocol = "notebook";
    result.c = options.c;
    result.seconds = fit.seconds;
    fillHeldOut(result, fit, fitted.y, test);
    return result;
}

ProbeResult probeStandard(MatrixView train, const Labels& trainLabels, MatrixView validation,
                          const Labels& validationLabels, MatrixView test, const Labels& testLabels,
                          const std::string& device, std::stop_token stop,
                          const std::function<void(double)>& progress) {
    requireLength("probe, training split", train, trainLabels);
    requireLength("probe, validation split", validation, validationLabels);
    requireLength("probe, test split", test, testLabels);
    if (train.cols != validation.cols || train.cols != test.cols) {
        throw RuntimeError(ErrorCode::Input, "probe, standard protocol: the splits have " +
                                                 std::to_string(train.cols) + ", " +
                                                 std::to_string(validation.cols) + " and " +
                                                 std::to_string(test.cols) + " features");
    }
    const Sample fitted = takeLabelled(train, trainLabels);
    const Sample chosen = takeLabelled(validation, validationLabels);
    const Sample reported = takeLabelled(test, testLabels);
    if (fitted.y.empty() || chosen.y.empty() || reported.y.empty()) {
        throw RuntimeError(ErrorCode::Input,
                           "probe, standard protocol: labels are needed in all three splits");
    }

    // From strong to weak; λ = 1 / (C·n) is what is kept between the two fits, so that C means the same share
    // of the loss.
    constexpr int strengths = 9;
    constexpr double strongest = 1.0, ratio = 0.31622776601683794;
    ProbeOptions options;
    options.model = ProbeModel::Multinomial;
    options.standardise = true;
    options.device = device;
    ProbeResult result;
    result.protocol = "standard";
    double bestLambda = strongest;
    std::int64_t bestHits = -1;
    int worseInARow = 0;
    for (int i = 0; i < strengths && worseInARow < 2; ++i) {
        const double lambda = strongest * std::pow(ratio, i);
        options.c = 1 / (lambda * static_cast<double>(fitted.x.rows));
        const ProbeFit fit = fitProbe(fitted.x, fitted.y, options, stop, [&](double part) {
            if (progress) progress((i + part) / (strengths + 1));
        });
        result.seconds += fit.seconds;
        const std::int64_t hits = hitCount(chosen.y, predictProbe(fit, chosen.x));
        worseInARow = hits < bestHits ? worseInARow + 1 : 0;
        if (hits > bestHits) {
            bestHits = hits;
            bestLambda = lambda;
        }
    }

    Sample both{Matrix(fitted.x.rows + chosen.x.rows, fitted.x.cols), fitted.y, {}};
    std::copy(fitted.x.values.begin(), fitted.x.values.end(), both.x.values.begin());
    std::copy(chosen.x.values.begin(), chosen.x.values.end(),
              both.x.values.begin() + static_cast<std::ptrdiff_t>(fitted.x.values.size()));
    both.y.insert(both.y.end(), chosen.y.begin(), chosen.y.end());
    options.c = 1 / (bestLambda * static_cast<double>(both.x.rows));
    const ProbeFit fit = fitProbe(both.x, both.y, options, stop, [&](double part) {
        if (progress) progress((strengths + part) / (strengths + 1));
    });
    result.seconds += fit.seconds;
    result.c = options.c;
    fillHeldOut(result, fit, both.y, reported);
    return result;
}

nlohmann::json toJson(const ProbeResult& r) {
    return {{"protocol", r.protocol},
            {"label", r.label},
            {"accuracy", r.accuracy},
            {"interval", {r.interval.first, r.interval.second}},
            {"interval_kind", "Wilson 95 %, of the sampling of the test images only"},
            {"n_fit", r.fitCount},
            {"n_test", r.testCount},
            {"dimension", r.dimension},
            {"classes", r.classCount},
            {"chance", r.chance},
            {"seconds", r.seconds},
            {"converged", r.converged},
            {"c", r.c},
            {"extraction", r.extraction},
            {"test_indices", r.testIndices},
            {"truth", r.truth},
            {"predicted", r.predicted}};
}

ProbeResult probeFromJson(const nlohmann::json& json) {
    try {
        ProbeResult r;
        json.at("protocol").get_to(r.protocol);
        json.at("label").get_to(r.label);
        json.at("accuracy").get_to(r.accuracy);
        r.interval = {json.at("interval").at(0).get<double>(), json.at("interval").at(1).get<double>()};
        json.at("n_fit").get_to(r.fitCount);
        json.at("n_test").get_to(r.testCount);
        json.at("dimension").get_to(r.dimension);
        json.at("classes").get_to(r.classCount);
        json.at("chance").get_to(r.chance);
        json.at("seconds").get_to(r.seconds);
        json.at("converged").get_to(r.converged);
        json.at("c").get_to(r.c);
        json.at("extraction").get_to(r.extraction);
        json.at("test_indices").get_to(r.testIndices);
        json.at("truth").get_to(r.truth);
        json.at("predicted").get_to(r.predicted);
        if (r.truth.size() != r.testIndices.size() || r.predicted.size() != r.testIndices.size()) {
            throw RuntimeError(ErrorCode::Input,
                               "probe result: test_indices, truth and predicted differ in length");
        }
        return r;
    } catch (const nlohmann::json::exception& error) {
        throw RuntimeError(ErrorCode::Input, std::string("probe result: ") + error.what());
    }
}

}  // namespace selfsight::eval
