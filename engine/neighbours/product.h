// Float32 matrix products on all cores for the few places whose speed is the product's: exact neighbours and
// the linear probe. With AVX-512 about twice as fast as at::mm. Torch-free.
#pragma once

#include "core/matrix.h"

#include <cstdint>
#include <memory>
#include <stop_token>

namespace selfsight::neighbours {

// The right-hand side of products, [depth, cols], rearranged once in panels of a few columns so that every
// product reads it in order. Its memory is depth × cols floats, the columns rounded up to a panel.
class PackedMatrix {
  public:
    PackedMatrix() = default;
    // The columns are the columns of `matrix` [depth, cols], for C = A·B.
    static PackedMatrix fromColumns(MatrixView matrix);
    // The columns are the rows of `matrix` [cols, depth], for C = A·Bᵀ; `offset` [depth], where there is one,
    // is subtracted from each. Throws Cancelled.
    static PackedMatrix fromRows(MatrixView matrix, const std::stop_token& stop = {},
                                 const float* offset = nullptr);

    std::int64_t depth() const { return depth_; }
    std::int64_t cols() const { return cols_; }
    const float* panel(std::int64_t index) const;
    std::int64_t panels() const;

  private:
    PackedMatrix(std::int64_t depth, std::int64_t cols);
    std::int64_t depth_ = 0;
    std::int64_t cols_ = 0;
    std::shared_ptr<float[]> values_;  // [panels, depth, panelWidth]; shared, because nothing changes it
};

// Columns of a panel, the same on every processor, and the panels that so many columns take.
inline constexpr std::int64_t panelWidth = 32;
inline constexpr std::int64_t panelCount(std::int64_t cols) {
    return (cols + panelWidth - 1) / panelWidth;
}

// c [rows, b.cols()] = a [rows, b.depth()] · b, with `stride` floats from one row of c to the next. Every
// element is summed by one thread in an order that depends on the depth alone, so that the result does not
// depend on the number of threads.
void multiply(MatrixView a, const PackedMatrix& b, float* c, std::int64_t stride);

// The same for the columns of panels [firstPanel, lastPanel) on the calling thread; c points to the first of
// these columns and must have room for whole panels.
void multiplyPanels(MatrixView a, const PackedMatrix& b, std::int64_t firstPanel, std::int64_t lastPanel,
                    float* c, std::int64_t stride);

// XᵀX of x [n, d], as [d, d].
Matrix gram(MatrixView x);

}  // namespace selfsight::neighbours
