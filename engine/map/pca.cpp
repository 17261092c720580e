#include "map/pca.h"

#include "core/control.h"
#include "core/parallel.h"
#include "core/random.h"
#include "map/kernels.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

namespace selfsight::map {

namespace {

constexpr std::int64_t kBlock = 16;      // directions multiplied at once
constexpr std::int64_t kRowsAtOnce = 8;  // rows that a kernel call takes
constexpr int kMaxBlocks = 24;

// Rows of a partial sum: a fixed number, so that the order of additions is the same for every thread count.
std::int64_t rowsPerPart(std::int64_t n) {
    return std::max<std::int64_t>(512, (n + 127) / 128);
}

std::vector<double> columnMeans(MatrixView m) {
    const std::int64_t per = rowsPerPart(m.rows), parts = (m.rows + per - 1) / per;
    std::vector<std::vector<double>> sums(static_cast<std::size_t>(parts));
    parallelFor(parts, 1, [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t part = begin; part < end; ++part) {
            auto& sum = sums[part];
            sum.assign(static_cast<std::size_t>(m.cols), 0.0);
            const std::int64_t last = std::min(m.rows, (part + 1) * per);
            for (std::int64_t i = part * per; i < last; ++i)
                for (std::int64_t j = 0; j < m.cols; ++j) sum[j] += m.data[i * m.cols + j];
        }
    });
    std::vector<double> mean(static_cast<std::size_t>(m.cols), 0.0);
    for (const auto& sum : sums)
        for (std::int64_t j = 0; j < m.cols; ++j) mean[j] += sum[j];
    for (double& value : mean) value /= static_cast<double>(m.rows);
    return mean;
}

// Xᵀ X V for the centred rows X, V [d, 16].
Eigen::MatrixXd timesGram(MatrixView m, const std::vector<float>& mean, const Eigen::MatrixXd& directions,
                          const std::stop_token& stop) {
    const std::int64_t d = m.cols, used = directions.cols();
    std::vector<float> v(static_cast<std::size_t>(d * kBlock), 0.0f);
    for (std::int64_t j = 0; j < d; ++j)
        for (std::int64_t c = 0; c < used; ++c) v[j * kBlock + c] = static_cast<float>(directions(j, c));
    const std::int64_t per = rowsPerPart(m.rows), parts = (m.rows + per - 1) / per;
    std::vector<std::vector<float>> partial(static_cast<std::size_t>(parts));
    parallelFor(parts, 1, [&](std::int64_t begin, std::int64_t end, int) {
        std::vector<float> centred(static_cast<std::size_t>(kRowsAtOnce * d));
        for (std::int64_t part = begin; part < end; ++part) {
            auto& w = partial[part];
            w.assign(static_cast<std::size_t>(d * kBlock), 0.0f);
            const std::int64_t last = std::min(m.rows, (part + 1) * per);
            for (std::int64_t i = part * per; i < last; i += kRowsAtOnce) {
                if (stop.stop_requested()) return;
                for (std::int64_t r = 0; r < kRowsAtOnce; ++r) {
                    float* out = centred.data() + r * d;
                    const float* in = m.data + (i + r) * d;
                    if (i + r < last)
                        for (std::int64_t j = 0; j < d; ++j) out[j] = in[j] - mean[j];
                    else
                        std::fill(out, out + d, 0.0f);
                }
                kernels().gramBlock(centred.data(), d, v.data(), w.data());
            }
        }
    });
    throwIfCancelled(stop);
    Eigen::MatrixXd product = Eigen::MatrixXd::Zero(d, used);
    for (const auto& w : partial)
        for (std::int64_t j = 0; j < d; ++j)
            for (std::int64_t c = 0; c < used; ++c) product(j, c) += w[j * kBlock + c];
    return product;
}

// Orthonormalises the columns of `block` against `basis` and each other; drops what is no new direction.
Eigen::MatrixXd newDirections(const Eigen::MatrixXd& basis, Eigen::MatrixXd block) {
    std::int64_t kept = 0;
    for (std::int64_t c = 0; c < block.cols(); ++c) {
        Eigen::VectorXd v = block.col(c);
        const double before = v.norm();
        for (int pass = 0; pass < 2; ++pass) {
            if (basis.cols() > 0) v -= basis * (basis.transpose() * v);
            if (kept > 0) v -= block.leftCols(kept) * (block.leftCols(kept).transpose() * v);
        }
        const double after = v.norm();
        if (!(after > 1e-5 * before) || !(after > 0)) continue;
        block.col(kept++) = v / after;
    }
    return block.leftCols(kept);
}

}  // namespace

Matrix Pca::project(MatrixView embeddings) const {
    const std::int64_t d = embeddings.cols;
    Matrix result(embeddings.rows, components.rows);
    parallelFor(embeddings.rows, 64, [&](std::int64_t begin, std::int64_t end, int) {
        std::vector<float> centred(static_cast<std::size_t>(d));
        for (std::int64_t i = begin; i < end; ++i) {
            for (std::int64_t j = 0; j < d; ++j)
                centred[j] = static_cast<float>(embeddings.data[i * d + j] - mean[j]);
            kernels().dots(centred.data(), 1, components.values.data(), components.rows, d, &result.at(i, 0),
                           components.rows);
        }
    });
    return result;
}

Pca fitPca(MatrixView embeddings, int count, std::stop_token stop) {
    const std::int64_t n = embeddings.rows, d = embeddings.cols;
    Pca pca;
    pca.mean = columnMeans(embeddings);
    pca.variance.assign(static_cast<std::size_t>(count), 0.0);
    pca.components = Matrix(count, d);
    if (n < 2 || d < 1) return pca;
    const std::vector<float> mean(pca.mean.begin(), pca.mean.end());

    RandomStream random(0, "pca");
    Eigen::MatrixXd block(d, std::min(kBlock, d));
    for (std::int64_t c = 0; c < block.cols(); ++c)
        for (std::int64_t j = 0; j < d; ++j) block(j, c) = random.normal();
    Eigen::MatrixXd basis(d, 0), image(d, 0);  // Q and XᵀX Q
    block = newDirections(basis, block);
    for (int round = 0; round < kMaxBlocks && block.cols() > 0; ++round) {
        const Eigen::MatrixXd product = timesGram(embeddings, mean, block, stop);
        const std::int64_t old = basis.cols();
        basis.conservativeResize(d, old + block.cols());
        image.conservativeResize(d, old + block.cols());
        basis.rightCols(block.cols()) = block;
        image.rightCols(block.cols()) = product;

        const Eigen::MatrixXd small = basis.transpose() * image;
        const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(0.5 * (small + small.transpose()));
        const std::int64_t size = small.rows(), wanted = std::min<std::int64_t>(count, size);
        double residual = 0;
        const double largest = std::max(0.0, eigen.eigenvalues()(size - 1));
        for (std::int64_t c = 0; c < wanted; ++c) {
            const double value = std::max(0.0, eigen.eigenvalues()(size - 1 - c));
            const Eigen::VectorXd vector = eigen.eigenvectors().col(size - 1 - c);
            Eigen::VectorXd component = basis * vector;
            residual = std::max(residual, (image * vector - value * component).norm());
            pca.variance[c] = value / static_cast<double>(n - 1);
            Eigen::Index peak = 0;
            component.cwiseAbs().maxCoeff(&peak);
            if (component(peak) < 0) component = -component;
            if (value <= 1e-12 * largest) component.setZero();
            for (std::int64_t j = 0; j < d; ++j) pca.components.at(c, j) = static_cast<float>(component(j));
        }
        if (residual <= 1e-6 * largest || size >= d) break;
        block = newDirections(basis, product);
    }
    return pca;
}

}  // namespace selfsight::map
