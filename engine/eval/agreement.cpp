#include "eval/agreement.h"

#include "core/error.h"
#include "core/parallel.h"
#include "neighbours/check.h"
#include "neighbours/product.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace selfsight::eval {

namespace {

// Columns moved to mean 0 and all values scaled to a root mean square of 1 (0 for a constant matrix).
Matrix centred(MatrixView x) {
    std::vector<double> mean(static_cast<std::size_t>(x.cols));
    for (std::int64_t i = 0; i < x.rows; ++i) {
        const auto row = x.row(i);
        for (std::size_t j = 0; j < row.size(); ++j) mean[j] += row[j] / static_cast<double>(x.rows);
    }
    double squares = 0, largestMean = 0;
    for (std::int64_t i = 0; i < x.rows; ++i) {
        const auto row = x.row(i);
        for (std::size_t j = 0; j < row.size(); ++j) squares += (row[j] - mean[j]) * (row[j] - mean[j]);
    }
    for (const double m : mean) largestMean = std::max(largestMean, std::abs(m));
    const double scale = std::sqrt(squares / static_cast<double>(x.rows * x.cols));
    Matrix result(x.rows, x.cols);
    // What centring leaves of constant columns is rounding error.
    if (scale <= 1e-7 * largestMean) return result;
    for (std::int64_t i = 0; i < x.rows; ++i) {
        const auto row = x.row(i);
        for (std::int64_t j = 0; j < x.cols; ++j) {
            const auto at = static_cast<std::size_t>(j);
            result.at(i, j) = static_cast<float>((row[at] - mean[at]) / scale);
        }
    }
    return result;
}

double squaredNorm(const std::vector<float>& values) {
    double sum = 0;
    for (const float v : values) sum += static_cast<double>(v) * v;
    return sum;
}

Matrix transposed(const Matrix& x) {
    Matrix result(x.cols, x.rows);
    for (std::int64_t i = 0; i < x.rows; ++i) {
        for (std::int64_t j = 0; j < x.cols; ++j) result.at(j, i) = x.at(i, j);
    }
    return result;
}

}  // namespace

double linearCka(MatrixView x, MatrixView y) {
    if (x.rows != y.rows) {
        throw RuntimeError(ErrorCode::Input, "CKA: " + std::to_string(x.rows) +
                                                 " embeddings on one side and " + std::to_string(y.rows) +
                                                 " on the other; the images must be the same");
    }
    if (x.rows < 2 || x.cols < 1 || y.cols < 1)
        throw RuntimeError(ErrorCode::Input, "CKA: at least two images are needed");
    neighbours::requireFinite(x, "CKA, first embeddings");
    neighbours::requireFinite(y, "CKA, second embeddings");
    const Matrix a = centred(x), b = centred(y);
    const double within = std::sqrt(squaredNorm(neighbours::gram(a).values)) *
                          std::sqrt(squaredNorm(neighbours::gram(b).values));
    if (!(within > 0)) return std::numeric_limits<double>::quiet_NaN();
    const neighbours::PackedMatrix packed = neighbours::PackedMatrix::fromColumns(b);
    Matrix cross(a.cols, b.cols);
    neighbours::multiply(transposed(a), packed, cross.values.data(), cross.cols);
    return std::clamp(squaredNorm(cross.values) / within, 0.0, 1.0);
}

NeighbourOverlap mutualNeighbours(const neighbours::Graph& first, const neighbours::Graph& second) {
    if (first.count != second.count || first.k != second.k || first.k < 1) {
        throw RuntimeError(ErrorCode::Input, "neighbour overlap: graphs of " + std::to_string(first.count) +
                                                 " images with k = " + std::to_string(first.k) + " and of " +
                                                 std::to_string(second.count) + " with k = " +
                                                 std::to_string(second.k) + "; both must be alike");
    }
    NeighbourOverlap result;
    result.k = first.k;
    result.chance = first.count > 1 ? static_cast<double>(first.k) / static_cast<double>(first.count - 1) : 1;
    result.perImage.resize(static_cast<std::size_t>(first.count));
    const auto k = static_cast<std::size_t>(first.k);
    parallelFor(first.count, 64, [&](std::int64_t begin, std::int64_t end, int) {
        std::vector<std::int32_t> a(k), b(k), common;
        for (std::int64_t i = begin; i < end; ++i) {
            std::copy_n(first.indices.begin() + i * first.k, k, a.begin());
            std::copy_n(second.indices.begin() + i * first.k, k, b.begin());
            std::sort(a.begin(), a.end());
            std::sort(b.begin(), b.end());
            common.clear();
            std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(common));
            result.perImage[static_cast<std::size_t>(i)] =
                static_cast<float>(common.size()) / static_cast<float>(k);
        }
    });
    double sum = 0;
    for (const float share : result.perImage) sum += share;
    result.mean = sum / static_cast<double>(first.count);
    return result;
}

}  // namespace selfsight::eval
