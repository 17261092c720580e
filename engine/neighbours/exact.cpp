#include "core/control.h"
#include "core/parallel.h"
#include "neighbours/candidates.h"
#include "neighbours/prepare.h"
#include "neighbours/product.h"
#include "neighbours/search.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <mutex>
#include <optional>
#include <torch/types.h>
#include <torch/utils.h>

namespace selfsight::neighbours {

namespace {

constexpr std::int64_t rowsPerThread = 144;  // queries that share one pass over the base
constexpr std::int64_t panelGroup =
    4;  // panels between two looks at the products, small enough for the first-level cache
constexpr std::int64_t deviceColumns = 8192;
constexpr std::int64_t blockPanels = 3;  // of a block of rows that meets another block

torch::Tensor onDevice(MatrixView m, const torch::Device& device) {
    return torch::from_blob(const_cast<float*>(m.data), {m.rows, m.cols}, torch::kFloat).to(device);
}

// All products of queries and base rows, by our own kernels on the CPU and by ATen on other devices.
class Products {
  public:
    Products(MatrixView queries, MatrixView base, const std::string& device)
        : onCpu_(torch::Device(device).is_cpu()), queries_(queries), baseRows_(base.rows) {
        if (onCpu_) {
            packed_ = PackedMatrix::fromRows(base);
        } else {
            deviceQueries_ = onDevice(queries, device);
            deviceBase_ = queries.data == base.data ? deviceQueries_ : onDevice(base, device);
        }
    }

    // Calls look(i, b0, bn, products) for queries first + i, i < count, with their products with the base
    // rows b0 … b0 + bn − 1; of one query always by the same thread and in ascending order.
    template <typename Look>
    void visit(std::int64_t first, std::int64_t count, const std::stop_token& stop, const Look& look) const {
        if (!onCpu_) {
            for (std::int64_t b0 = 0; b0 < baseRows_; b0 += deviceColumns) {
                throwIfCancelled(stop);
                const std::int64_t bn = std::min(deviceColumns, baseRows_ - b0);
                const torch::Tensor products =
                    torch::mm(deviceQueries_.narrow(0, first, count), deviceBase_.narrow(0, b0, bn).t())
                        .cpu();
                const float* values = products.data_ptr<float>();
                parallelFor(count, 8, [&](std::int64_t begin, std::int64_t end, int) {
                    for (std::int64_t i = begin; i < end; ++i) look(i, b0, bn, values + i * bn);
                });
            }
            return;
        }
        parallelFor(count, 12, [&](std::int64_t begin, std::int64_t end, int) {
            constexpr std::int64_t width = panelGroup * panelWidth;
            std::vector<float> tile(static_cast<std::size_t>((end - begin) * width));
            const MatrixView mine{queries_.row(first + begin).data(), end - begin, queries_.cols};
            for (std::int64_t p = 0; p < packed_.panels(); p += panelGroup) {
                throwIfCancelled(stop);
                multiplyPanels(mine, packed_, p, std::min(p + panelGroup, packed_.panels()), tile.data(),
                               width);
                const std::int64_t b0 = p * panelWidth;
                const std::int64_t bn = std::min(width, packed_.cols() - b0);
                for (std::int64_t i = 0; i < mine.rows; ++i) look(begin + i, b0, bn, tile.data() + i * width);
            }
        });
    }

  private:
    bool onCpu_;
    MatrixView queries_;
    std::int64_t baseRows_;
    torch::Tensor deviceQueries_, deviceBase_;
    PackedMatrix packed_;
};

// All pairs of rows, each product computed once and offered to both: the rows meet in blocks of 96. Every row
// has its candidates (with the limits beside them, for one comparison of sixteen at a time); blocks are
// locked, and what a row keeps does not depend on the order in which it is offered.
void collectPairs(MatrixView rows, const std::vector<float>& shift, const std::vector<float>& along,
                  float factor, std::vector<Candidates>& candidates, const std::stop_token& stop,
                  const std::function<void(double)>& progress) {
    constexpr std::int64_t size = blockPanels * panelWidth;
    const std::int64_t n = rows.rows, blocks = (n + size - 1) / size;
    const PackedMatrix packed = PackedMatrix::fromRows(rows, stop);
    std::vector<float> limits(static_cast<std::size_t>(n), std::numeric_limits<float>::infinity());
    std::vector<std::mutex> locks(static_cast<std::size_t>(blocks));
    const auto count = [&](std::int64_t block) { return std::min(size, n - block * size); };
    // Row i's products with the rows of a block, offered to these.
    const auto offerAcross = [&](const float* products, std::int64_t i, std::int64_t block) {
        const std::int64_t b0 = block * size, bn = count(block);
        const float own = shift[static_cast<std::size_t>(i)],
                    mine = along.empty() ? 0 : along[static_cast<std::size_t>(i)];
        for (std::int64_t j0 = 0; j0 < bn; j0 += 16) {
            const std::int64_t j1 = std::min<std::int64_t>(j0 + 16, bn);
            const float* limit = limits.data() + b0;
            float keys[16];
            for (std::int64_t j = j0; j < j1; ++j) keys[j - j0] = factor * products[j] + own;
            if (!along.empty()) {
                const float* other = along.data() + b0;
                for (std::int64_t j = j0; j < j1; ++j) keys[j - j0] += (mine - other[j]) * (mine - other[j]);
            }
            int any = 0;
            for (std::int64_t j = j0; j < j1; ++j) any |= keys[j - j0] <= limit[j];
            if (!any) continue;
            for (std::int64_t j = j0; j < j1; ++j) {
                const float key = keys[j - j0];
                const auto at = static_cast<std::size_t>(b0 + j);
                if (key > limits[at]) continue;
                candidates[at].add({key, static_cast<std::int32_t>(i)});
                limits[at] = candidates[at].limit();
            }
        }
    };
    const auto meet = [&](std::int64_t first, std::int64_t second, std::vector<float>& tile) {
        const std::int64_t f0 = first * size, s0 = second * size;
        multiplyPanels({rows.row(f0).data(), count(first), rows.cols}, packed, second * blockPanels,
                       std::min((second + 1) * blockPanels, packed.panels()), tile.data(), size);
        {
            const std::scoped_lock lock(locks[static_cast<std::size_t>(first)]);
            for (std::int64_t i = 0; i < count(first); ++i) {
                const auto at = static_cast<std::size_t>(f0 + i);
                candidates[at].offer(tile.data() + i * size, shift.data() + s0, factor, count(second), s0,
                                     f0 + i, along.empty() ? nullptr : along.data() + s0,
                                     along.empty() ? 0 : along[at]);
                limits[at] = candidates[at].limit();
            }
        }
        if (first == second) return;
        const std::scoped_lock lock(locks[static_cast<std::size_t>(second)]);
        for (std::int64_t i = 0; i < count(first); ++i) offerAcross(tile.data() + i * size, f0 + i, second);
    };
    // Rounds of blocks, so that progress is told by the caller's thread; within a round each thread takes the
    // next block and lets it meet all from itself on.
    const std::int64_t round = std::max<std::int64_t>(4 * threadCount(), blocks / 50);
    for (std::int64_t from = 0; from < blocks; from += round) {
        const std::int64_t to = std::min(blocks, from + round);
        std::atomic<std::int64_t> next{from};
        parallelFor(threadCount(), 1, [&](std::int64_t, std::int64_t, int) {
            std::vector<float> tile(static_cast<std::size_t>(size * size));
            for (std::int64_t first = next++; first < to; first = next++)
                for (std::int64_t second = first; second < blocks; ++second) {
                    if (stop.stop_requested()) return;
                    meet(first, second, tile);
                }
        });
        throwIfCancelled(stop);
        const double left = static_cast<double>(blocks - to) / static_cast<double>(blocks);
        if (progress) progress(0.95 * (1 - left * left));
    }
}

}  // namespace

Graph exactSearch(MatrixView queries, MatrixView base, std::int64_t k, const Options& options, bool self,
                  const std::stop_token& stop, const std::function<void(double)>& progress) {
    Graph graph;
    graph.count = queries.rows;
    graph.k = std::clamp<std::int64_t>(k, 0, self ? base.rows - 1 : base.rows);
    if (graph.count == 0 || graph.k <= 0) {
        graph.k = 0;
        return graph;
    }
    graph.indices.resize(static_cast<std::size_t>(graph.count * graph.k));
    graph.distances.resize(graph.indices.size());

    const torch::InferenceMode guard;
    const bool cosine = options.metric == Metric::Cosine;
    const std::vector<double> mean = cosine ? std::vector<double>{} : columnMeans(base, stop);
    Prepared preparedBase(base, mean, options.metric, stop);
    std::optional<Prepared> other;
    if (!self) other.emplace(queries, mean, options.metric, stop);
    // Where one direction makes rows long against their distances, as in encoders that have hardly been
    // trained, float32 products would leave hundreds of candidates to float64.
    constexpr double dominates = 0.5;
    if (const auto direction =
            cosine ? std::vector<double>{} : dominantDirection(preparedBase.view(), dominates, stop);
        !direction.empty()) {
        preparedBase.takeOut(direction, stop);
        if (other) other->takeOut(direction, stop);
    }
    const Prepared& preparedQueries = self ? preparedBase : *other;
    const auto &baseNorms = preparedBase.lengths(), &queryNorms = preparedQueries.lengths();
    const auto &baseAlong = preparedBase.along(), &queryAlong = preparedQueries.along();
    throwIfCancelled(stop);

    // Key of a pair: ‖b‖² − 2·q·b (Euclidean) or −q·b (cosine).
    std::vector<float> offset(static_cast<std::size_t>(base.rows), 0.f);
    if (!cosine) {
        for (std::size_t i = 0; i < offset.size(); ++i)
            offset[i] = static_cast<float>(baseNorms[i] * baseNorms[i]);
    }
    const KeyError rounding{.unit = productError(base.cols), .cosine = cosine};
    const auto errorOf = [&](std::int64_t q) {
        KeyError error = rounding;
        error.length = queryNorms[static_cast<std::size_t>(q)];
        if (!queryAlong.empty()) error.along = std::abs(queryAlong[static_cast<std::size_t>(q)]);
        return error;
    };
    // The candidates of query q ranked by their distances in float64.
    const auto finish = [&](std::int64_t q, Candidates& mine,
                            std::vector<std::pair<double, std::int32_t>>& exact) {
        mine.shrink();
        exact.clear();
        for (const Candidate& c : mine.items()) {
            exact.emplace_back(
                exactDistance(queries, q, base, c.index, options.metric,
                              cosine ? preparedQueries.originalLengths()[static_cast<std::size_t>(q)] : 0,
                              cosine ? preparedBase.originalLengths()[static_cast<std::size_t>(c.index)] : 0),
                c.index);
        }
        std::partial_sort(exact.begin(), exact.begin() + graph.k, exact.end());
        for (std::int64_t j = 0; j < graph.k; ++j) {
            const auto at = static_cast<std::size_t>(q * graph.k + j);
            graph.distances[at] = static_cast<float>(exact[static_cast<std::size_t>(j)].first);
            graph.indices[at] = exact[static_cast<std::size_t>(j)].second;
        }
    };
    const float factor = cosine ? -1.f : -2.f;

    if (self && torch::Device(options.device).is_cpu()) {
        std::vector<Candidates> candidates(static_cast<std::size_t>(base.rows));
        for (std::int64_t q = 0; q < base.rows; ++q)
            candidates[static_cast<std::size_t>(q)].reset(static_cast<std::size_t>(graph.k), errorOf(q));
        collectPairs(preparedBase.view(), offset, baseAlong, factor, candidates, stop, progress);
        for (std::int64_t q0 = 0; q0 < base.rows; q0 += 4096) {
            parallelFor(std::min<std::int64_t>(4096, base.rows - q0), 4,
                        [&](std::int64_t begin, std::int64_t end, int) {
                            std::vector<std::pair<double, std::int32_t>> exact;
                            for (std::int64_t q = q0 + begin; q < q0 + end && !stop.stop_requested(); ++q)
                                finish(q, candidates[static_cast<std::size_t>(q)], exact);
                        });
            throwIfCancelled(stop);
        }
        if (progress) progress(1);
        return graph;
    }

    const Products products(preparedQueries.view(), preparedBase.view(), options.device);
    const std::int64_t block = rowsPerThread * threadCount();
    std::vector<Candidates> candidates(static_cast<std::size_t>(std::min(block, queries.rows)));
    for (std::int64_t q0 = 0; q0 < queries.rows; q0 += block) {
        const std::int64_t qn = std::min(block, queries.rows - q0);
        for (std::int64_t i = 0; i < qn; ++i)
            candidates[static_cast<std::size_t>(i)].reset(static_cast<std::size_t>(graph.k), errorOf(q0 + i));
        products.visit(q0, qn, stop, [&](std::int64_t i, std::int64_t b0, std::int64_t bn, const float* row) {
            candidates[static_cast<std::size_t>(i)].offer(
                row, offset.data() + b0, factor, bn, b0, self ? q0 + i : -1,
                baseAlong.empty() ? nullptr : baseAlong.data() + b0,
                baseAlong.empty() ? 0 : queryAlong[static_cast<std::size_t>(q0 + i)]);
        });
        parallelFor(qn, 4, [&](std::int64_t begin, std::int64_t end, int) {
            std::vector<std::pair<double, std::int32_t>> exact;
            for (std::int64_t i = begin; i < end; ++i)
                finish(q0 + i, candidates[static_cast<std::size_t>(i)], exact);
        });
        if (progress) progress(static_cast<double>(q0 + qn) / static_cast<double>(queries.rows));
    }
    return graph;
}

}  // namespace selfsight::neighbours
