// Rows as the float32 products of a neighbour search want them. Torch-free.
#pragma once

#include "core/matrix.h"
#include "neighbours/neighbours.h"

#include <memory>
#include <stop_token>
#include <vector>

namespace selfsight::neighbours {

// Moved to a mean (Euclidean) or scaled to unit length (cosine), so that products lose least.
class Prepared {
  public:
    // `mean` is empty for cosine. Cancelled when the token is signalled.
    Prepared(MatrixView points, const std::vector<double>& mean, Metric metric, const std::stop_token& stop);

    MatrixView view() const { return {values_.get(), rows_, cols_}; }
    float* data() { return values_.get(); }
    const std::vector<double>& originalLengths() const { return originalLengths_; }  // cosine only
    const std::vector<double>& lengths() const { return lengths_; }

  private:
    std::int64_t rows_, cols_;
    std::unique_ptr<float[]> values_;
    std::vector<double> originalLengths_, lengths_;
};

// The mean of every column, the same for every number of threads.
std::vector<double> columnMeans(MatrixView points, const std::stop_token& stop);

// The distance that a graph holds, in float64. `lengthA` and `lengthB` are used for cosine only.
double exactDistance(MatrixView a, std::int64_t rowA, MatrixView b, std::int64_t rowB, Metric metric,
                     double lengthA, double lengthB);

}  // namespace selfsight::neighbours
