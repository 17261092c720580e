// Dense row-major float matrices and label columns, as plain values: what embeddings and maps are outside of torch.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace selfsight {

// A view of `rows` × `cols` floats, row by row, without gaps. Owns nothing.
struct MatrixView {
    const float* data = nullptr;
    std::int64_t rows = 0;
    std::int64_t cols = 0;

    std::span<const float> row(std::int64_t i) const {
        return {data + i * cols, static_cast<std::size_t>(cols)};
    }
    float at(std::int64_t i, std::int64_t j) const { return data[i * cols + j]; }
};

// The owning counterpart. Values start at zero.
struct Matrix {
    Matrix() = default;
    Matrix(std::int64_t rowCount, std::int64_t colCount)
        : rows(rowCount), cols(colCount), values(static_cast<std::size_t>(rowCount * colCount)) {}

    std::int64_t rows = 0;
    std::int64_t cols = 0;
    std::vector<float> values;

    MatrixView view() const { return {values.data(), rows, cols}; }
    operator MatrixView() const { return view(); }
    std::span<float> row(std::int64_t i) { return {values.data() + i * cols, static_cast<std::size_t>(cols)}; }
    std::span<const float> row(std::int64_t i) const { return view().row(i); }
    float& at(std::int64_t i, std::int64_t j) { return values[static_cast<std::size_t>(i * cols + j)]; }
    float at(std::int64_t i, std::int64_t j) const { return values[static_cast<std::size_t>(i * cols + j)]; }
};

using Labels = std::vector<std::int64_t>;

}  // namespace selfsight
