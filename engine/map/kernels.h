// The inner loops of the maps, compiled once an instruction set and chosen at run time.
#pragma once

#include <cstdint>

namespace selfsight::map {

// What an epoch of UMAP is made with: 1 / (1 + a d^{2b}), the learning rate, the seed of its negative
// samples.
struct UmapEpoch {
    std::int64_t number = 0;
    std::uint32_t seed = 0;
    float rate = 1, a = 1, b = 1;
};

struct Kernels {
    const char* name;    // "avx512", "avx2", "portable"
    std::int64_t width;  // floats a vector

    // Exact t-SNE repulsion of the points begin … end of (qx, qy) from all of (x, y), whose `padded`
    // coordinates end in points at 1e18 up to a multiple of 16: with w = 1 / (1 + |q − y|²), force = Σ w² (q
    // − y), interleaved, and z = Σ w.
    void (*repulsion)(const float* qx, const float* qy, const float* x, const float* y, std::int64_t padded,
                      std::int64_t begin, std::int64_t end, float* force, double* z);

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

    // One pass of Stockham's Fourier transform over strips of 16 columns; see Fft.
    void (*fftStage)(int radix, std::int64_t groups, std::int64_t stride, const float* twiddles,
                     const float* re, const float* im, float* outRe, float* outIm);

    // The B-spline weights of order 8 at points x, y (fractions of a cell, 0 … 1): grid[r * stride + c] +=
    // wy[r] wx[c] for the rows first ≤ r < last of 0 … 7.
    void (*spread)(float x, float y, float* grid, std::int64_t stride, int first, int last);
    // The gradient of the spline that the grid's 8 × 8 values define, along x and y in cells, times a factor.
    void (*gradient)(float x, float y, const float* grid, std::int64_t stride, float factor, float* out);

    // A strip of 16 frequencies of a density times a real table, which holds half of the rows (it is even in
    // the row's frequency). Returns Σ weight[lane] · table · |density|², of the density before.
    double (*multiplySpectrum)(std::int64_t length, std::int64_t stride, const float* table,
                               const float* weight, float* re, float* im);

    // The spectrum z of a + i b, two real columns (a strip's 16 and the next 16), apart: rows of the outputs
    // are columns, of length / 2 + 1 frequencies; a's 16 come first.
    void (*splitPair)(std::int64_t length, const float* re, const float* im, float* outRe, float* outIm,
                      std::int64_t stride);
    // The converse: 16 rows of half spectra of x and of y become a strip of the whole spectrum of x + i y.
    void (*joinPair)(std::int64_t length, const float* xRe, const float* xIm, const float* yRe,
                     const float* yIm, std::int64_t stride, float* re, float* im);

    // One epoch of UMAP for the points begin … end of n: reads all positions from `points`, writes its own to
    // `out`. Values are samples an epoch (0 … 1) of each edge.
    void (*umapEpoch)(const UmapEpoch& epoch, const std::int64_t* rowStart, const std::int32_t* column,
                      const float* value, const float* points, std::int64_t n, std::int64_t begin,
                      std::int64_t end, float* out);

    // Copies 16 floats of each row.
    void (*copyLanes)(const float* from, std::int64_t fromStride, std::int64_t rows, float* to,
                      std::int64_t toStride);
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
