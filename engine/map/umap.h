// UMAP (McInnes, Healy & Melville 2018) as umap-learn 0.5 defines it.
#pragma once

#include "map/affinities.h"
#include "map/map.h"

#include <stop_token>

namespace selfsight::map {

// The fuzzy simplicial set of a graph (algorithms 2 and 3): memberships exp(−(d − ρ) / σ) with Σ = log₂ k,
// where k counts the point itself, united as a + b − ab.
Affinities fuzzyGraph(const neighbours::Graph& graph, std::stop_token stop = {});

// a and b of 1 / (1 + a d^{2b}), fitted to a curve that is 1 up to the least distance and falls as exp(−(d −
// least)) beyond it.
struct UmapCurve {
    double a = 1, b = 1;
};
UmapCurve fitCurve(double minDistance);

// Stochastic gradient descent with five negative samples an edge. In an epoch every point moves by itself
// along its own edges, seeing the others where they were when the epoch began, so that the result does not
// depend on the number of threads; negative samples are a hash of seed, epoch and point, so that the position
// and the epoch are the whole state.
class UmapState final : public MapState {
  public:
    UmapState(Matrix start, Affinities graph, const MapOptions& options, std::stop_token stop);

    std::int64_t iteration() const override { return epoch_; }
    std::int64_t iterationsTotal() const override { return epochs_; }
    void run(std::int64_t iterations) override;
    const Matrix& points() const override { return points_; }
    double objective() const override;

  private:
    Matrix points_, next_;
    Affinities graph_;  // values become rates: samples an epoch
    UmapCurve curve_;
    std::uint64_t seed_;
    std::int64_t epochs_, epoch_ = 0;
    std::stop_token stop_;
};

}  // namespace selfsight::map
