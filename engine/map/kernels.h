// The inner loops of the maps, compiled once an instruction set and chosen at run time.
#pragma once

#include <cstdint>

namespace selfsight::map {

struct Kernels {
    const char* name;    // "avx512", "avx2", "portable"
    std::int64_t width;  // floats a vector

    // Exact t-SNE repulsion of rows begin … end against all `padded` points (coordinates apart; padded to a
    // multiple of 16 with points at 1e18): with w = 1 / (1 + |yᵢ − yⱼ|²), force[i] = Σⱼ w² (yᵢ − yⱼ),
    // interleaved, and z[i] = Σⱼ w, i itself left out.
    void (*repulsion)(const float* x, const float* y, std::int64_t padded, std::int64_t begin,
                      std::int64_t end, float* force, double* z);

    // t-SNE attraction of rows begin … end of a sparse matrix P: out[i] = Σⱼ pᵢⱼ w (yᵢ − yⱼ). Points are
    // interleaved.
    void (*attraction)(const std::int64_t* rowStart, const std::int32_t* column, const float* value,
                       const float* points, std::int64_t begin, std::int64_t end, float* out);

    // out[i * stride + j] = a_i · b_j for na × nb rows of d floats.
    void (*dots)(const float* a, std::int64_t na, const float* b, std::int64_t nb, std::int64_t d, float* out,
                 std::int64_t stride);

    // For 8 rows x (each d floats, one after the other) and a block of 16 directions V [d, 16]: Y = x V, then
    // W [d, 16] += xᵀ Y.
    void (*gramBlock)(const float* rows, std::int64_t d, const float* directions, float* products);

    // The first index in begin … n − 1 whose value is below the bound; n if there is none.
    std::int64_t (*nextBelow)(const float* row, std::int64_t begin, std::int64_t n, float bound);

    // counts[c] = how many values of the row are below bounds[c].
    void (*countBelow)(const float* row, std::int64_t n, const float* bounds, std::int64_t count,
                       std::int32_t* counts);
};

// The widest that this processor has.
const Kernels& kernels();

namespace avx512 {
extern const Kernels table;
}
namespace avx2 {
extern const Kernels table;
}
namespace portable {
extern const Kernels table;
}

}  // namespace selfsight::map
