#include "neighbours/neighbours.h"

#include "core/error.h"
#include "neighbours/check.h"
#include "neighbours/search.h"

#include <algorithm>
#include <torch/types.h>

namespace selfsight::neighbours {

namespace {

void checkCount(std::int64_t k) {
    if (k < 1) throw usageError("nearest neighbours: k must be at least 1, was " + std::to_string(k));
}

}  // namespace

Graph nearestNeighbours(MatrixView points, std::int64_t k, const Options& options, std::stop_token stop,
                        const std::function<void(double)>& progress) {
    checkCount(k);
    requireFinite(points, "nearest neighbours, queries", stop);
    if (points.rows > options.approximateAbove && torch::Device(options.device).is_cpu())
        return approximateSearch(points, k, options, stop, progress);
    return exactSearch(points, points, k, options, true, stop, progress);
}

Graph nearestNeighbours(MatrixView queries, MatrixView base, std::int64_t k, const Options& options,
                        std::stop_token stop, const std::function<void(double)>& progress) {
    if (queries.cols != base.cols) {
        throw RuntimeError(ErrorCode::Input, "nearest neighbours: the queries have " +
                                                 std::to_string(queries.cols) + " columns and the base " +
                                                 std::to_string(base.cols));
    }
    checkCount(k);
    requireFinite(queries, "nearest neighbours, queries", stop);
    requireFinite(base, "nearest neighbours, base", stop);
    return exactSearch(queries, base, k, options, false, stop, progress);
}

Graph nearest(Graph graph, std::int64_t k) {
    if (graph.k <= k) return graph;
    const auto shorten = [&](auto& values) {
        for (std::int64_t row = 1; row < graph.count; ++row)
            std::copy_n(values.begin() + row * graph.k, k, values.begin() + row * k);
        values.resize(static_cast<std::size_t>(graph.count * k));
    };
    shorten(graph.indices);
    shorten(graph.distances);
    graph.k = k;
    return graph;
}

}  // namespace selfsight::neighbours
