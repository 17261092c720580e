// Maps that are made together: those of several encoders of the same images, tied while they form.
#pragma once

#include "map/map.h"
#include "map/tsne.h"

#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

namespace selfsight::map {

// t-SNE of several embeddings of the same images in step. To each map's gradient comes tie / n · (yᵢ − ȳᵢ),
// where ȳᵢ is the mean of image i's positions in all maps: a quarter of the gradient of 2 · tie / n · Σ |yᵢ −
// ȳᵢ|². A tie of 0 leaves the maps alone (all the same turned onto the first at the start); 0.1 is the
// largest. What the tie costs shows in measureTrust of each map.
class JointMaps {
  public:
    // All embeddings have the same number of rows. `graphs`, where given, has one graph (or nullptr) an
    // embedding.
    JointMaps(const std::vector<MatrixView>& embeddings, const MapOptions& options, double tie,
              const std::vector<const neighbours::Graph*>& graphs = {}, std::stop_token stop = {});

    std::int64_t iteration() const { return states_.front()->iteration(); }
    std::int64_t iterationsTotal() const { return states_.front()->iterationsTotal(); }
    bool finished() const { return iteration() >= iterationsTotal(); }
    void run(std::int64_t iterations);
    std::size_t count() const { return states_.size(); }
    const Matrix& points(std::size_t map) const { return states_[map]->points(); }
    double objective(std::size_t map) const { return states_[map]->objective(); }

  private:
    std::vector<std::unique_ptr<TsneState>> states_;
    double tie_;
};

// Places new points on a finished t-SNE map without moving it, as openTSNE's transform does: each starts at
// the median of its 15 nearest neighbours' positions and descends for 250 iterations (perplexity 5,
// exaggeration 1.5, learning rate 0.1, gradients at most 0.25 long). The new points do not see each other.
Matrix transform(MatrixView embeddings, MatrixView points, MatrixView newEmbeddings,
                 std::stop_token stop = {}, const std::function<void(double)>& progress = {});

}  // namespace selfsight::map
