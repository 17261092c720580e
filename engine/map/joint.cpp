#include "map/joint.h"

#include "core/control.h"
#include "core/error.h"
#include "core/random.h"

#include <algorithm>
#include <cmath>

namespace selfsight::map {

namespace {

constexpr double kDeviation = 1e-4;  // of the start along its first coordinate

// The principal components of every embedding, turned onto the first's and scaled as t-SNE wants its start.
std::vector<Matrix> alignedStarts(const std::vector<MatrixView>& embeddings, std::uint64_t seed,
                                  const std::stop_token& stop) {
    MapOptions pca;
    pca.method = "pca";
    std::vector<Matrix> starts;
    for (const MatrixView& embedding : embeddings) {
        Matrix start = initialise(embedding, pca, nullptr, nullptr, stop)->points();
        if (!starts.empty()) procrustesAlign(start, starts.front());
        starts.push_back(std::move(start));
    }
    for (Matrix& start : starts) {
        double square = 0;
        for (std::int64_t i = 0; i < start.rows; ++i)
            square += static_cast<double>(start.at(i, 0)) * start.at(i, 0);
        const double spread = std::sqrt(square / static_cast<double>(start.rows));
        const double scale = spread > 0 ? kDeviation / spread : 0;
        // The same jitter for all, so that it does not tell them apart.
        RandomStream random(seed, "map-start");
        for (float& v : start.values)
            v = static_cast<float>(v * scale + (scale > 0 ? 0.01 : 1) * kDeviation * random.normal());
    }
    return starts;
}

}  // namespace

JointMaps::JointMaps(const std::vector<MatrixView>& embeddings, const MapOptions& options, double tie,
                     const std::vector<const neighbours::Graph*>& graphs, std::stop_token stop)
    : tie_(tie) {
    if (!(tie >= 0 && tie <= 0.1)) throw usageError("the tie of joint maps must be between 0 and 0.1");
    if (options.method != "tsne") throw usageError("only t-SNE maps can be tied while they form");
    if (embeddings.empty()) throw LogicError("joint maps need at least one embedding");
    for (const MatrixView& embedding : embeddings)
        if (embedding.rows != embeddings.front().rows)
            throw usageError("joint maps need embeddings of the same images, found " +
                             std::to_string(embeddings.front().rows) + " and " +
                             std::to_string(embedding.rows) + " rows");
    const std::vector<Matrix> starts = alignedStarts(embeddings, options.seed, stop);
    for (std::size_t m = 0; m < embeddings.size(); ++m) {
        auto state = initialise(embeddings[m], options, m < graphs.size() ? graphs[m] : nullptr, nullptr,
                                stop, &starts[m]);
        auto* own = dynamic_cast<TsneState*>(state.get());
        if (!own) throw LogicError("a t-SNE map is no t-SNE map");
        state.release();
        states_.emplace_back(own);
    }
}

void JointMaps::run(std::int64_t iterations) {
    const std::int64_t last = std::min(iterationsTotal(), iteration() + iterations);
    Matrix mean(states_.front()->points().rows, 2);
    const auto share = 1.0f / static_cast<float>(states_.size());
    while (iteration() < last) {
        std::fill(mean.values.begin(), mean.values.end(), 0.0f);
        for (const auto& state : states_)
            for (std::size_t c = 0; c < mean.values.size(); ++c)
                mean.values[c] += share * state->points().values[c];
        // All see the same mean; the last one steps first, because the first one's iteration counts for all.
        for (std::size_t m = states_.size(); m-- > 0;) {
            states_[m]->tieTo(tie_ > 0 ? &mean : nullptr, tie_);
            states_[m]->run(1);
            states_[m]->tieTo(nullptr, 0);
        }
    }
}

}  // namespace selfsight::map
