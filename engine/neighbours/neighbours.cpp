#include "neighbours/neighbours.h"

#include "core/error.h"
#include "neighbours/check.h"
#include "neighbours/search.h"

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

}  // namespace selfsight::neighbours
