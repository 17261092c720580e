#include "neighbours/neighbours.h"

#include "core/control.h"
#include "core/error.h"
#include "core/parallel.h"
#include "neighbours/check.h"
#include "neighbours/product.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <torch/torch.h>

namespace selfsight::neighbours {

namespace {

constexpr std::int64_t rowsPerThread = 144;  // queries that share one pass over the base
constexpr std::int64_t panelGroup =
    4;  // panels between two looks at the products, small enough for the first-level cache
constexpr std::int64_t deviceColumns = 8192;
// Ties beyond this many spare candidates are settled by the lower index among those with the smallest float32
// distance.
constexpr std::size_t spareCandidates = 1024;

struct Candidate {
    float key;  // float32 squared distance (or minus the cosine), without what is the same for all of a
                // query's candidates
    std::int32_t index;
    bool operator<(const Candidate& other) const {
        return key != other.key ? key < other.key : index < other.index;
    }
};

// The candidates of one query: every base row whose float32 key is within `slack` of the k-th smallest so
// far. With a slack of twice the rounding error of a key, the true k nearest are always among them.
class Candidates {
  public:
    void reset(std::size_t k, float slack) {
        k_ = k;
        slack_ = slack;
        limit_ = std::numeric_limits<float>::infinity();
        items_.clear();
    }
    float limit() const { return limit_; }
    void add(Candidate c) {
        items_.push_back(c);
        if (items_.size() >= 2 * k_ + 64 && items_.size() >= full_) shrink();
    }
    void shrink() {
        if (items_.size() > k_) {
            std::nth_element(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(k_ - 1),
                             items_.end());
            limit_ = items_[k_ - 1].key + slack_;
            std::erase_if(items_, [this](const Candidate& c) { return c.key > limit_; });
            if (items_.size() > k_ + spareCandidates) {
                std::sort(items_.begin(), items_.end());
                items_.resize(k_ + spareCandidates);
            }
        }
        full_ = 2 * items_.size();
    }
    const std::vector<Candidate>& items() const { return items_; }

  private:
    std::size_t k_ = 0;
    std::size_t full_ = 0;
    float slack_ = 0;
    float limit_ = 0;
    std::vector<Candidate> items_;
};

std::vector<double> norms(MatrixView points) {
    std::vector<double> result(static_cast<std::size_t>(points.rows));
    parallelFor(points.rows, 64, [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t i = begin; i < end; ++i) {
            double sum = 0;
            for (const float x : points.row(i)) sum += static_cast<double>(x) * x;
            result[static_cast<std::size_t>(i)] = std::sqrt(sum);
        }
    });
    return result;
}

// Both sides moved to the base's mean (Euclidean) or scaled to unit length (cosine), so that float32 products
// lose least.
torch::Tensor prepared(MatrixView points, const std::vector<double>& mean,
                       const std::vector<double>& lengths) {
    auto out = torch::empty({points.rows, points.cols}, torch::kFloat);
    float* to = out.data_ptr<float>();
    parallelFor(points.rows, 64, [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t i = begin; i < end; ++i) {
            const auto row = points.row(i);
            const double length = lengths.empty() ? 1 : lengths[static_cast<std::size_t>(i)];
            const double factor = length > 0 ? 1 / length : 0;
            for (std::size_t j = 0; j < row.size(); ++j) {
                const double shift = mean.empty() ? 0 : mean[j];
                to[static_cast<std::size_t>(i * points.cols) + j] =
                    static_cast<float>((row[j] - shift) * factor);
            }
        }
    });
    return out;
}

std::vector<double> columnMeans(MatrixView points) {
    std::vector<double> mean(static_cast<std::size_t>(points.cols));
    for (std::int64_t i = 0; i < points.rows; ++i) {
        const auto row = points.row(i);
        for (std::size_t j = 0; j < row.size(); ++j) mean[j] += row[j];
    }
    for (double& m : mean) m /= static_cast<double>(points.rows);
    return mean;
}

double exactDistance(std::span<const float> a, std::span<const float> b, Metric metric, double lengthA,
                     double lengthB) {
    double sum = 0;
    if (metric == Metric::Euclidean) {
        for (std::size_t j = 0; j < a.size(); ++j) {
            const double difference = static_cast<double>(a[j]) - b[j];
            sum += difference * difference;
        }
        return std::sqrt(sum);
    }
    if (lengthA == 0 || lengthB == 0) return 1;
    for (std::size_t j = 0; j < a.size(); ++j) sum += static_cast<double>(a[j]) * b[j];
    return std::max(0.0, 1 - sum / (lengthA * lengthB));
}

// All products of queries and base rows, by our own kernels on the CPU and by ATen on other devices.
class Products {
  public:
    Products(const torch::Tensor& queries, const torch::Tensor& base, const std::string& device)
        : onCpu_(torch::Device(device).is_cpu()), queries_(queries), base_(base) {
        if (onCpu_) {
            packed_ = PackedMatrix::fromRows({base.data_ptr<float>(), base.size(0), base.size(1)});
        } else {
            queries_ = queries.to(torch::Device(device));
            base_ = queries.is_same(base) ? queries_ : base.to(torch::Device(device));
        }
    }

    // Calls look(i, b0, bn, products) for queries first + i, i < count, with their products with the base
    // rows b0 … b0 + bn − 1; of one query always by the same thread and in ascending order.
    template <typename Look>
    void visit(std::int64_t first, std::int64_t count, const std::stop_token& stop, const Look& look) const {
        if (!onCpu_) {
            for (std::int64_t b0 = 0; b0 < base_.size(0); b0 += deviceColumns) {
                throwIfCancelled(stop);
                const std::int64_t bn = std::min(deviceColumns, base_.size(0) - b0);
                const torch::Tensor products =
                    torch::mm(queries_.narrow(0, first, count), base_.narrow(0, b0, bn).t()).cpu();
                const float* values = products.data_ptr<float>();
                parallelFor(count, 8, [&](std::int64_t begin, std::int64_t end, int) {
                    for (std::int64_t i = begin; i < end; ++i) look(i, b0, bn, values + i * bn);
                });
            }
            return;
        }
        const std::int64_t depth = queries_.size(1);
        const float* rows = queries_.data_ptr<float>() + first * depth;
        parallelFor(count, 12, [&](std::int64_t begin, std::int64_t end, int) {
            constexpr std::int64_t width = panelGroup * panelWidth;
            std::vector<float> tile(static_cast<std::size_t>((end - begin) * width));
            const MatrixView mine{rows + begin * depth, end - begin, depth};
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
    torch::Tensor queries_, base_;
    PackedMatrix packed_;
};

Graph search(MatrixView queries, MatrixView base, std::int64_t k, const Options& options, bool self,
             std::stop_token stop, const std::function<void(double)>& progress) {
    if (queries.cols != base.cols) {
        throw RuntimeError(ErrorCode::Input, "nearest neighbours: the queries have " +
                                                 std::to_string(queries.cols) + " columns and the base " +
                                                 std::to_string(base.cols));
    }
    if (k < 1) throw usageError("nearest neighbours: k must be at least 1, was " + std::to_string(k));
    requireFinite(queries, "nearest neighbours, queries");
    if (!self) requireFinite(base, "nearest neighbours, base");

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
    const std::vector<double> mean = cosine ? std::vector<double>{} : columnMeans(base);
    const std::vector<double> baseLengths = cosine ? norms(base) : std::vector<double>{};
    const std::vector<double> queryLengths = !cosine || self ? baseLengths : norms(queries);
    const torch::Tensor baseCpu = prepared(base, mean, baseLengths);
    const torch::Tensor queryCpu = self ? baseCpu : prepared(queries, mean, queryLengths);
    const auto rowNorms = [](const torch::Tensor& t) {
        return norms({t.data_ptr<float>(), t.size(0), t.size(1)});
    };
    const std::vector<double> baseNorms = rowNorms(baseCpu);
    const std::vector<double> queryNorms = self ? baseNorms : rowNorms(queryCpu);
    const double largest = *std::max_element(baseNorms.begin(), baseNorms.end());
    const Products products(queryCpu, baseCpu, options.device);

    // Key of a pair: ‖b‖² − 2·q·b (Euclidean) or −q·b (cosine); its rounding error is at most (d + 2)·2⁻²⁴
    // times the lengths.
    std::vector<float> offset(static_cast<std::size_t>(base.rows), 0.f);
    if (!cosine) {
        for (std::size_t i = 0; i < offset.size(); ++i)
            offset[i] = static_cast<float>(baseNorms[i] * baseNorms[i]);
    }
    const float factor = cosine ? -1.f : -2.f;
    const double unit = std::ldexp(static_cast<double>(base.cols) + 2, -24);

    const std::int64_t block = rowsPerThread * threadCount();
    std::vector<Candidates> candidates(static_cast<std::size_t>(std::min(block, queries.rows)));
    for (std::int64_t q0 = 0; q0 < queries.rows; q0 += block) {
        const std::int64_t qn = std::min(block, queries.rows - q0);
        for (std::int64_t i = 0; i < qn; ++i) {
            const double length = queryNorms[static_cast<std::size_t>(q0 + i)];
            const double error = cosine ? unit : unit * (2 * length * largest + largest * largest);
            candidates[static_cast<std::size_t>(i)].reset(static_cast<std::size_t>(graph.k),
                                                          static_cast<float>(2 * error));
        }
        products.visit(q0, qn, stop, [&](std::int64_t i, std::int64_t b0, std::int64_t bn, const float* row) {
            Candidates& mine = candidates[static_cast<std::size_t>(i)];
            const float* shift = offset.data() + b0;
            // Most groups hold no candidate; one comparison of the smallest key dismisses sixteen at a time.
            for (std::int64_t j0 = 0; j0 < bn; j0 += 16) {
                const std::int64_t j1 = std::min<std::int64_t>(j0 + 16, bn);
                float keys[16];
                float least = std::numeric_limits<float>::infinity();
                for (std::int64_t j = j0; j < j1; ++j) keys[j - j0] = factor * row[j] + shift[j];
                for (std::int64_t j = j0; j < j1; ++j) least = keys[j - j0] < least ? keys[j - j0] : least;
                if (least > mine.limit()) continue;
                for (std::int64_t j = j0; j < j1; ++j) {
                    if (keys[j - j0] > mine.limit() || (self && b0 + j == q0 + i)) continue;
                    mine.add({keys[j - j0], static_cast<std::int32_t>(b0 + j)});
                }
            }
        });
        parallelFor(qn, 4, [&](std::int64_t begin, std::int64_t end, int) {
            std::vector<std::pair<double, std::int32_t>> exact;
            for (std::int64_t i = begin; i < end; ++i) {
                Candidates& mine = candidates[static_cast<std::size_t>(i)];
                mine.shrink();
                exact.clear();
                const auto q = static_cast<std::size_t>(q0 + i);
                for (const Candidate& c : mine.items()) {
                    const auto b = static_cast<std::size_t>(c.index);
                    exact.emplace_back(
                        exactDistance(queries.row(q0 + i), base.row(c.index), options.metric,
                                      cosine ? queryLengths[q] : 0, cosine ? baseLengths[b] : 0),
                        c.index);
                }
                std::partial_sort(exact.begin(), exact.begin() + graph.k, exact.end());
                for (std::int64_t j = 0; j < graph.k; ++j) {
                    const auto at = static_cast<std::size_t>((q0 + i) * graph.k + j);
                    graph.distances[at] = static_cast<float>(exact[static_cast<std::size_t>(j)].first);
                    graph.indices[at] = exact[static_cast<std::size_t>(j)].second;
                }
            }
        });
        if (progress) progress(static_cast<double>(q0 + qn) / static_cast<double>(queries.rows));
    }
    return graph;
}

}  // namespace

Graph nearestNeighbours(MatrixView points, std::int64_t k, const Options& options, std::stop_token stop,
                        const std::function<void(double)>& progress) {
    return search(points, points, k, options, true, stop, progress);
}

Graph nearestNeighbours(MatrixView queries, MatrixView base, std::int64_t k, const Options& options,
                        std::stop_token stop, const std::function<void(double)>& progress) {
    return search(queries, base, k, options, false, stop, progress);
}

}  // namespace selfsight::neighbours
