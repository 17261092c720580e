#include "core/control.h"
#include "core/error.h"
#include "core/parallel.h"
#include "core/random.h"
#include "map/lda.h"
#include "map/map.h"
#include "map/pca.h"
#include "map/tsne.h"
#include "map/tsne_tensors.h"
#include "map/umap.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace selfsight::map {

namespace {

// A map that needs no iteration.
class FinishedState final : public MapState {
  public:
    explicit FinishedState(Matrix points) : points_(std::move(points)) {}
    std::int64_t iteration() const override { return 0; }
    std::int64_t iterationsTotal() const override { return 0; }
    void run(std::int64_t) override {}
    const Matrix& points() const override { return points_; }
    double objective() const override { return std::numeric_limits<double>::quiet_NaN(); }

  private:
    Matrix points_;
};

void checkFinite(MatrixView m) {
    std::vector<std::int64_t> bad(static_cast<std::size_t>(threadCount()), -1);
    parallelFor(m.rows, 256, [&](std::int64_t begin, std::int64_t end, int chunk) {
        for (std::int64_t i = begin; i < end; ++i) {
            // The sum of v · 0 is 0 exactly when every value is finite.
            float sum = 0;
            for (const float v : m.row(i)) sum += v * 0.0f;
            if (!(sum == 0.0f)) {
                bad[chunk] = i;
                return;
            }
        }
    });
    for (const std::int64_t row : bad)
        if (row >= 0)
            throw RuntimeError(ErrorCode::Input, "row " + std::to_string(row) +
                                                     " of the embedding holds a value that is not finite");
}

// openTSNE's start: principal components scaled to a standard deviation of 1e-4 along the first, with a
// jitter of a hundredth of that; or normal random numbers of that deviation.
Matrix tsneStart(MatrixView embeddings, const MapOptions& options, const std::stop_token& stop) {
    constexpr double deviation = 1e-4;
    const std::int64_t n = embeddings.rows;
    Matrix start(n, 2);
    double jitter = deviation;
    if (options.initialisation == "pca") {
        start = fitPca(embeddings, 2, stop).project(embeddings);
        double square = 0;
        for (std::int64_t i = 0; i < n; ++i) square += static_cast<double>(start.at(i, 0)) * start.at(i, 0);
        const double spread = std::sqrt(square / static_cast<double>(n));
        if (spread > 0) {
            const auto scale = static_cast<float>(deviation / spread);
            for (float& v : start.values) v *= scale;
            jitter = options.definition == "scikit-learn" ? 0 : 0.01 * deviation;
        }
    }
    RandomStream random(options.seed, "map-start");
    for (float& v : start.values) v += static_cast<float>(jitter * random.normal());
    return start;
}

// umap-learn's start: principal components (or uniform numbers) in a box of side 10, with a little noise.
Matrix umapStart(MatrixView embeddings, const MapOptions& options, const std::stop_token& stop) {
    const std::int64_t n = embeddings.rows;
    RandomStream random(options.seed, "map-start");
    Matrix start(n, 2);
    if (options.initialisation == "pca") {
        start = fitPca(embeddings, 2, stop).project(embeddings);
    } else {
        for (float& v : start.values) v = static_cast<float>(random.uniform());
    }
    for (int c = 0; c < 2; ++c) {
        float low = start.at(0, c), high = low;
        for (std::int64_t i = 0; i < n; ++i) {
            low = std::min(low, start.at(i, c));
            high = std::max(high, start.at(i, c));
        }
        const float scale = high > low ? 10 / (high - low) : 0;
        for (std::int64_t i = 0; i < n; ++i)
            start.at(i, c) = (start.at(i, c) - low) * scale + static_cast<float>(1e-3 * random.normal());
    }
    return start;
}

}  // namespace

std::int64_t neighboursNeeded(const MapOptions& options, std::int64_t n) {
    const std::int64_t most = std::max<std::int64_t>(0, n - 1);
    if (options.method == "tsne")
        return std::min(most, static_cast<std::int64_t>(3 * options.perplexity) +
                                  (options.definition == "scikit-learn" ? 1 : 0));
    if (options.method == "umap") return std::min<std::int64_t>(most, options.neighbours - 1);
    return 0;
}

std::unique_ptr<MapState> initialise(MatrixView embeddings, const MapOptions& options,
                                     const neighbours::Graph* graph, const Labels* labels,
                                     std::stop_token stop, const Matrix* start) {
    const std::int64_t n = embeddings.rows;
    options.check(n);
    checkFinite(embeddings);
    if (start && (start->rows != n || start->cols != 2))
        throw LogicError("the start is no map of the same points");
    if (options.method == "pca") {
        const Pca pca = fitPca(embeddings, 2, stop);
        return std::make_unique<FinishedState>(pca.project(embeddings));
    }
    if (options.method == "lda") {
        if (!labels) throw usageError("a map by linear discriminants (lda) needs labels");
        if (static_cast<std::int64_t>(labels->size()) != n)
            throw LogicError("there must be one label a point");
        return std::make_unique<FinishedState>(heldOutLda(embeddings, *labels, options.seed, stop));
    }

    const std::int64_t k = neighboursNeeded(options, n);
    if (graph && graph->count != n) throw LogicError("the neighbour graph belongs to another embedding");
    neighbours::Graph own;
    if (k == 0) {
        own.count = n;
    } else if (graph && graph->k >= k) {
        if (graph->k > k) own = neighbours::nearest(*graph, k);
    } else {
        own = neighbours::nearestNeighbours(embeddings, k, {.device = options.device}, stop);
    }
    const neighbours::Graph& used = k > 0 && graph && graph->k == k ? *graph : own;
    if (options.method == "umap") {
        Matrix first = start ? *start : umapStart(embeddings, options, stop);
        return std::make_unique<UmapState>(std::move(first), fuzzyGraph(used, stop), options, stop);
    }
    Matrix first = start ? *start : tsneStart(embeddings, options, stop);
    Affinities affinities = perplexityAffinities(used, options.perplexity, stop);
    if (options.device != "cpu") return makeTensorTsne(first, affinities, options, stop);
    return std::make_unique<TsneState>(std::move(first), std::move(affinities), options, stop);
}

}  // namespace selfsight::map
