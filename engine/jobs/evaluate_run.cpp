// What is measured of one run's embeddings.
#include "core/error.h"
#include "eval/patterns.h"
#include "jobs/evaluate.h"
#include "methods/recipe.h"

#include <algorithm>
#include <cmath>

namespace selfsight::jobs {

namespace {

using nlohmann::json;
using store::EvaluationKey;

constexpr std::int64_t suspectsKept = 100;
constexpr std::uint64_t foldSeed = 0;

struct Rows {
    Matrix values;
    Labels labels;
};

Rows rowsOf(const store::RunFolder& run, const std::string& split) {
    return {run.embeddings(split), run.labels(split)};
}

// Of the same weights and extraction as the test embeddings.
bool fits(const store::RunFolder& run, const std::string& split, const EvaluationKey& key) {
    if (!run.hasEmbeddings(split)) return false;
    const store::EmbeddingInfo info = run.embeddingInfo(split);
    return EvaluationKey{info.extraction, info.step} == key;
}

// Enough labelled images of more than one class for a probe.
bool labelled(const Labels& labels) {
    std::map<std::int64_t, std::int64_t> counts;
    for (const std::int64_t label : labels)
        if (label >= 0) ++counts[label];
    std::int64_t total = 0;
    for (const auto& [label, count] : counts) total += count;
    return counts.size() > 1 && total >= 16;
}

Rows appended(Rows a, const Rows& b) {
    a.values.values.insert(a.values.values.end(), b.values.values.begin(), b.values.values.end());
    a.values.rows += b.values.rows;
    a.labels.insert(a.labels.end(), b.labels.begin(), b.labels.end());
    return a;
}

// Rows of test embeddings for images.
std::vector<eval::NearDuplicate> byRow(const std::vector<eval::NearDuplicate>& found,
                                       const std::vector<std::int64_t>& indices) {
    if (indices.empty()) return found;
    std::map<std::int64_t, std::int64_t> row;
    for (std::size_t i = 0; i < indices.size(); ++i) row[indices[i]] = static_cast<std::int64_t>(i);
    std::vector<eval::NearDuplicate> out;
    for (eval::NearDuplicate each : found) {
        const auto known = row.find(each.test);
        if (known == row.end()) continue;
        each.test = known->second;
        out.push_back(each);
    }
    return out;
}

bool trains(const std::string& method) {
    for (const methods::MethodInfo& info : methods::methodList())
        if (info.name == method) return info.trains;
    return true;
}

// NaN where the metric was never measured.
double lastOf(const store::MetricsTable& table, const std::string& name) {
    const int column = table.column(name);
    for (auto row = table.rows.rbegin(); column >= 0 && row != table.rows.rend(); ++row)
        if (std::isfinite((*row)[static_cast<std::size_t>(column)]))
            return (*row)[static_cast<std::size_t>(column)];
    return std::nan("");
}

json finiteOrNull(double value) {
    return std::isfinite(value) ? json(value) : json(nullptr);
}

}  // namespace

bool lossTellsCollapse(const std::string& method, double loss) {
    return (method == "byol" || method == "simsiam") && loss < 0.02;
}

std::vector<eval::NearDuplicate> findDuplicates(data::Source& source, const EvaluationContext& context,
                                                const Fraction& progress) {
    const auto test = source.load(data::Part::Test, context.stop);
    const auto train = source.load(data::Part::Train, context.stop);
    if (test->pixels.empty() || train->pixels.empty()) return {};
    return eval::nearDuplicates(eval::imagePatterns(*train), eval::imagePatterns(*test),
                                eval::kDuplicateCorrelation, context.device, context.stop, progress);
}

void evaluateRun(store::RunFolder& run, const EvaluationContext& context,
                 const std::vector<eval::NearDuplicate>* duplicates, const Fraction& progress) {
    const std::string id = run.record().id;
    if (!run.hasEmbeddings("test"))
        throw inputError(run.embeddingsPath("test").string(),
                         "is not there; run `selfsight-cli embed " + id + "` first");
    const store::EmbeddingInfo info = run.embeddingInfo("test");
    const EvaluationKey key{info.extraction, info.step};
    const auto& path = run.path();
    const auto missing = [&](const std::string& name) { return !store::readEvaluation(path, name, key); };
    const std::string draws = std::string(store::kDraws) + "-" + context.protocol;
    const bool drawing = !trains(run.record().method) && context.draws > 1 &&
                         run.probe(context.protocol).has_value() && missing(draws);
    // Shares of the time, roughly: weights drawn anew are embedded and probed each.
    const double measuring = !drawing ? 1 : context.protocol == "notebook" ? 0.7 : 0.2;
    const Fraction measured = partOf(progress, 0, measuring);
    const auto part = [&](double from, double share) { return partOf(measured, from, share); };

    const Rows test = rowsOf(run, "test");
    if (missing(store::kQuality)) {
        eval::Quality quality = eval::measureQuality(test.values);
        const double loss = lastOf(run.metrics(), "train_loss");
        quality.collapsed = quality.collapsed || lossTellsCollapse(run.record().method, loss);
        store::writeEvaluation(path, store::kQuality, key, toJson(quality),
                               {{"split", "test"}, {"train_loss", finiteOrNull(loss)}});
    }
    measured(0.05);
    const auto folds = run.probe("notebook-folds");
    if (labelled(test.labels) &&
        (missing(store::kMislabels) || !folds || folds->extraction != info.extraction)) {
        std::vector<float> margins;
        eval::ProbeResult result = eval::probeOutOfFold(test.values, test.labels, foldSeed, context.device,
                                                        context.stop, part(0.05, 0.25), &margins);
        result.extraction = info.extraction;
        run.writeProbe(result);
        store::writeEvaluation(path, store::kMislabels, key,
                               toJson(eval::likelyMislabels(result, margins, suspectsKept)),
                               {{"protocol", result.protocol}, {"split", "test"}});
    }
    measured(0.3);
    if (duplicates)
        store::writeEvaluation(path, store::kDuplicates, key, toJson(byRow(*duplicates, info.indices)),
                               {{"threshold", eval::kDuplicateCorrelation},
                                {"measure", "correlation of the images averaged over 16 x 16 cells"}});

    const bool splits = fits(run, "train", key) && fits(run, "validation", key) && labelled(test.labels);
    if (splits && (missing(store::kKnn) || missing(store::kEfficiency))) {
        const Rows train = rowsOf(run, "train");
        if (missing(store::kKnn)) {
            eval::KnnOptions options;
            options.device = context.device;
            store::writeEvaluation(
                path, store::kKnn, key,
                toJson(eval::knnAccuracies(train.values, train.labels, test.values, test.labels, options,
                                           context.stop, part(0.3, 0.1))),
                {{"temperature", options.temperature}, {"metric", "cosine"}});
        }
        if (missing(store::kEfficiency)) {
            const Rows all = appended(train, rowsOf(run, "validation"));
            eval::LabelEfficiencyOptions options;
            options.draws = static_cast<int>(context.draws);
            options.device = context.device;
            store::writeEvaluation(
                path, store::kEfficiency, key,
                toJson(eval::labelEfficiency(all.values, all.labels, test.values, test.labels, options,
                                             context.stop, part(0.4, 0.6))),
                {{"probe", "multinomial, standardised, C = 1"}, {"draws", options.draws}});
        }
    }
    measured(1);
    if (drawing)
        store::writeEvaluation(
            path, draws, key,
            toJson(drawRandomWeights(run, context, partOf(progress, measuring, 1 - measuring))),
            {{"protocol", context.protocol}});
    progress(1);
}

}  // namespace selfsight::jobs
