// t-SNE (van der Maaten & Hinton 2008) as openTSNE 1.0 defines it, or scikit-learn 1.5.
#pragma once

#include "map/affinities.h"
#include "map/map.h"
#include "map/repulsion.h"
#include "map/tsne_descent.h"

#include <stop_token>
#include <vector>

namespace selfsight::map {

// Gradient descent with momentum 0.8 and per-coordinate gains; a step is at most 5 long; the map stays
// centred. MapOptions::definition says where scikit-learn differs.
class TsneState final : public MapState {
  public:
    // `start` is [n, 2], used as it is.
    TsneState(Matrix start, Affinities affinities, const MapOptions& options, std::stop_token stop);

    std::int64_t iteration() const override { return iteration_; }
    std::int64_t iterationsTotal() const override { return descent_.total(); }
    void run(std::int64_t iterations) override;
    const Matrix& points() const override { return points_; }
    double objective() const override;

    // Σⱼ (e·pᵢⱼ − qᵢⱼ) w (yᵢ − yⱼ), a quarter of the gradient of the KL divergence when e is 1.
    void gradient(double exaggeration, std::vector<float>& out);

    // Adds tie / n · (y − target) to the gradient of the next steps; nullptr ends it. The target must outlive
    // them.
    void tieTo(const Matrix* target, double tie) {
        target_ = target;
        tie_ = tie;
    }

  private:
    void step();

    Matrix points_;
    Affinities affinities_;
    mutable Repulsion repulsion_;
    std::vector<float> update_, gains_, gradient_;
    mutable std::vector<float> force_;
    TsneDescent descent_;
    std::int64_t iteration_ = 0;
    std::stop_token stop_;
    const Matrix* target_ = nullptr;
    double tie_ = 0;
    mutable std::int64_t objectiveAt_ = -1;
    mutable double objective_ = 0;
};

}  // namespace selfsight::map
