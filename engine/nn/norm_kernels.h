// The loops of the fused batch norm, compiled once an instruction set. Torch-free; arrays are channels-last.
#pragma once

#include <cstdint>

namespace selfsight::nn::kernels {

// Of the convolution's output x [n, h, w, c]. With `pool` the result is [n, h/2, w/2, c].
struct NormShape {
    std::int64_t n = 0, h = 0, w = 0, c = 0;
    bool relu = true;
    bool pool = false;

    // Rows are the units of work: of the output and, without an output of their own, the last one of an odd
    // height.
    std::int64_t rows() const { return pool ? n * ((h + 1) / 2) : n * h; }
};

// Per channel: y = x · scale + offset.
struct NormAffine {
    const float* scale = nullptr;
    const float* offset = nullptr;
};

// Elements are float, or bfloat16 as its 16 bits. Every function works on rows [begin, end), so that callers
// can split them.
struct NormKernels {
    // Adds Σ (x − shift) and Σ (x − shift)² over positions [begin, end) to sum and square, each [c].
    void (*moments)(const void* x, const NormShape& shape, const float* shift, std::int64_t begin,
                    std::int64_t end, double* sum, double* square);
    // y = pool(relu(affine(x))) + skip; skip may be null, and is so with pool.
    void (*forward)(const void* x, const NormShape& shape, const NormAffine& affine, const void* skip,
                    std::int64_t begin, std::int64_t end, void* y);
    // g = gradient at the affine's output; adds Σ g and Σ g · (x − mean) to sum and product, each [c].
    void (*backwardSums)(const void* x, const void* dy, const NormShape& shape, const NormAffine& affine,
                         const float* mean, std::int64_t begin, std::int64_t end, double* sum,
                         double* product);
    // dx = a · g + b · x + c with per-channel a, b, c.
    void (*backward)(const void* x, const void* dy, const NormShape& shape, const NormAffine& affine,
                     const float* a, const float* b, const float* c, std::int64_t begin, std::int64_t end,
                     void* dx);
};

// For this processor: AVX-512, AVX2 or neither.
const NormKernels& floatKernels();
const NormKernels& bfloatKernels();

namespace portable {
extern const NormKernels floats, bfloats;
}
namespace avx2 {
extern const NormKernels floats, bfloats;
}
namespace avx512 {
extern const NormKernels floats, bfloats;
}

}  // namespace selfsight::nn::kernels
