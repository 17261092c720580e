#include "eval/quality.h"

#include "core/error.h"
#include "core/random.h"
#include "neighbours/check.h"
#include "neighbours/product.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <torch/types.h>
#include <torch/utils.h>

namespace selfsight::eval {

namespace {

constexpr double collapseLimit = 0.1;
constexpr std::size_t uniformityRows = 2000;

// Rows of length one; a row of zeros stays.
Matrix normalised(MatrixView x) {
    Matrix result(x.rows, x.cols);
    for (std::int64_t i = 0; i < x.rows; ++i) {
        double squares = 0;
        for (const float v : x.row(i)) squares += static_cast<double>(v) * v;
        const double factor = squares > 0 ? 1 / std::sqrt(squares) : 0;
        const auto to = result.row(i);
        std::transform(x.row(i).begin(), x.row(i).end(), to.begin(),
                       [&](float v) { return static_cast<float>(v * factor); });
    }
    return result;
}

double meanDeviation(const Matrix& unit) {
    std::vector<double> sum(static_cast<std::size_t>(unit.cols)), squares(sum.size());
    for (std::int64_t i = 0; i < unit.rows; ++i) {
        const auto row = unit.row(i);
        for (std::size_t j = 0; j < sum.size(); ++j) {
            sum[j] += row[j];
            squares[j] += static_cast<double>(row[j]) * row[j];
        }
    }
    const auto n = static_cast<double>(unit.rows);
    double total = 0;
    for (std::size_t j = 0; j < sum.size(); ++j)
        total += std::sqrt(std::max(0.0, squares[j] - sum[j] * sum[j] / n) / (n - 1));
    return total / static_cast<double>(unit.cols);
}

double uniformityOf(const Matrix& unit, std::uint64_t seed) {
    std::vector<std::int64_t> rows(static_cast<std::size_t>(unit.rows));
    std::iota(rows.begin(), rows.end(), 0);
    if (rows.size() > uniformityRows) {
        RandomStream(seed, "uniformity").shuffle(std::span(rows));
        rows.resize(uniformityRows);
    }
    Matrix chosen(static_cast<std::int64_t>(rows.size()), unit.cols);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto row = unit.row(rows[i]);
        std::copy(row.begin(), row.end(), chosen.row(static_cast<std::int64_t>(i)).begin());
    }
    Matrix cosines(chosen.rows, chosen.rows);
    neighbours::multiply(chosen, neighbours::PackedMatrix::fromRows(chosen), cosines.values.data(),
                         cosines.cols);
    double sum = 0;
    for (std::int64_t i = 0; i < chosen.rows; ++i) {
        for (std::int64_t j = 0; j < i; ++j) {
            const double square = std::max(
                0.0, static_cast<double>(cosines.at(i, i)) + cosines.at(j, j) - 2.0 * cosines.at(i, j));
            sum += std::exp(-2 * square);
        }
    }
    return std::log(sum / (0.5 * static_cast<double>(chosen.rows) * static_cast<double>(chosen.rows - 1)));
}

}  // namespace

Quality measureQuality(MatrixView embedding, std::uint64_t seed) {
    if (embedding.rows < 2 || embedding.cols < 1) {
        throw RuntimeError(ErrorCode::Input, "quality of an embedding: at least two images are needed");
    }
    neighbours::requireFinite(embedding, "quality of an embedding");
    Quality quality;
    const Matrix unit = normalised(embedding);
    quality.deviation = meanDeviation(unit) * std::sqrt(static_cast<double>(embedding.cols));
    quality.collapsed = quality.deviation < collapseLimit;
    quality.uniformity = uniformityOf(unit, seed);

    const torch::InferenceMode guard;
    const torch::Tensor x =
        torch::from_blob(const_cast<float*>(embedding.data), {embedding.rows, embedding.cols}, torch::kFloat)
            .to(torch::kDouble);
    // Through the smaller Gram matrix: an order faster, and float64 leaves singular values right to 1e-8 of
    // the largest.
    const torch::Tensor gram = embedding.rows < embedding.cols ? torch::mm(x, x.t()) : torch::mm(x.t(), x);
    const torch::Tensor values = torch::linalg_eigvalsh(gram, "L").clamp_min(0).sqrt().flip(0).contiguous();
    quality.singularValues.assign(values.data_ptr<double>(), values.data_ptr<double>() + values.numel());
    const double total = std::accumulate(quality.singularValues.begin(), quality.singularValues.end(), 0.0);
    double entropy = 0;
    for (const double s : quality.singularValues) {
        const double p = total > 0 ? s / total + 1e-7 : 0;
        if (p > 0) entropy -= p * std::log(p);
    }
    quality.effectiveRank = std::exp(entropy);
    return quality;
}

double alignment(MatrixView firstView, MatrixView secondView) {
    if (firstView.rows != secondView.rows || firstView.cols != secondView.cols || firstView.rows == 0) {
        throw RuntimeError(ErrorCode::Input,
                           "alignment: the two views must have the same shape and at least one image");
    }
    neighbours::requireFinite(firstView, "alignment, first view");
    neighbours::requireFinite(secondView, "alignment, second view");
    const Matrix a = normalised(firstView), b = normalised(secondView);
    double sum = 0;
    for (std::size_t i = 0; i < a.values.size(); ++i) {
        const double difference = static_cast<double>(a.values[i]) - b.values[i];
        sum += difference * difference;
    }
    return sum / static_cast<double>(firstView.rows);
}

}  // namespace selfsight::eval
