#include "neighbours/prepare.h"

#include "core/control.h"
#include "core/parallel.h"
#include "neighbours/distance.h"

#include <algorithm>
#include <cmath>

namespace selfsight::neighbours {

Prepared::Prepared(MatrixView points, const std::vector<double>& mean, Metric metric,
                   const std::stop_token& stop)
    : rows_(points.rows),
      cols_(points.cols),
      values_(std::make_unique_for_overwrite<float[]>(static_cast<std::size_t>(points.rows * points.cols))) {
    if (metric == Metric::Cosine) originalLengths_ = rowLengths(points, stop);
    parallelFor(rows_, 64, [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t i = begin; i < end; ++i) {
            if (i % 1024 == 0 && stop.stop_requested()) return;
            const auto row = points.row(i);
            float* to = values_.get() + i * cols_;
            if (metric == Metric::Euclidean) {
                for (std::int64_t j = 0; j < cols_; ++j) to[j] = static_cast<float>(row[j] - mean[j]);
            } else {
                const double length = originalLengths_[static_cast<std::size_t>(i)];
                const double factor = length > 0 ? 1 / length : 0;
                for (std::int64_t j = 0; j < cols_; ++j) to[j] = static_cast<float>(row[j] * factor);
            }
        }
    });
    throwIfCancelled(stop);
    lengths_ = rowLengths(view(), stop);
}

std::vector<double> columnMeans(MatrixView points, const std::stop_token& stop) {
    // A fixed number of parts, whatever the number of threads.
    const std::int64_t per = std::max<std::int64_t>(512, (points.rows + 127) / 128);
    const std::int64_t parts = (points.rows + per - 1) / per;
    std::vector<std::vector<double>> sums(static_cast<std::size_t>(parts));
    parallelFor(parts, 1, [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t part = begin; part < end; ++part) {
            if (stop.stop_requested()) return;
            auto& sum = sums[static_cast<std::size_t>(part)];
            sum.assign(static_cast<std::size_t>(points.cols), 0.0);
            for (std::int64_t i = part * per; i < std::min(points.rows, (part + 1) * per); ++i) {
                const auto row = points.row(i);
                for (std::size_t j = 0; j < row.size(); ++j) sum[j] += row[j];
            }
        }
    });
    throwIfCancelled(stop);
    std::vector<double> mean(static_cast<std::size_t>(points.cols), 0.0);
    for (const auto& sum : sums)
        for (std::size_t j = 0; j < mean.size(); ++j) mean[j] += sum[j];
    for (double& m : mean) m /= static_cast<double>(points.rows);
    return mean;
}

void Prepared::takeOut(const std::vector<double>& direction, const std::stop_token& stop) {
    along_.resize(static_cast<std::size_t>(rows_));
    parallelFor(rows_, 64, [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t i = begin; i < end && !stop.stop_requested(); ++i) {
            float* row = values_.get() + i * cols_;
            double along = 0;
            for (std::int64_t j = 0; j < cols_; ++j) along += row[j] * direction[static_cast<std::size_t>(j)];
            for (std::int64_t j = 0; j < cols_; ++j)
                row[j] = static_cast<float>(row[j] - along * direction[static_cast<std::size_t>(j)]);
            along_[static_cast<std::size_t>(i)] = static_cast<float>(along);
        }
    });
    throwIfCancelled(stop);
    lengths_ = rowLengths(view(), stop);
}

std::vector<double> dominantDirection(MatrixView rows, double share, const std::stop_token& stop) {
    constexpr std::int64_t sampledRows = 1024;
    constexpr int iterations = 12;
    const std::int64_t d = rows.cols, count = std::min(rows.rows, sampledRows);
    const auto sampled = [&](std::int64_t i) { return rows.row(i * rows.rows / count); };
    double total = 0, longest = 0;
    std::vector<double> direction(static_cast<std::size_t>(d), 0.0), next(direction.size());
    for (std::int64_t i = 0; i < count; ++i) {
        const auto row = sampled(i);
        const double square = dotProduct(row.data(), row.data(), d);
        total += square;
        if (square <= longest) continue;
        longest = square;
        for (std::size_t j = 0; j < direction.size(); ++j) direction[j] = row[j] / std::sqrt(square);
    }
    double variance = 0;
    for (int iteration = 0; iteration < iterations && total > 0; ++iteration) {
        throwIfCancelled(stop);
        std::fill(next.begin(), next.end(), 0.0);
        for (std::int64_t i = 0; i < count; ++i) {
            const auto row = sampled(i);
            double along = 0;
            for (std::size_t j = 0; j < next.size(); ++j) along += row[j] * direction[j];
            for (std::size_t j = 0; j < next.size(); ++j) next[j] += along * row[j];
        }
        variance = 0;
        for (const double v : next) variance += v * v;
        variance = std::sqrt(variance);
        if (!(variance > 0)) return {};
        for (std::size_t j = 0; j < next.size(); ++j) direction[j] = next[j] / variance;
    }
    return total > 0 && variance >= share * total ? direction : std::vector<double>{};
}

double exactDistance(MatrixView a, std::int64_t rowA, MatrixView b, std::int64_t rowB, Metric metric,
                     double lengthA, double lengthB) {
    const float *x = a.row(rowA).data(), *y = b.row(rowB).data();
    if (metric == Metric::Euclidean) return std::sqrt(squaredDistance(x, y, a.cols));
    if (lengthA == 0 || lengthB == 0) return 1;
    return std::max(0.0, 1 - dotProduct(x, y, a.cols) / (lengthA * lengthB));
}

}  // namespace selfsight::neighbours
