// The numbers of t-SNE's descent that do not depend on where it runs.
#pragma once

#include "map/map.h"

#include <algorithm>
#include <limits>

namespace selfsight::map {

// openTSNE 1.0's descent, or scikit-learn 1.5's where MapOptions::definition says so. The gradient is Σⱼ
// (e·pᵢⱼ − qᵢⱼ) w (yᵢ − yⱼ), a quarter of the KL divergence's.
class TsneDescent {
  public:
    TsneDescent(const MapOptions& options, std::int64_t points)
        : sklearn_(options.definition == "scikit-learn"),
          exaggeration_(options.earlyExaggeration),
          learningRate_(options.learningRate),
          points_(static_cast<double>(points)),
          early_(options.earlyIterations),
          late_(options.iterations) {}

    static constexpr float leastGain = 0.01f;
    static constexpr double smallestZ = 1e-12;

    bool sklearn() const { return sklearn_; }
    std::int64_t total() const { return early_ + late_; }
    double exaggeration(std::int64_t iteration) const { return iteration < early_ ? exaggeration_ : 1; }
    float momentum(std::int64_t iteration) const { return sklearn_ && iteration < early_ ? 0.5f : 0.8f; }
    // The longest step of a point.
    float longest() const { return sklearn_ ? std::numeric_limits<float>::infinity() : 5.0f; }
    // A coordinate's gain grows while its step and its gradient differ in sign (openTSNE's rule, where a zero
    // is a sign too).
    static float nextGain(float gain, float step, float gradient) {
        return sign(step) != sign(gradient) ? gain + 0.2f : gain * 0.8f + leastGain;
    }
    // The learning rate for that gradient.
    float rate(std::int64_t iteration) const {
        if (!sklearn_)
            return static_cast<float>(learningRate_ > 0 ? learningRate_ : points_ / exaggeration(iteration));
        return static_cast<float>(
            4 * (learningRate_ > 0 ? learningRate_ : std::max(50.0, points_ / exaggeration_ / 4)));
    }

  private:
    static int sign(float value) { return (value > 0) - (value < 0); }

    bool sklearn_;
    double exaggeration_, learningRate_, points_;
    std::int64_t early_, late_;
};

}  // namespace selfsight::map
