#include "core/control.h"
#include "core/error.h"
#include "core/parallel.h"
#include "core/random.h"
#include "map/kernels.h"
#include "map/map.h"
#include "neighbours/plane.h"
#include "neighbours/product.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <numeric>

namespace selfsight::map {

namespace {

constexpr std::int64_t kExactUpTo = 20000;
constexpr std::int64_t kSampledPoints = 2000;
constexpr std::int64_t kPairs = 50000;
constexpr std::int64_t kQueriesAtOnce = 24;
constexpr std::int64_t kPanelsAtOnce = 512;  // between two looks at the stop token
constexpr const char* kAllDistances = "all distances";

// The k smallest of a row, ascending, ties to the lower index.
void smallest(const float* row, std::int64_t n, std::int64_t k, std::vector<std::int32_t>& out) {
    out.clear();
    const auto nearer = [row](std::int32_t a, std::int32_t b) {
        return row[a] < row[b] || (row[a] == row[b] && a < b);
    };
    float bound = std::numeric_limits<float>::infinity();
    for (std::int64_t j = kernels().nextBelow(row, 0, n, bound); j < n;
         j = kernels().nextBelow(row, j + 1, n, bound)) {
        if (static_cast<std::int64_t>(out.size()) == k) out.pop_back();
        const auto index = static_cast<std::int32_t>(j);
        out.insert(std::upper_bound(out.begin(), out.end(), index, nearer), index);
        if (static_cast<std::int64_t>(out.size()) == k) bound = row[out.back()];
    }
}

// The mean row: squared distances of rows about it lose nothing to a common offset.
std::vector<float> meanRow(MatrixView m, const std::stop_token& stop) {
    std::vector<double> mean(static_cast<std::size_t>(m.cols), 0.0);
    for (std::int64_t i = 0; i < m.rows; ++i) {
        if (i % 256 == 0) throwIfCancelled(stop);
        for (std::int64_t j = 0; j < m.cols; ++j) mean[j] += m.data[i * m.cols + j];
    }
    for (double& value : mean) value /= static_cast<double>(m.rows);
    return {mean.begin(), mean.end()};
}

std::vector<double> ranks(const std::vector<double>& values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return values[a] < values[b] || (values[a] == values[b] && a < b);
    });
    std::vector<double> rank(values.size());
    for (std::size_t from = 0; from < order.size();) {
        std::size_t to = from;
        while (to < order.size() && values[order[to]] == values[order[from]]) ++to;
        for (std::size_t i = from; i < to; ++i) rank[order[i]] = 0.5 * static_cast<double>(from + to - 1);
        from = to;
    }
    return rank;
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
    const auto n = static_cast<double>(a.size());
    const double ma = std::accumulate(a.begin(), a.end(), 0.0) / n,
                 mb = std::accumulate(b.begin(), b.end(), 0.0) / n;
    double ab = 0, aa = 0, bb = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        ab += (a[i] - ma) * (b[i] - mb);
        aa += (a[i] - ma) * (a[i] - ma);
        bb += (b[i] - mb) * (b[i] - mb);
    }
    return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : std::numeric_limits<double>::quiet_NaN();
}

double distance(MatrixView m, std::int64_t i, std::int64_t j) {
    double square = 0;
    for (std::int64_t c = 0; c < m.cols; ++c) {
        const double d = static_cast<double>(m.at(i, c)) - m.at(j, c);
        square += d * d;
    }
    return std::sqrt(square);
}

// Spearman's correlation of the distances of pairs before and after: all pairs where they are few.
double shepard(MatrixView embeddings, MatrixView points, std::uint64_t seed) {
    const std::int64_t n = embeddings.rows, all = n * (n - 1) / 2;
    std::vector<std::pair<std::int64_t, std::int64_t>> pairs;
    if (all <= kPairs) {
        for (std::int64_t i = 0; i < n; ++i)
            for (std::int64_t j = i + 1; j < n; ++j) pairs.emplace_back(i, j);
    } else {
        RandomStream random(seed, "shepard");
        while (static_cast<std::int64_t>(pairs.size()) < kPairs) {
            const auto i = static_cast<std::int64_t>(random.below(n)),
                       j = static_cast<std::int64_t>(random.below(n));
            if (i != j) pairs.emplace_back(i, j);
        }
    }
    std::vector<double> before(pairs.size()), after(pairs.size());
    parallelFor(static_cast<std::int64_t>(pairs.size()), 256, [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t p = begin; p < end; ++p) {
            before[p] = distance(embeddings, pairs[p].first, pairs[p].second);
            after[p] = distance(points, pairs[p].first, pairs[p].second);
        }
    });
    return correlation(ranks(before), ranks(after));
}

struct Scores {
    double intruders = 0;  // Σ (rank − k) of map neighbours that are none in the embedding
    double missing = 0;    // the converse
    std::int64_t kept = 0;
};

}  // namespace

Trust measureTrust(MatrixView embeddings, MatrixView points, std::int64_t k, std::uint64_t seed,
                   std::stop_token stop, const neighbours::Graph* graph) {
    const std::int64_t n = embeddings.rows, d = embeddings.cols;
    if (points.rows != n || points.cols != 2) throw LogicError("measureTrust needs a map of the same points");
    Trust trust;
    trust.k = std::min(k, (n - 1) / 2);
    if (trust.k < 1) {
        // One or two points cannot be out of order.
        trust.k = 0;
        trust.trustworthiness = trust.continuity = trust.neighbourPreservation = 1;
        trust.shepardCorrelation = std::numeric_limits<double>::quiet_NaN();
        trust.distortion.assign(static_cast<std::size_t>(n), 0.0f);
        trust.distortionFrom = kAllDistances;
        return trust;
    }

    std::vector<std::int32_t> queries(static_cast<std::size_t>(n));
    std::iota(queries.begin(), queries.end(), 0);
    if (n > kExactUpTo) {
        RandomStream(seed, "trust").shuffle(std::span(queries));
        queries.resize(kSampledPoints);
        std::sort(queries.begin(), queries.end());
        trust.sampled = kSampledPoints;
    }
    const auto count = static_cast<std::int64_t>(queries.size());

    const std::vector<float> mean = meanRow(embeddings, stop);
    const auto centredRow = [&](std::int64_t i, float* to) {
        for (std::int64_t j = 0; j < d; ++j) to[j] = embeddings.at(i, j) - mean[j];
    };
    std::vector<float> norms(static_cast<std::size_t>(n));
    parallelFor(n, 64, [&](std::int64_t begin, std::int64_t end, int) {
        std::vector<float> row(static_cast<std::size_t>(d));
        for (std::int64_t i = begin; i < end && !stop.stop_requested(); ++i) {
            centredRow(i, row.data());
            kernels().dots(row.data(), 1, row.data(), 1, d, &norms[i], 1);
        }
    });
    const auto packed = neighbours::PackedMatrix::fromRows(embeddings, stop, mean.data());
    const std::int64_t width = packed.panels() * neighbours::panelWidth;
    std::vector<Scores> scores(static_cast<std::size_t>(count));
    const std::int64_t groups = (count + kQueriesAtOnce - 1) / kQueriesAtOnce;
    parallelFor(groups, 1, [&](std::int64_t begin, std::int64_t end, int) {
        std::vector<float> rows(static_cast<std::size_t>(kQueriesAtOnce * d)),
            low(static_cast<std::size_t>(n));
        std::vector<float> high(static_cast<std::size_t>(kQueriesAtOnce * width)),
            bounds(static_cast<std::size_t>(trust.k));
        std::vector<std::int32_t> nearHigh, nearLow, below(static_cast<std::size_t>(trust.k));
        const auto excess = [&](const float* row, const std::vector<std::int32_t>& near, std::int64_t& kept) {
            for (std::int64_t c = 0; c < trust.k; ++c) bounds[c] = row[near[c]];
            kernels().countBelow(row, n, bounds.data(), trust.k, below.data());
            double sum = 0;
            for (const std::int32_t b : below) {
                sum += std::max<std::int64_t>(0, b + 1 - trust.k);
                kept += b + 1 <= trust.k;
            }
            return sum;
        };
        for (std::int64_t g = begin; g < end; ++g) {
            if (stop.stop_requested()) return;
            const std::int64_t first = g * kQueriesAtOnce, here = std::min(kQueriesAtOnce, count - first);
            for (std::int64_t q = 0; q < here; ++q) centredRow(queries[first + q], rows.data() + q * d);
            for (std::int64_t p = 0; p < packed.panels() && !stop.stop_requested(); p += kPanelsAtOnce) {
                neighbours::multiplyPanels({rows.data(), here, d}, packed, p,
                                           std::min(p + kPanelsAtOnce, packed.panels()),
                                           high.data() + p * neighbours::panelWidth, width);
            }
            for (std::int64_t q = 0; q < here && !stop.stop_requested(); ++q) {
                const std::int64_t i = queries[first + q];
                float* const row = high.data() + q * width;
                for (std::int64_t j = 0; j < n; ++j) {
                    row[j] = std::max(0.0f, norms[i] + norms[j] - 2 * row[j]);
                    const float dx = points.at(i, 0) - points.at(j, 0),
                                dy = points.at(i, 1) - points.at(j, 1);
                    low[j] = dx * dx + dy * dy;
                }
                row[i] = low[i] = std::numeric_limits<float>::infinity();
                smallest(row, n, trust.k, nearHigh);
                smallest(low.data(), n, trust.k, nearLow);
                Scores& s = scores[first + q];
                std::int64_t ignored = 0;
                s.intruders = excess(row, nearLow, s.kept);
                s.missing = excess(low.data(), nearHigh, ignored);
            }
        }
    });
    throwIfCancelled(stop);

    double intruders = 0, missing = 0, kept = 0;
    for (const Scores& s : scores) {
        intruders += s.intruders;
        missing += s.missing;
        kept += static_cast<double>(s.kept);
    }
    const auto kd = static_cast<double>(trust.k), nd = static_cast<double>(n),
               cd = static_cast<double>(count);
    const double scale = 2 / (cd * kd * (2 * nd - 3 * kd - 1));
    trust.trustworthiness = 1 - scale * intruders;
    trust.continuity = 1 - scale * missing;
    trust.neighbourPreservation = kept / (cd * kd);
    trust.shepardCorrelation = shepard(embeddings, points, seed);
    if (trust.sampled == 0) {
        for (const Scores& s : scores)
            trust.distortion.push_back(static_cast<float>(1 - static_cast<double>(s.kept) / kd));
        trust.distortionFrom = kAllDistances;
    } else if (graph && graph->count == n && graph->k >= trust.k) {
        trust.distortion = pointDistortion(*graph, points, trust.k, stop);
        trust.distortionFrom = distortionSource(*graph);
    }
    return trust;
}

std::vector<float> pointDistortion(const neighbours::Graph& graph, MatrixView points, std::int64_t k,
                                   std::stop_token stop) {
    if (graph.count != points.rows) throw LogicError("pointDistortion needs the graph of the same points");
    k = std::min(k, graph.k);
    std::vector<float> distortion(static_cast<std::size_t>(points.rows), std::nanf(""));
    if (k < 1) return distortion;
    const neighbours::Graph near = neighbours::nearestInPlane(points, k, std::move(stop));
    parallelFor(points.rows, 1024, [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t i = begin; i < end; ++i) {
            if (!std::isfinite(points.at(i, 0)) || !std::isfinite(points.at(i, 1))) continue;
            const auto* before = graph.indices.data() + i * graph.k;
            const auto* after = near.indices.data() + i * near.k;
            const auto kept = std::count_if(before, before + k, [&](std::int32_t neighbour) {
                return std::find(after, after + near.k, neighbour) != after + near.k;
            });
            distortion[static_cast<std::size_t>(i)] =
                static_cast<float>(1 - static_cast<double>(kept) / static_cast<double>(k));
        }
    });
    return distortion;
}

std::string distortionSource(const neighbours::Graph& graph) {
    if (graph.exact) return "neighbour graph (exact)";
    char recall[32];
    std::snprintf(recall, sizeof recall, "%.3f", graph.recall);
    return std::string("neighbour graph (recall ") + recall + ")";
}

}  // namespace selfsight::map
