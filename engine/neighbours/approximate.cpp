#include "core/control.h"
#include "core/parallel.h"
#include "neighbours/candidates.h"
#include "neighbours/distance.h"
#include "neighbours/lists.h"
#include "neighbours/prepare.h"
#include "neighbours/product.h"
#include "neighbours/reduce.h"
#include "neighbours/search.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <optional>

namespace selfsight::neighbours {

namespace {

constexpr std::int64_t mostDirections = 128;
constexpr std::int64_t rowsPerList = 400;
constexpr std::int64_t queriesAtOnce = 144;
constexpr std::int64_t panelGroup = 4;
constexpr std::int64_t sampledQueries = 300;  // for the recall

// How many rows a query is compared with: enough that the nearest lists are among them.
std::int64_t rowsCompared(std::int64_t n, std::int64_t k) {
    return std::min(n, std::max<std::int64_t>(8 * k, std::llround(100 * std::sqrt(static_cast<double>(n)))));
}

// The rows as the lists have them: values, what their keys begin with, and the panels of every list.
class ListedRows {
  public:
    ListedRows(MatrixView rows, const std::vector<float>& rest, std::uint64_t seed, bool cosine,
               const std::stop_token& stop)
        : lists_(gatherLists(rows, rowsPerList, seed, stop)),
          values_(rows.rows, rows.cols),
          shift_(static_cast<std::size_t>(rows.rows)) {
        panels_.resize(static_cast<std::size_t>(lists_.count()));
        parallelFor(lists_.count(), 1, [&](std::int64_t begin, std::int64_t end, int) {
            for (std::int64_t list = begin; list < end; ++list) {
                if (stop.stop_requested()) return;
                const std::int64_t first = start(list);
                for (std::int64_t e = first; e < start(list + 1); ++e) {
                    const std::int32_t i = row(e);
                    const float* values = rows.row(i).data();
                    std::copy_n(values, rows.cols, values_.row(e).begin());
                    const double length = dotProduct(values, values, rows.cols);
                    shift_[static_cast<std::size_t>(e)] =
                        cosine ? 0.f
                               : static_cast<float>(length +
                                                    (rest.empty() ? 0.f : rest[static_cast<std::size_t>(i)]));
                }
                panels_[static_cast<std::size_t>(list)] =
                    PackedMatrix::fromRows({values_.row(first).data(), lists_.size(list), rows.cols});
            }
        });
        throwIfCancelled(stop);
    }

    const Lists& lists() const { return lists_; }
    std::int64_t start(std::int64_t list) const { return lists_.start[static_cast<std::size_t>(list)]; }
    std::int32_t row(std::int64_t entry) const { return lists_.order[static_cast<std::size_t>(entry)]; }
    MatrixView values(std::int64_t first, std::int64_t count) const {
        return {values_.view().row(first).data(), count, values_.cols};
    }
    const float* shift(std::int64_t entry) const { return shift_.data() + entry; }
    const PackedMatrix& panels(std::int64_t list) const { return panels_[static_cast<std::size_t>(list)]; }

  private:
    Lists lists_;
    Matrix values_;
    std::vector<float> shift_;
    std::vector<PackedMatrix> panels_;
};

// Queries that are looked up together: entries of one list.
struct Task {
    std::int64_t list, first, count;
};

// The candidates of a task's queries, as entries.
void collect(const ListedRows& rows, const Task& task, const std::vector<std::int32_t>& probed, float factor,
             std::vector<Candidates>& candidates, std::vector<float>& tile, const std::stop_token& stop) {
    constexpr std::int64_t width = panelGroup * panelWidth;
    const MatrixView queries = rows.values(task.first, task.count);
    for (const std::int32_t list : probed) {
        if (stop.stop_requested()) return;
        const PackedMatrix& panels = rows.panels(list);
        for (std::int64_t p = 0; p < panels.panels(); p += panelGroup) {
            multiplyPanels(queries, panels, p, std::min(p + panelGroup, panels.panels()), tile.data(), width);
            const std::int64_t here = std::min(width, panels.cols() - p * panelWidth);
            const std::int64_t entry = rows.start(list) + p * panelWidth;
            for (std::int64_t i = 0; i < task.count; ++i)
                candidates[static_cast<std::size_t>(i)].offer(tile.data() + i * width, rows.shift(entry),
                                                              factor, here, entry, task.first + i);
        }
    }
}

// Share of a sample's exact neighbours that the graph has. What is as near as the k-th counts: ties are no
// misses.
double measureRecall(MatrixView points, const Graph& graph, const Options& options,
                     const std::stop_token& stop) {
    const std::int64_t count = std::min(points.rows, sampledQueries);
    Matrix queries(count, points.cols);
    const auto sampledRow = [&](std::int64_t i) { return i * points.rows / count; };
    for (std::int64_t i = 0; i < count; ++i)
        std::ranges::copy(points.row(sampledRow(i)), queries.row(i).begin());
    const Graph exact = exactSearch(queries, points, graph.k + 1, options, false, stop, {});
    std::int64_t found = 0;
    for (std::int64_t i = 0; i < count; ++i) {
        // The query itself is among its exact neighbours, or displaced by duplicates at the same distance 0.
        float bound = exact.distances[static_cast<std::size_t>(i * exact.k + graph.k)];
        bound += 1e-6f * bound;
        const float* mine = graph.distances.data() + sampledRow(i) * graph.k;
        found += std::upper_bound(mine, mine + graph.k, bound) - mine;
    }
    return static_cast<double>(found) / static_cast<double>(count * graph.k);
}

}  // namespace

Graph approximateSearch(MatrixView points, std::int64_t k, const Options& options,
                        const std::stop_token& stop, const std::function<void(double)>& progress) {
    const std::int64_t n = points.rows;
    const bool cosine = options.metric == Metric::Cosine;
    Graph graph;
    graph.count = n;
    graph.k = std::min(k, n - 1);
    graph.exact = false;
    graph.indices.resize(static_cast<std::size_t>(n * graph.k));
    graph.distances.resize(graph.indices.size());

    const std::vector<double> mean = cosine ? std::vector<double>{} : columnMeans(points, stop);
    std::optional<Prepared> prepared(std::in_place, points, mean, options.metric, stop);
    const std::vector<double> lengths = prepared->originalLengths();
    if (progress) progress(0.05);
    const bool reducing = points.cols > mostDirections + mostDirections / 3;
    Reduced reduced;
    if (reducing) reduced = reduce(prepared->view(), mostDirections, options.seed, stop);
    if (progress) progress(0.1);
    const ListedRows rows(reducing ? reduced.values.view() : prepared->view(), reduced.rest, options.seed,
                          cosine, stop);
    prepared.reset();
    reduced = {};
    if (progress) progress(0.2);

    const Lists& lists = rows.lists();
    const std::int64_t compared = rowsCompared(n, graph.k);
    std::vector<Task> tasks;
    for (std::int64_t list = 0; list < lists.count(); ++list) {
        const std::int64_t parts = (lists.size(list) + queriesAtOnce - 1) / queriesAtOnce;
        for (std::int64_t part = 0; part < parts; ++part) {
            const std::int64_t first = lists.size(list) * part / parts;
            tasks.push_back({list, rows.start(list) + first, lists.size(list) * (part + 1) / parts - first});
        }
    }

    // More candidates than neighbours where the keys are estimates, or merely rounded; no fewer for a few
    // neighbours than for t-SNE's usual 90, so that both find the same.
    const std::int64_t usual = std::max<std::int64_t>(graph.k, 90);
    const auto kept = static_cast<std::size_t>(reducing ? 2 * usual : graph.k + 8);
    const float factor = cosine ? -1.f : -2.f;
    const auto finish = [&](std::int64_t entry, Candidates& mine,
                            std::vector<std::pair<double, std::int32_t>>& exact) {
        mine.shrink();
        exact.clear();
        const std::int32_t q = rows.row(entry);
        for (const Candidate& c : mine.items()) {
            const std::int32_t b = rows.row(c.index);
            exact.emplace_back(exactDistance(points, q, points, b, options.metric,
                                             cosine ? lengths[static_cast<std::size_t>(q)] : 0,
                                             cosine ? lengths[static_cast<std::size_t>(b)] : 0),
                               b);
        }
        std::partial_sort(exact.begin(), exact.begin() + graph.k, exact.end());
        for (std::int64_t j = 0; j < graph.k; ++j) {
            const auto at = static_cast<std::size_t>(q * graph.k + j);
            graph.distances[at] = static_cast<float>(exact[static_cast<std::size_t>(j)].first);
            graph.indices[at] = exact[static_cast<std::size_t>(j)].second;
        }
    };
    const auto count = static_cast<std::int64_t>(tasks.size());
    const std::int64_t atOnce = std::max<std::int64_t>(16 * threadCount(), count / 200);
    for (std::int64_t from = 0; from < count; from += atOnce) {
        // Tasks differ in length, so every thread takes the next one; a query's result is its own.
        std::atomic<std::int64_t> next{from};
        const std::int64_t to = std::min(count, from + atOnce);
        parallelFor(threadCount(), 1, [&](std::int64_t, std::int64_t, int) {
            std::vector<Candidates> candidates(static_cast<std::size_t>(queriesAtOnce));
            std::vector<float> tile(static_cast<std::size_t>(queriesAtOnce * panelGroup * panelWidth));
            std::vector<std::pair<double, std::int32_t>> exact;
            std::vector<std::int32_t> probed;
            for (std::int64_t t = next++; t < to; t = next++) {
                const Task& task = tasks[static_cast<std::size_t>(t)];
                probed = lists.nearestTo(task.list);
                std::int64_t total = 0;
                std::size_t used = 0;
                while (used < probed.size() && total < compared) total += lists.size(probed[used++]);
                probed.resize(used);
                for (auto& c : candidates) c.reset(kept, {});
                collect(rows, task, probed, factor, candidates, tile, stop);
                for (std::int64_t i = 0; i < task.count; ++i) {
                    if (stop.stop_requested()) return;
                    finish(task.first + i, candidates[static_cast<std::size_t>(i)], exact);
                }
            }
        });
        throwIfCancelled(stop);
        if (progress) progress(0.2 + 0.75 * static_cast<double>(to) / static_cast<double>(count));
    }
    graph.recall = measureRecall(points, graph, options, stop);
    graph.method =
        "lists: " + std::to_string(lists.count()) + ", about " + std::to_string(compared) + " rows compared" +
        (reducing
             ? ", " + std::to_string(mostDirections) + " of " + std::to_string(points.cols) + " dimensions"
             : "");
    if (progress) progress(1);
    return graph;
}

}  // namespace selfsight::neighbours
