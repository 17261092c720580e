#include "map/lda.h"

#include "core/control.h"
#include "core/error.h"
#include "core/parallel.h"
#include "core/random.h"
#include "map/map.h"
#include "neighbours/product.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace selfsight::map {

namespace {

constexpr double kRidge = 1e-4;
}  // namespace

Matrix Lda::project(MatrixView embeddings) const {
    const std::int64_t d = embeddings.cols;
    Matrix result(embeddings.rows, 2);
    parallelFor(embeddings.rows, 64, [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t i = begin; i < end; ++i)
            for (int c = 0; c < 2; ++c) {
                double sum = 0;
                for (std::int64_t j = 0; j < d; ++j)
                    sum += (embeddings.data[i * d + j] - mean[j]) * components.at(c, j);
                result.at(i, c) = static_cast<float>(sum);
            }
    });
    return result;
}

Lda fitLda(MatrixView embeddings, const Labels& labels, std::stop_token stop) {
    const std::int64_t d = embeddings.cols;
    std::map<std::int64_t, std::vector<std::int64_t>> members;
    std::int64_t used = 0;
    for (std::int64_t i = 0; i < embeddings.rows; ++i)
        if (labels[i] >= 0) {
            members[labels[i]].push_back(i);
            ++used;
        }
    const auto classes = static_cast<std::int64_t>(members.size());
    if (classes < 2)
        throw RuntimeError(
            ErrorCode::Input,
            "a map by linear discriminants needs at least two classes, found " + std::to_string(classes));
    Lda lda;
    lda.mean.assign(static_cast<std::size_t>(d), 0.0);
    lda.components = Matrix(2, d);
    Eigen::MatrixXd means = Eigen::MatrixXd::Zero(d, classes);
    Matrix within(used, d);  // centred by class
    std::int64_t c = 0, row = 0;
    for (const auto& [label, rows] : members) {
        for (const std::int64_t i : rows)
            for (std::int64_t j = 0; j < d; ++j) means(j, c) += embeddings.data[i * d + j];
        for (std::int64_t j = 0; j < d; ++j) lda.mean[j] += means(j, c) / static_cast<double>(used);
        means.col(c) /= static_cast<double>(rows.size());
        for (const std::int64_t i : rows) {
            for (std::int64_t j = 0; j < d; ++j)
                within.at(row, j) = static_cast<float>(embeddings.data[i * d + j] - means(j, c));
            ++row;
        }
        ++c;
    }
    throwIfCancelled(stop);
    const Matrix gram = neighbours::gram(within);
    throwIfCancelled(stop);
    Eigen::MatrixXd spread(d, d);
    for (std::int64_t i = 0; i < d; ++i)
        for (std::int64_t j = 0; j < d; ++j) spread(i, j) = gram.at(i, j) / static_cast<double>(used);
    spread.diagonal().array() += std::max(1e-30, kRidge * spread.trace() / static_cast<double>(d));
    const Eigen::LLT<Eigen::MatrixXd> factor(spread);
    c = 0;
    for (const auto& [label, rows] : members) {
        const double weight = std::sqrt(static_cast<double>(rows.size()) / static_cast<double>(used));
        for (std::int64_t j = 0; j < d; ++j) means(j, c) = weight * (means(j, c) - lda.mean[j]);
        ++c;
    }
    // In coordinates in which the spread within classes is round, the directions are the principal ones of
    // the class means.
    const Eigen::MatrixXd white = factor.matrixL().solve(means);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(white.transpose() * white);
    for (int k = 0; k < std::min<int>(2, static_cast<int>(classes) - 1); ++k) {
        Eigen::VectorXd direction = white * eigen.eigenvectors().col(classes - 1 - k);
        if (!(direction.norm() > 0)) continue;
        direction = factor.matrixU().solve(Eigen::VectorXd(direction / direction.norm()));
        Eigen::Index peak = 0;
        direction.cwiseAbs().maxCoeff(&peak);
        if (direction(peak) < 0) direction = -direction;
        for (std::int64_t j = 0; j < d; ++j) lda.components.at(k, j) = static_cast<float>(direction(j));
    }
    return lda;
}

Matrix heldOutLda(MatrixView embeddings, const Labels& labels, std::uint64_t seed, std::stop_token stop) {
    // Alternate members of each class, in a random order, go to either half.
    std::vector<std::int64_t> order(static_cast<std::size_t>(embeddings.rows));
    std::iota(order.begin(), order.end(), std::int64_t{0});
    RandomStream(seed, "lda").shuffle(std::span(order));
    std::map<std::int64_t, std::int64_t> seen;
    std::vector<bool> second(order.size());
    Labels halves[2] = {labels, labels};
    for (const std::int64_t i : order) {
        second[i] = seen[labels[i]]++ % 2 == 1;
        halves[second[i] ? 0 : 1][i] = -1;
    }
    const Matrix first = fitLda(embeddings, halves[0], stop).project(embeddings);
    Matrix other = fitLda(embeddings, halves[1], stop).project(embeddings);
    procrustesAlign(other, first);
    for (std::int64_t i = 0; i < embeddings.rows; ++i)
        for (int c = 0; c < 2 && second[i]; ++c) other.at(i, c) = first.at(i, c);
    return other;
}

}  // namespace selfsight::map
