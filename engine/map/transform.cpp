#include "core/control.h"
#include "core/error.h"
#include "core/parallel.h"
#include "map/affinities.h"
#include "map/joint.h"
#include "map/kernels.h"
#include "map/tsne_descent.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace selfsight::map {

namespace {

constexpr std::int64_t kNeighbours = 15;
constexpr double kPerplexity = 5;
constexpr int kIterations = 250;
constexpr float kExaggeration = 1.5f, kRate = 0.1f, kMomentum = 0.8f, kLongest = 0.25f;
constexpr std::int64_t kAtOnce = 64;

float median(std::vector<float>& values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

}  // namespace

Matrix transform(MatrixView embeddings, MatrixView points, MatrixView newEmbeddings, std::stop_token stop,
                 const std::function<void(double)>& progress) {
    if (points.rows != embeddings.rows || points.cols != 2)
        throw LogicError("transform needs the map of these embeddings");
    const std::int64_t n = newEmbeddings.rows, base = points.rows;
    Matrix result(n, 2);
    if (n == 0) return result;
    const neighbours::Graph graph =
        neighbours::nearestNeighbours(newEmbeddings, embeddings, std::min(kNeighbours, base), {}, stop);
    const std::int64_t k = graph.k;
    // The map, coordinates apart and padded with points that are infinitely far.
    std::vector<float> x(static_cast<std::size_t>((base + 15) / 16 * 16), 1e18f), y(x);
    for (std::int64_t j = 0; j < base; ++j) {
        x[j] = points.at(j, 0);
        y[j] = points.at(j, 1);
    }
    const auto place = [&](std::int64_t begin, std::int64_t end) {
        std::vector<float> p(static_cast<std::size_t>(kAtOnce * k)), near(static_cast<std::size_t>(k));
        std::vector<float> qx(kAtOnce), qy(kAtOnce), force(2 * kAtOnce), update(2 * kAtOnce),
            gain(2 * kAtOnce);
        std::vector<double> z(kAtOnce);
        for (std::int64_t group = begin; group < end; ++group) {
            const std::int64_t first = group * kAtOnce, count = std::min(kAtOnce, n - first);
            for (std::int64_t q = 0; q < count; ++q) {
                const std::int64_t at = (first + q) * k;
                conditionalProbabilities(graph.distances.data() + at, k,
                                         std::min(kPerplexity, std::max(1.0, static_cast<double>(k) / 3)),
                                         p.data() + q * k);
                for (int c = 0; c < 2; ++c) {
                    for (std::int64_t e = 0; e < k; ++e) near[e] = points.at(graph.indices[at + e], c);
                    (c == 0 ? qx : qy)[q] = median(near);
                }
            }
            std::fill(update.begin(), update.end(), 0.0f);
            std::fill(gain.begin(), gain.end(), 1.0f);
            for (int iteration = 0; iteration < kIterations; ++iteration) {
                if (stop.stop_requested()) return;
                kernels().repulsion(qx.data(), qy.data(), x.data(), y.data(),
                                    static_cast<std::int64_t>(x.size()), 0, count, force.data(), z.data());
                for (std::int64_t q = 0; q < count; ++q) {
                    const std::int64_t at = (first + q) * k;
                    float g[2] = {0, 0};
                    for (std::int64_t e = 0; e < k; ++e) {
                        const std::int64_t j = graph.indices[at + e];
                        const float dx = qx[q] - x[j], dy = qy[q] - y[j];
                        const float w = p[q * k + e] / (1 + dx * dx + dy * dy);
                        g[0] += kExaggeration * w * dx;
                        g[1] += kExaggeration * w * dy;
                    }
                    const auto repel = static_cast<float>(1 / std::max(1e-12, z[q]));
                    for (int c = 0; c < 2; ++c) g[c] -= repel * force[2 * q + c];
                    const float length = std::sqrt(g[0] * g[0] + g[1] * g[1]);
                    const float factor = length > kLongest ? kLongest / length : 1;
                    for (int c = 0; c < 2; ++c) {
                        float& u = update[2 * q + c];
                        float& a = gain[2 * q + c];
                        a = TsneDescent::nextGain(a, u, g[c]);
                        u = kMomentum * u - kRate * a * factor * g[c];
                        (c == 0 ? qx : qy)[q] += u;
                    }
                }
            }
            for (std::int64_t q = 0; q < count; ++q) {
                result.at(first + q, 0) = qx[q];
                result.at(first + q, 1) = qy[q];
            }
        }
    };
    const std::int64_t groups = (n + kAtOnce - 1) / kAtOnce, atOnce = 4 * threadCount();
    for (std::int64_t from = 0; from < groups; from += atOnce) {
        const std::int64_t to = std::min(groups, from + atOnce);
        parallelFor(to - from, 1,
                    [&](std::int64_t begin, std::int64_t end, int) { place(from + begin, from + end); });
        throwIfCancelled(stop);
        if (progress) progress(static_cast<double>(to) / static_cast<double>(groups));
    }
    return result;
}

}  // namespace selfsight::map
