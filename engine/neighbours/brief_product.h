// Matrix products of bfloat16 factors with float32 sums: on processors that have the instruction (AVX-512
// BF16) twice as fast as product.h, with factors of three decimal digits. Torch-free.
#pragma once

#include "core/matrix.h"

#include <cstdint>
#include <memory>

namespace selfsight::neighbours {

// Whether this processor has the instruction; without it the functions below must not be called.
bool hasBriefProducts();

// As PackedMatrix, with every value rounded to the nearest bfloat16: depth × cols × 2 bytes.
class BriefMatrix {
  public:
    BriefMatrix() = default;
    // The columns are the columns of `matrix` [depth, cols], for C = A·B.
    static BriefMatrix fromColumns(MatrixView matrix);
    // The columns are the rows of `matrix` [cols, depth], for C = A·Bᵀ.
    static BriefMatrix fromRows(MatrixView matrix);

    std::int64_t depth() const { return depth_; }
    std::int64_t cols() const { return cols_; }
    const std::uint32_t* panel(std::int64_t index) const;  // pairs of values that follow each other in depth

  private:
    BriefMatrix(std::int64_t depth, std::int64_t cols);
    template <typename At>
    void fill(const At& at);
    std::int64_t depth_ = 0, cols_ = 0;
    std::shared_ptr<std::uint32_t[]> pairs_;  // [panels, (depth + 1) / 2, panelWidth]
};

// c [rows, b.cols()] = a [rows, b.depth()] · b with a rounded to bfloat16. The result does not depend on the
// number of threads.
void multiply(MatrixView a, const BriefMatrix& b, float* c, std::int64_t stride);

// The nearest bfloat16 of each value, ties to even.
void roundToBrief(float* values, std::int64_t count);

}  // namespace selfsight::neighbours
