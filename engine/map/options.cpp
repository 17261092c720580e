#include "core/error.h"
#include "core/json.h"
#include "core/random.h"
#include "map/map.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>

namespace selfsight::map {

namespace {

using nlohmann::json;

constexpr int kIterationsOfSklearn = 750;  // after the early ones, 1,000 in all
constexpr int kFineIterations = 1500;

// JSON has no NaN; null stands for it.
json number(double value) {
    return std::isfinite(value) ? json(value) : json(nullptr);
}

double number(const json& object, const char* name, double fallback) {
    const auto it = object.find(name);
    if (it == object.end()) return fallback;
    return it->is_null() ? std::numeric_limits<double>::quiet_NaN() : it->get<double>();
}

void checkRange(const char* name, double value, double low, double high) {
    if (value >= low && value <= high) return;
    char text[200];
    std::snprintf(text, sizeof text, "%s must be between %g and %g, not %g", name, low, high, value);
    throw usageError(text);
}

std::string shortNumber(double value) {
    char text[40];
    std::snprintf(text, sizeof text, "%g", value);
    return text;
}

// The options that decide the result of the method, and nothing else.
json relevant(const MapOptions& o) {
    json j = {{"method", o.method}};
    if (o.method == "tsne") {
        j.update({{"seed", o.seed},
                  {"initialisation", o.initialisation},
                  {"perplexity", o.perplexity},
                  {"early_exaggeration", o.earlyExaggeration},
                  {"early_iterations", o.earlyIterations},
                  {"iterations", o.iterations},
                  {"learning_rate", o.learningRate}});
        // Only where it is not the default, so that older maps keep their names.
        if (o.definition != MapOptions().definition) j["definition"] = o.definition;
    } else if (o.method == "umap") {
        j.update({{"seed", o.seed},
                  {"initialisation", o.initialisation},
                  {"neighbours", o.neighbours},
                  {"min_distance", o.minDistance},
                  {"epochs", o.epochs}});
    }
    return j;
}

}  // namespace

json MapOptions::toJson() const {
    json j = relevant(*this);
    j["device"] = device;
    return j;
}

MapOptions MapOptions::fromJson(const json& j, const std::string& name) try {
    MapOptions o;
    o.method = j.value("method", o.method);
    o.seed = j.value("seed", o.seed);
    o.initialisation = j.value("initialisation", o.initialisation);
    o.device = j.value("device", o.device);
    o.perplexity = j.value("perplexity", o.perplexity);
    o.earlyExaggeration = j.value("early_exaggeration", o.earlyExaggeration);
    o.earlyIterations = j.value("early_iterations", o.earlyIterations);
    o.iterations = j.value("iterations", o.iterations);
    o.learningRate = j.value("learning_rate", o.learningRate);
    o.definition = j.value("definition", o.definition);
    o.neighbours = j.value("neighbours", o.neighbours);
    o.minDistance = j.value("min_distance", o.minDistance);
    o.epochs = j.value("epochs", o.epochs);
    return o;
} catch (const json::exception& error) {
    throw inputError(name, std::string("the options of a map: ") + error.what());
}

void MapOptions::define(const std::string& name) {
    definition = name;
    if (name == "scikit-learn")
        iterations = kIterationsOfSklearn;
    else if (name == "openTSNE")
        iterations = MapOptions().iterations;
    else
        throw usageError("the definition of t-SNE must be openTSNE or scikit-learn, not '" + name + "'");
}

void MapOptions::makeFine() {
    iterations = kFineIterations;
}

void MapOptions::check(std::int64_t pointCount) const {
    if (pointCount < 1) throw usageError("a map needs at least one point");
    if (pointCount > std::numeric_limits<std::int32_t>::max())
        throw usageError("a map holds at most 2147483647 points");
    constexpr const char* methods[] = {"pca", "tsne", "umap", "lda"};
    if (std::find(std::begin(methods), std::end(methods), method) == std::end(methods))
        throw usageError("the map method must be pca, tsne, umap or lda, not '" + method + "'");
    if (initialisation != "pca" && initialisation != "random")
        throw usageError("the initialisation must be pca or random, not '" + initialisation + "'");
    if (method == "tsne") {
        if (definition != "openTSNE" && definition != "scikit-learn")
            throw usageError("the definition of t-SNE must be openTSNE or scikit-learn, not '" + definition +
                             "'");
        checkRange("perplexity", perplexity, 1, 5000);
        checkRange("early exaggeration", earlyExaggeration, 1, 1000);
        checkRange("early iterations", earlyIterations, 0, 1e6);
        checkRange("iterations", iterations, 0, 1e6);
        checkRange("learning rate (0: automatic)", learningRate, 0, 1e9);
    } else if (method == "umap") {
        checkRange("neighbours", neighbours, 2, 1000);
        checkRange("minimal distance", minDistance, 0, 1);
        checkRange("epochs (0: automatic)", epochs, 0, 1e6);
    }
}

std::string MapOptions::fileStem(const std::string& split) const {
    std::string stem = split == "test" ? method : split + "-" + method;
    if (method == "tsne") stem += "-p" + shortNumber(perplexity);
    if (method == "umap") stem += "-n" + std::to_string(neighbours) + "-d" + shortNumber(minDistance);
    if (method == "tsne" || method == "umap") stem += "-s" + std::to_string(seed);
    // Whatever the readable part does not say goes into a hash, but only where it is not the default.
    MapOptions plain;
    plain.method = method;
    plain.seed = seed;
    plain.perplexity = perplexity;
    plain.neighbours = neighbours;
    plain.minDistance = minDistance;
    if (const json own = relevant(*this); own != relevant(plain)) {
        char hash[12];
        std::snprintf(hash, sizeof hash, "-%08x", static_cast<unsigned>(hashName(own.dump()) >> 32));
        stem += hash;
    }
    return stem;
}

json Trust::toJson() const {
    json j = {{"trustworthiness", number(trustworthiness)},
              {"continuity", number(continuity)},
              {"neighbour_preservation", number(neighbourPreservation)},
              {"shepard_correlation", number(shepardCorrelation)},
              {"k", k},
              {"sampled", sampled}};
    if (!distortionFrom.empty()) j["distortion_from"] = distortionFrom;
    return j;
}

Trust Trust::fromJson(const json& j) {
    Trust t;
    t.trustworthiness = number(j, "trustworthiness", 0);
    t.continuity = number(j, "continuity", 0);
    t.neighbourPreservation = number(j, "neighbour_preservation", 0);
    t.shepardCorrelation = number(j, "shepard_correlation", 0);
    t.k = j.value("k", t.k);
    t.sampled = j.value("sampled", t.sampled);
    t.distortionFrom = j.value("distortion_from", t.distortionFrom);
    return t;
}

json MapResult::toJson() const {
    json j = {{"options", options.toJson()}, {"trust", trust.toJson()},  {"objective", number(objective)},
              {"seconds", seconds},          {"iterations", iterations}, {"split", split},
              {"finished", finished},        {"embeddings", embeddings}};
    if (neighbours != "exact") j["neighbours"] = {{"method", neighbours}, {"recall", recall}};
    if (!start.empty()) j["start"] = start;
    if (!fitted.empty()) j["fitted"] = fitted;
    if (tie.strength > 0)
        j["tie"] = {{"strength", tie.strength},
                    {"runs", tie.runs},
                    {"trustworthiness_without", number(tie.trustworthinessWithout)}};
    return j;
}

MapResult MapResult::fromJson(const json& j, const std::string& name) try {
    MapResult r;
    r.options = MapOptions::fromJson(j.at("options"), name);
    r.trust = Trust::fromJson(j.value("trust", json::object()));
    r.objective = number(j, "objective", std::numeric_limits<double>::quiet_NaN());
    r.seconds = j.value("seconds", 0.0);
    r.iterations = j.value("iterations", r.iterations);
    r.split = j.value("split", r.split);
    r.finished = j.value("finished", r.finished);
    r.embeddings = j.value("embeddings", r.embeddings);
    if (const auto found = j.find("neighbours"); found != j.end()) {
        r.neighbours = found->value("method", r.neighbours);
        r.recall = found->value("recall", r.recall);
    }
    r.start = j.value("start", r.start);
    r.fitted = j.value("fitted", r.fitted);
    if (const auto found = j.find("tie"); found != j.end()) {
        r.tie.strength = found->value("strength", r.tie.strength);
        r.tie.runs = found->value("runs", r.tie.runs);
        r.tie.trustworthinessWithout =
            number(*found, "trustworthiness_without", r.tie.trustworthinessWithout);
    }
    return r;
} catch (const json::exception& error) {
    throw inputError(name, std::string("the record of a map: ") + error.what());
}

Fingerprint::Fingerprint(std::int64_t rows, std::int64_t cols)
    : hash_(mixBits(static_cast<std::uint64_t>(rows)) ^ static_cast<std::uint64_t>(cols)) {}

void Fingerprint::add(std::span<const float> values) {
    std::size_t at = 0;
    const auto take = [this](float first, float second) {
        const float both[2] = {first, second};
        std::uint64_t word = 0;
        std::memcpy(&word, both, sizeof word);
        hash_ = mixBits(hash_ ^ word);
    };
    if (odd_ && !values.empty()) {
        take(left_, values[at++]);
        odd_ = false;
    }
    for (; at + 1 < values.size(); at += 2) take(values[at], values[at + 1]);
    if (at < values.size()) {
        left_ = values[at];
        odd_ = true;
    }
}

std::string Fingerprint::text() const {
    std::uint64_t hash = hash_;
    if (odd_) {
        std::uint64_t word = 0;
        std::memcpy(&word, &left_, sizeof left_);
        hash = mixBits(hash ^ word);
    }
    char text[20];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
    return text;
}

std::string fingerprint(MatrixView embeddings) {
    Fingerprint print(embeddings.rows, embeddings.cols);
    print.add({embeddings.data, static_cast<std::size_t>(embeddings.rows * embeddings.cols)});
    return print.text();
}

}  // namespace selfsight::map
