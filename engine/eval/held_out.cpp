#include "eval/held_out.h"

#include "core/error.h"
#include "core/random.h"
#include "data/split.h"
#include "eval/sample.h"
#include "neighbours/neighbours.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

namespace selfsight::eval {

namespace {

constexpr int folds = 4;

void score(ProbeResult& result) {
    const std::int64_t hits = hitCount(result.truth, result.predicted);
    result.testCount = static_cast<std::int64_t>(result.truth.size());
    result.accuracy = static_cast<double>(hits) / static_cast<double>(result.testCount);
    result.interval = wilsonInterval(hits, result.testCount);
}

double commonestShare(const Labels& labels) {
    std::map<std::int64_t, std::int64_t> counts;
    std::int64_t most = 0;
    for (const std::int64_t label : labels) most = std::max(most, ++counts[label]);
    return static_cast<double>(most) / static_cast<double>(labels.size());
}

}  // namespace

ProbeResult probeOutOfFold(MatrixView embeddings, const Labels& labels, std::uint64_t seed,
                           const std::string& device, std::stop_token stop,
                           const std::function<void(double)>& progress, std::vector<float>* margins) {
    requireLength("probe, out of fold", embeddings, labels);
    const Sample all = takeLabelled(embeddings, labels);
    if (all.x.rows < 2 * folds) {
        throw RuntimeError(ErrorCode::Input, "probe, out of fold: at least " + std::to_string(2 * folds) +
                                                 " labelled embeddings are needed, there are " +
                                                 std::to_string(all.x.rows));
    }
    const std::vector<int> fold = data::stratifiedFolds(all.y, folds, seed);
    ProbeResult result;
    result.protocol = "notebook-folds";
    result.testIndices = all.indices;
    result.truth = all.y;
    result.predicted.resize(all.y.size());
    result.dimension = all.x.cols;
    result.chance = commonestShare(all.y);
    result.classCount = static_cast<std::int64_t>(std::set<std::int64_t>(all.y.begin(), all.y.end()).size());
    if (margins) margins->assign(all.y.size(), 0.f);
    ProbeOptions options;
    options.device = device;
    for (int f = 0; f < folds; ++f) {
        std::vector<std::int64_t> in, out;
        for (std::size_t i = 0; i < fold.size(); ++i)
            (fold[i] == f ? out : in).push_back(static_cast<std::int64_t>(i));
        if (out.empty()) continue;
        const Sample fitted = takeLabelled(all.x, all.y, in), held = takeLabelled(all.x, all.y, out);
        const ProbeFit fit = fitProbe(fitted.x, fitted.y, options, stop, [&](double part) {
            if (progress) progress((f + part) / folds);
        });
        Matrix scores;
        const Labels predicted = predictProbe(fit, held.x, &scores);
        for (std::size_t i = 0; i < out.size(); ++i) {
            const auto at = static_cast<std::size_t>(out[i]);
            result.predicted[at] = predicted[i];
            const auto given = std::lower_bound(fit.classes.begin(), fit.classes.end(), held.y[i]);
            if (!margins || given == fit.classes.end() || *given != held.y[i]) continue;
            const auto row = scores.row(static_cast<std::int64_t>(i));
            (*margins)[at] = *std::max_element(row.begin(), row.end()) -
                             row[static_cast<std::size_t>(given - fit.classes.begin())];
        }
        result.fitCount = std::max(result.fitCount, fitted.x.rows);
        result.seconds += fit.seconds;
        result.converged = result.converged && fit.converged;
    }
    score(result);
    return result;
}

std::vector<SuspectLabel> likelyMislabels(const ProbeResult& outOfFold, const std::vector<float>& margins,
                                          std::int64_t most) {
    if (margins.size() != outOfFold.truth.size())
        throw LogicError("likelyMislabels: needs one margin an image");
    std::vector<SuspectLabel> suspects;
    for (std::size_t i = 0; i < margins.size(); ++i) {
        if (outOfFold.predicted[i] == outOfFold.truth[i]) continue;
        suspects.push_back(
            {outOfFold.testIndices[i], outOfFold.truth[i], outOfFold.predicted[i], margins[i]});
    }
    std::stable_sort(suspects.begin(), suspects.end(),
                     [](const auto& a, const auto& b) { return a.margin > b.margin; });
    if (static_cast<std::int64_t>(suspects.size()) > most)
        suspects.resize(static_cast<std::size_t>(std::max<std::int64_t>(most, 0)));
    return suspects;
}

std::vector<LabelEfficiency> labelEfficiency(MatrixView train, const Labels& trainLabels, MatrixView test,
                                             const Labels& testLabels, const LabelEfficiencyOptions& options,
                                             std::stop_token stop,
                                             const std::function<void(double)>& progress) {
    requireLength("label efficiency, training embeddings", train, trainLabels);
    requireLength("label efficiency, test embeddings", test, testLabels);
    if (options.draws < 1)
        throw usageError("label efficiency: at least one draw is needed, was " +
                         std::to_string(options.draws));
    const Sample held = takeLabelled(test, testLabels);
    if (held.y.empty()) throw RuntimeError(ErrorCode::Input, "label efficiency: no test image has a label");
    std::map<std::int64_t, std::vector<std::int64_t>> members;
    for (std::size_t i = 0; i < trainLabels.size(); ++i) {
        if (trainLabels[i] >= 0) members[trainLabels[i]].push_back(static_cast<std::int64_t>(i));
    }
    ProbeOptions probe;
    probe.model = ProbeModel::Multinomial;
    probe.standardise = true;
    probe.device = options.device;

    std::vector<LabelEfficiency> results;
    for (const std::int64_t perClass : options.perClass) {
        if (perClass == 0 || perClass < -1) {
            throw usageError("label efficiency: images per class must be positive, or −1 for all; was " +
                             std::to_string(perClass));
        }
        LabelEfficiency result;
        result.perClass = perClass;
        const int draws = perClass < 0 ? 1 : options.draws;
        for (int draw = 0; draw < draws; ++draw) {
            std::vector<std::int64_t> rows;
            for (const auto& [label, images] : members) {
                std::vector<std::int64_t> drawn = images;
                if (perClass > 0) {
                    // The draw is the same for every encoder and nested: more images per class contain the
                    // fewer.
                    RandomStream random(
                        options.seed, "label efficiency",
                        mixBits(static_cast<std::uint64_t>(label)) + static_cast<std::uint64_t>(draw));
                    random.shuffle(std::span(drawn));
                    drawn.resize(std::min(drawn.size(), static_cast<std::size_t>(perClass)));
                }
                rows.insert(rows.end(), drawn.begin(), drawn.end());
            }
            std::sort(rows.begin(), rows.end());
            const Sample fitted = takeLabelled(train, trainLabels, rows);
            const ProbeFit fit = fitProbe(fitted.x, fitted.y, probe, stop);
            result.fitCount = fitted.x.rows;
            result.accuracies.push_back(static_cast<double>(hitCount(held.y, predictProbe(fit, held.x))) /
                                        static_cast<double>(held.y.size()));
            if (progress) {
                progress((static_cast<double>(results.size()) + (draw + 1.0) / draws) /
                         static_cast<double>(options.perClass.size()));
            }
        }
        result.accuracy = meanInterval(result.accuracies);
        results.push_back(std::move(result));
    }
    return results;
}

std::vector<NearDuplicate> nearDuplicates(MatrixView train, MatrixView test, double threshold,
                                          const std::string& device, std::stop_token stop,
                                          const std::function<void(double)>& progress) {
    neighbours::Options search;
    search.metric = neighbours::Metric::Cosine;
    search.device = device;
    const neighbours::Graph graph = neighbours::nearestNeighbours(test, train, 1, search, stop, progress);
    std::vector<NearDuplicate> found;
    for (std::int64_t i = 0; i < graph.count && graph.k == 1; ++i) {
        const float similarity = 1 - graph.distances[static_cast<std::size_t>(i)];
        if (similarity >= threshold)
            found.push_back({i, graph.indices[static_cast<std::size_t>(i)], similarity});
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.similarity > b.similarity; });
    return found;
}

ProbeResult withoutImages(const ProbeResult& probe, const std::vector<std::int64_t>& left) {
    const std::set<std::int64_t> gone(left.begin(), left.end());
    ProbeResult result = probe;
    result.testIndices.clear();
    result.truth.clear();
    result.predicted.clear();
    for (std::size_t i = 0; i < probe.testIndices.size(); ++i) {
        if (gone.count(probe.testIndices[i])) continue;
        result.testIndices.push_back(probe.testIndices[i]);
        result.truth.push_back(probe.truth[i]);
        result.predicted.push_back(probe.predicted[i]);
    }
    if (result.truth.empty())
        throw RuntimeError(ErrorCode::Input, "probe: no held-out image remains without the near-duplicates");
    score(result);
    return result;
}

}  // namespace selfsight::eval
