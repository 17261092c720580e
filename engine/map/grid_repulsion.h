// t-SNE's repulsion by convolution on a grid: the idea of FIt-SNE (Linderman et al. 2019).
#pragma once

#include "map/fft.h"

#include <cstdint>
#include <stop_token>
#include <vector>

namespace selfsight::map {

// Points are spread onto a square grid with B-splines of order 8, the density is convolved with w = 1 / (1 +
// |d|²) by Fourier transforms, and the field is read by the splines' gradient: w² d is −½ of w's gradient.
// The table of w's spectrum holds the deconvolution, so that the whole interpolates w; Z comes from the
// density's spectrum without a transform of its own. One real transform forth and one back an iteration;
// results do not depend on the number of threads.
class GridRepulsion {
  public:
    explicit GridRepulsion(std::int64_t count);

    // As Repulsion::compute. Returns early, with no meaningful result, when the token is signalled.
    double compute(const float* points, float* force, const std::stop_token& stop);

    // The grid for a map of this extent, the same both ways.
    struct Geometry {
        std::int64_t length = 0;  // of the transforms
        std::int64_t nodes = 0;   // used
        double spacing = 0;       // between nodes
    };
    static Geometry geometry(double span);
    static constexpr std::int64_t splineOrder = 8;
    // What undoes spreading and reading at a frequency: 1 / b² for the discrete transform b of the spline.
    static double deconvolution(std::int64_t frequency, std::int64_t length);

  private:
    void place(const float* points);
    void makeTables();
    void spreadPoints(const float* points);
    void transformColumns();
    double convolve();
    void transformBack();
    void readForces(const float* points, float* force);
    Fft::Strip strip(int chunk, int which);

    std::int64_t count_;
    std::stop_token stop_;
    // Geometry of this iteration.
    double spacing_ = 0, originX_ = 0, originY_ = 0;
    std::int64_t nodes_ = 0;   // used, both ways
    std::int64_t width_ = 0;   // of a grid row in floats
    std::int64_t length_ = 0;  // of the transforms
    std::int64_t half_ = 0;    // length / 2 + 1
    std::int64_t stride_ = 0;  // half, padded to whole strips
    double tableSpacing_ = 0;
    Fft fft_{1};
    std::vector<float> table_;  // [half, stride]: the spectrum of w
    std::vector<std::int32_t> cellX_, cellY_, order_;
    std::vector<std::int64_t> rowStart_;      // points by grid row
    std::vector<float> density_, field_;      // [nodes, width]
    std::vector<float> columnRe_, columnIm_;  // [width, stride]
    std::vector<std::vector<float>> scratch_;
};

}  // namespace selfsight::map
