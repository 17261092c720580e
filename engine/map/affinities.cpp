#include "map/affinities.h"

#include "core/control.h"
#include "core/parallel.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

namespace selfsight::map {

void conditionalProbabilities(const float* distances, std::int64_t k, double perplexity, float* out) {
    if (k <= 0) return;
    // Entropy does not change when all squared distances move together, so the nearest is put at 0: no
    // exponential underflows.
    std::vector<double> squared(static_cast<std::size_t>(k));
    const double nearest = static_cast<double>(distances[0]) * distances[0];
    double mean = 0;
    for (std::int64_t j = 0; j < k; ++j) {
        squared[j] = std::max(0.0, static_cast<double>(distances[j]) * distances[j] - nearest);
        mean += squared[j] / static_cast<double>(k);
    }
    if (!(mean > 0)) {
        std::fill(out, out + k, static_cast<float>(1.0 / static_cast<double>(k)));
        return;
    }
    const double target = std::log(std::max(1.0, std::min(perplexity, static_cast<double>(k))));
    double beta = 1.0 / mean, low = 0, high = std::numeric_limits<double>::infinity();
    std::vector<double> weight(static_cast<std::size_t>(k));
    double sum = 0;
    for (int iteration = 0; iteration < 100; ++iteration) {
        double first = 0, second = 0;
        sum = 0;
        for (std::int64_t j = 0; j < k; ++j) {
            const double w = std::exp(-beta * squared[j]);
            weight[j] = w;
            sum += w;
            first += w * squared[j];
            second += w * squared[j] * squared[j];
        }
        first /= sum;
        const double difference = std::log(sum) + beta * first - target;
        if (std::abs(difference) < 1e-7) break;
        (difference > 0 ? low : high) = beta;
        // Newton on ln β: dH/dβ = −β Var(d²). Outside the bracket, bisect.
        const double variance = second / sum - first * first;
        const double slope = beta * beta * variance;
        double next = slope > 0 ? beta * std::exp(std::clamp(difference / slope, -2.0, 2.0)) : 0;
        if (!(next > low && next < high)) next = std::isinf(high) ? beta * 4 : 0.5 * (low + high);
        if (next == beta || !(next < 1e300)) break;
        beta = next;
    }
    for (std::int64_t j = 0; j < k; ++j) out[j] = static_cast<float>(weight[j] / sum);
}

Affinities perplexityAffinities(const neighbours::Graph& graph, double perplexity, std::stop_token stop) {
    const std::int64_t n = graph.count, k = graph.k;
    const double effective = std::min(perplexity, std::max(1.0, static_cast<double>(k) / 3));
    // Every conditional row sums to 1, so the sum of (P + Pᵀ) over all pairs is 2n.
    const auto scale = static_cast<float>(0.5 / static_cast<double>(n));
    std::vector<float> conditional(static_cast<std::size_t>(n * k));
    parallelFor(n, 64, [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t i = begin; i < end; ++i) {
            if ((i - begin) % 1024 == 0 && stop.stop_requested()) return;
            float* const row = conditional.data() + i * k;
            conditionalProbabilities(graph.distances.data() + i * k, k, effective, row);
            for (std::int64_t j = 0; j < k; ++j) row[j] *= scale;
        }
    });
    throwIfCancelled(stop);
    return symmetrised(
        graph, conditional, [](float a, float b) { return a + b; }, stop);
}

Affinities symmetrised(const neighbours::Graph& graph, const std::vector<float>& directed,
                       float (*combine)(float, float), std::stop_token stop) {
    const std::int64_t n = graph.count, k = graph.k;
    // The transpose as a bucket a row; sources come in ascending order because i does.
    std::vector<std::int64_t> incoming(static_cast<std::size_t>(n + 1));
    const auto ask = [&](std::int64_t i) {
        if (i % 8192 == 0) throwIfCancelled(stop);
    };
    for (std::int64_t i = 0; i < n; ++i) {
        ask(i);
        for (std::int64_t e = i * k; e < (i + 1) * k; ++e) ++incoming[graph.indices[e] + 1];
    }
    for (std::int64_t i = 0; i < n; ++i) incoming[i + 1] += incoming[i];
    struct Entry {
        std::int32_t column;
        float value;
    };
    const auto transposed = std::make_unique_for_overwrite<Entry[]>(static_cast<std::size_t>(n * k));
    {
        std::vector<std::int64_t> next(incoming.begin(), incoming.end() - 1);
        for (std::int64_t i = 0; i < n; ++i) {
            ask(i);
            for (std::int64_t e = i * k; e < (i + 1) * k; ++e)
                transposed[next[graph.indices[e]]++] = {static_cast<std::int32_t>(i), directed[e]};
        }
    }
    throwIfCancelled(stop);

    // Every row merges its own entries with those that point at it. First the lengths, then the values.
    const auto mergeRow = [&](std::int64_t i, std::vector<Entry>& own, auto&& emit) {
        own.clear();
        for (std::int64_t e = i * k; e < (i + 1) * k; ++e) own.push_back({graph.indices[e], directed[e]});
        std::sort(own.begin(), own.end(), [](const Entry& a, const Entry& b) { return a.column < b.column; });
        const Entry* t = transposed.get() + incoming[i];
        const Entry* const last = transposed.get() + incoming[i + 1];
        for (const Entry& entry : own) {
            for (; t != last && t->column < entry.column; ++t) emit(*t);
            float both = entry.value;
            if (t != last && t->column == entry.column) both = combine(both, (t++)->value);
            emit(Entry{entry.column, both});
        }
        for (; t != last; ++t) emit(*t);
    };
    Affinities result;
    result.count = n;
    result.rowStart.assign(static_cast<std::size_t>(n + 1), 0);
    parallelFor(n, 256, [&](std::int64_t begin, std::int64_t end, int) {
        std::vector<Entry> own;
        for (std::int64_t i = begin; i < end; ++i) {
            if (i % 1024 == 0 && stop.stop_requested()) return;
            mergeRow(i, own, [&](const Entry&) { ++result.rowStart[i + 1]; });
        }
    });
    for (std::int64_t i = 0; i < n; ++i) result.rowStart[i + 1] += result.rowStart[i];
    throwIfCancelled(stop);
    result.column.resize(static_cast<std::size_t>(result.rowStart[n]));
    result.value.resize(result.column.size());
    parallelFor(n, 256, [&](std::int64_t begin, std::int64_t end, int) {
        std::vector<Entry> own;
        for (std::int64_t i = begin; i < end; ++i) {
            if (i % 1024 == 0 && stop.stop_requested()) return;
            std::int64_t e = result.rowStart[i];
            mergeRow(i, own, [&](const Entry& entry) {
                result.column[e] = entry.column;
                result.value[e++] = entry.value;
            });
        }
    });
    throwIfCancelled(stop);
    return result;
}

}  // namespace selfsight::map
