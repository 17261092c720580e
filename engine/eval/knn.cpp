#include "eval/knn.h"

#include "core/error.h"
#include "core/parallel.h"
#include "eval/probe.h"
#include "eval/sample.h"
#include "neighbours/neighbours.h"

#include <algorithm>
#include <cmath>

namespace selfsight::eval {

namespace {

// The label with the largest sum of votes among the first k neighbours of query i.
std::int64_t vote(const neighbours::Graph& graph, std::int64_t i, std::int64_t k, const Labels& labels,
                  double temperature) {
    std::vector<std::pair<std::int64_t, double>> votes;
    for (std::int64_t j = 0; j < k; ++j) {
        const auto at = static_cast<std::size_t>(i * graph.k + j);
        // The largest weight is taken out, so that no temperature overflows.
        const double weight = std::exp(
            (graph.distances[static_cast<std::size_t>(i * graph.k)] - graph.distances[at]) / temperature);
        votes.emplace_back(labels[static_cast<std::size_t>(graph.indices[at])], weight);
    }
    std::stable_sort(votes.begin(), votes.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::int64_t best = votes.front().first;
    double most = -1;
    for (std::size_t begin = 0; begin < votes.size();) {
        double sum = 0;
        std::size_t end = begin;
        for (; end < votes.size() && votes[end].first == votes[begin].first; ++end) sum += votes[end].second;
        if (sum > most) {
            most = sum;
            best = votes[begin].first;
        }
        begin = end;
    }
    return best;
}

}  // namespace

std::vector<KnnResult> knnAccuracies(MatrixView train, const Labels& trainLabels, MatrixView test,
                                     const Labels& testLabels, const KnnOptions& options,
                                     std::stop_token stop, const std::function<void(double)>& progress) {
    requireLength("k-NN, training embeddings", train, trainLabels);
    requireLength("k-NN, test embeddings", test, testLabels);
    if (options.neighbours.empty()) throw usageError("k-NN: at least one number of neighbours is needed");
    for (const std::int64_t k : options.neighbours) {
        if (k < 1)
            throw usageError("k-NN: the number of neighbours must be at least 1, was " + std::to_string(k));
    }
    if (!(options.temperature > 0)) {
        throw usageError("k-NN: the temperature must be positive, was " +
                         std::to_string(options.temperature));
    }
    const Sample asked = takeLabelled(train, trainLabels);
    const Sample asking = takeLabelled(test, testLabels);
    if (asked.y.empty() || asking.y.empty()) {
        throw RuntimeError(ErrorCode::Input,
                           "k-NN: labelled images are needed in training and test embeddings");
    }
    neighbours::Options search;
    search.metric = neighbours::Metric::Cosine;
    search.device = options.device;
    const std::int64_t most = *std::max_element(options.neighbours.begin(), options.neighbours.end());
    const neighbours::Graph graph =
        neighbours::nearestNeighbours(asking.x, asked.x, most, search, stop, progress);

    std::vector<KnnResult> results;
    for (const std::int64_t k : options.neighbours) {
        KnnResult result;
        result.neighbours = std::min(k, graph.k);
        result.fitCount = asked.x.rows;
        result.testCount = asking.x.rows;
        result.predicted.resize(asking.y.size());
        parallelFor(graph.count, 64, [&](std::int64_t begin, std::int64_t end, int) {
            for (std::int64_t i = begin; i < end; ++i) {
                result.predicted[static_cast<std::size_t>(i)] =
                    vote(graph, i, result.neighbours, asked.y, options.temperature);
            }
        });
        const std::int64_t hits = hitCount(asking.y, result.predicted);
        result.accuracy = static_cast<double>(hits) / static_cast<double>(result.testCount);
        result.interval = wilsonInterval(hits, result.testCount);
        results.push_back(std::move(result));
    }
    return results;
}

}  // namespace selfsight::eval
