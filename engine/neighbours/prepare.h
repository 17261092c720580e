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
    // Takes a direction (of length 1) out of every row: what is left has short products, and along() holds
    // the rest exactly enough. The squared distance of two rows is then that of what is left plus that of
    // along().
    void takeOut(const std::vector<double>& direction, const std::stop_token& stop);
    const std::vector<float>& along() const { return along_; }  // empty unless a direction was taken out

    const std::vector<double>& originalLengths() const { return originalLengths_; }  // cosine only
    const std::vector<double>& lengths() const { return lengths_; }

  private:
    std::int64_t rows_, cols_;
    std::unique_ptr<float[]> values_;
    std::vector<double> originalLengths_, lengths_;
    std::vector<float> along_;
};

// The mean of every column, the same for every number of threads.
std::vector<double> columnMeans(MatrixView points, const std::stop_token& stop);

// The direction of most variance of rows with mean zero, of length 1, when it holds at least `share` of all;
// else empty. Of a sample of at most 1,024 rows, by power iteration.
std::vector<double> dominantDirection(MatrixView rows, double share, const std::stop_token& stop);

// The distance that a graph holds, in float64. `lengthA` and `lengthB` are used for cosine only.
double exactDistance(MatrixView a, std::int64_t rowA, MatrixView b, std::int64_t rowB, Metric metric,
                     double lengthA, double lengthB);

}  // namespace selfsight::neighbours
