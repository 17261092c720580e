#include "map/umap.h"

#include "core/control.h"
#include "core/parallel.h"
#include "core/random.h"
#include "map/kernels.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace selfsight::map {

namespace {

// σ with 1 + Σ exp(−(d − ρ) / σ) − 1 = log₂(k + 1) over the k neighbours: umap-learn's smooth_knn_dist.
double bandwidth(const float* distances, std::int64_t k, double rho, double meanOfAll) {
    const double target = std::log2(static_cast<double>(k + 1));
    double low = 0, high = std::numeric_limits<double>::infinity(), sigma = 1, mean = 0;
    for (std::int64_t j = 0; j < k; ++j) mean += distances[j];
    mean /= static_cast<double>(k + 1);
    for (int iteration = 0; iteration < 64; ++iteration) {
        double sum = 0;
        for (std::int64_t j = 0; j < k; ++j)
            sum += distances[j] > rho ? std::exp(-(distances[j] - rho) / sigma) : 1;
        if (std::abs(sum - target) < 1e-5) break;
        (sum > target ? high : low) = sigma;
        sigma = std::isinf(high) ? 2 * sigma : 0.5 * (low + high);
    }
    return std::max(sigma, 1e-3 * (rho > 0 ? mean : meanOfAll));
}

std::int64_t epochsFor(const MapOptions& options, std::int64_t n) {
    return options.epochs > 0 ? options.epochs : n <= 10000 ? 500 : 200;
}

}  // namespace

Affinities fuzzyGraph(const neighbours::Graph& graph, std::stop_token stop) {
    const std::int64_t n = graph.count, k = graph.k;
    double meanOfAll = 0;
    for (const float d : graph.distances) meanOfAll += d;
    meanOfAll /= std::max<double>(1, static_cast<double>(n * (k + 1)));
    std::vector<float> membership(static_cast<std::size_t>(n * k));
    parallelFor(n, 64, [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t i = begin; i < end; ++i) {
            if ((i - begin) % 1024 == 0 && stop.stop_requested()) return;
            const float* d = graph.distances.data() + i * k;
            const float* nearest = std::find_if(d, d + k, [](float v) { return v > 0; });
            const double rho = nearest == d + k ? 0 : *nearest;
            const double sigma = bandwidth(d, k, rho, meanOfAll);
            for (std::int64_t j = 0; j < k; ++j)
                membership[i * k + j] =
                    d[j] <= rho || sigma == 0 ? 1.0f : static_cast<float>(std::exp(-(d[j] - rho) / sigma));
        }
    });
    throwIfCancelled(stop);
    return symmetrised(
        graph, membership, [](float a, float b) { return a + b - a * b; }, stop);
}

UmapCurve fitCurve(double minDistance) {
    // Least squares at 300 points of 0 … 3 by Levenberg and Marquardt.
    constexpr int points = 300;
    const auto wanted = [&](double x) { return x < minDistance ? 1.0 : std::exp(-(x - minDistance)); };
    const auto cost = [&](const UmapCurve& c) {
        double sum = 0;
        for (int i = 0; i < points; ++i) {
            const double x = 3.0 * i / (points - 1);
            sum += std::pow(1 / (1 + c.a * std::pow(x, 2 * c.b)) - wanted(x), 2);
        }
        return sum;
    };
    UmapCurve curve;
    double damping = 1e-3, best = cost(curve);
    for (int iteration = 0; iteration < 200; ++iteration) {
        double aa = 0, ab = 0, bb = 0, ga = 0, gb = 0;
        for (int i = 1; i < points; ++i) {
            const double x = 3.0 * i / (points - 1), power = std::pow(x, 2 * curve.b),
                         f = 1 / (1 + curve.a * power);
            const double da = -f * f * power, db = -f * f * curve.a * power * 2 * std::log(x),
                         r = f - wanted(x);
            aa += da * da;
            ab += da * db;
            bb += db * db;
            ga += da * r;
            gb += db * r;
        }
        const double p = aa * (1 + damping), q = bb * (1 + damping), determinant = p * q - ab * ab;
        const UmapCurve next{curve.a - (q * ga - ab * gb) / determinant,
                             curve.b - (p * gb - ab * ga) / determinant};
        const double there = next.a > 0 && next.b > 0 ? cost(next) : std::numeric_limits<double>::infinity();
        if (there < best) {
            const double gained = best - there;
            curve = next;
            best = there;
            damping *= 0.3;
            if (gained < 1e-14) break;
        } else if ((damping *= 5) > 1e12) {
            break;
        }
    }
    return curve;
}

UmapState::UmapState(Matrix start, Affinities graph, const MapOptions& options, std::stop_token stop)
    : points_(std::move(start)),
      next_(points_.rows, 2),
      graph_(std::move(graph)),
      curve_(fitCurve(options.minDistance)),
      seed_(mixBits(options.seed ^ hashName("umap"))),
      epochs_(epochsFor(options, points_.rows)),
      stop_(std::move(stop)) {
    float largest = 0;
    for (const float w : graph_.value) largest = std::max(largest, w);
    // Edges too weak to be drawn once in all epochs are left out, as umap-learn does.
    for (float& w : graph_.value) {
        w = largest > 0 ? w / largest : 0;
        if (w < 1.0f / static_cast<float>(epochs_)) w = 0;
    }
}

void UmapState::run(std::int64_t iterations) {
    const std::int64_t last = std::min(epochs_, epoch_ + iterations), n = points_.rows;
    while (epoch_ < last) {
        throwIfCancelled(stop_);
        const UmapEpoch epoch{
            .number = epoch_,
            .seed = static_cast<std::uint32_t>(mixBits(seed_ + static_cast<std::uint64_t>(epoch_)) >> 32),
            .rate = static_cast<float>(1 - static_cast<double>(epoch_) / static_cast<double>(epochs_)),
            .a = static_cast<float>(curve_.a),
            .b = static_cast<float>(curve_.b)};
        parallelFor(n, 64, [&](std::int64_t begin, std::int64_t end, int) {
            for (std::int64_t from = begin; from < end && !stop_.stop_requested(); from += 1024)
                kernels().umapEpoch(epoch, graph_.rowStart.data(), graph_.column.data(), graph_.value.data(),
                                    points_.values.data(), n, from, std::min(end, from + 1024),
                                    next_.values.data());
        });
        throwIfCancelled(stop_);
        std::swap(points_.values, next_.values);
        ++epoch_;
    }
}

double UmapState::objective() const {
    return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace selfsight::map
