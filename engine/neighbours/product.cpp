#include "neighbours/product.h"

#include "core/control.h"
#include "core/parallel.h"

#include <algorithm>
#include <cstring>
#include <new>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace selfsight::neighbours {

namespace {

constexpr std::int64_t largestDepth = 1280;  // a panel of this depth stays in the second-level cache
constexpr std::size_t alignment = 64;

// One tile: c[r][0 … panelWidth) (+)= Σ a[r][k]·panel[k][·] for `rows` rows of a.
using Kernel = void (*)(const float* a, std::int64_t strideA, const float* panel, std::int64_t depth,
                        float* c, std::int64_t strideC, bool accumulate);

template <int rows>
void portableKernel(const float* a, std::int64_t strideA, const float* panel, std::int64_t depth, float* c,
                    std::int64_t strideC, bool accumulate) {
    float sums[rows][panelWidth] = {};
    for (std::int64_t k = 0; k < depth; ++k, panel += panelWidth) {
        for (int r = 0; r < rows; ++r) {
            const float factor = a[r * strideA + k];
            for (int j = 0; j < panelWidth; ++j) sums[r][j] += factor * panel[j];
        }
    }
    for (int r = 0; r < rows; ++r) {
        float* to = c + r * strideC;
        for (int j = 0; j < panelWidth; ++j) to[j] = accumulate ? to[j] + sums[r][j] : sums[r][j];
    }
}

#if defined(__x86_64__)
template <int rows>
__attribute__((target("avx2,fma"))) void avx2Kernel(const float* a, std::int64_t strideA, const float* panel,
                                                    std::int64_t depth, float* c, std::int64_t strideC,
                                                    bool accumulate) {
    // 16 registers hold 6 × 16 sums, so a panel is done in two halves.
    for (int half = 0; half < panelWidth; half += 16) {
        __m256 sums[rows][2];
        for (int r = 0; r < rows; ++r) sums[r][0] = sums[r][1] = _mm256_setzero_ps();
        const float* b = panel + half;
        for (std::int64_t k = 0; k < depth; ++k, b += panelWidth) {
            const __m256 b0 = _mm256_loadu_ps(b), b1 = _mm256_loadu_ps(b + 8);
#pragma GCC unroll 8
            for (int r = 0; r < rows; ++r) {
                const __m256 factor = _mm256_broadcast_ss(a + r * strideA + k);
                sums[r][0] = _mm256_fmadd_ps(factor, b0, sums[r][0]);
                sums[r][1] = _mm256_fmadd_ps(factor, b1, sums[r][1]);
            }
        }
        for (int r = 0; r < rows; ++r) {
            for (int v = 0; v < 2; ++v) {
                float* to = c + r * strideC + half + 8 * v;
                _mm256_storeu_ps(to,
                                 accumulate ? _mm256_add_ps(_mm256_loadu_ps(to), sums[r][v]) : sums[r][v]);
            }
        }
    }
}

template <int rows>
__attribute__((target("avx512f"))) void avx512Kernel(const float* a, std::int64_t strideA, const float* panel,
                                                     std::int64_t depth, float* c, std::int64_t strideC,
                                                     bool accumulate) {
    __m512 sums[rows][2];
#pragma GCC unroll 16
    for (int r = 0; r < rows; ++r) sums[r][0] = sums[r][1] = _mm512_setzero_ps();
    for (std::int64_t k = 0; k < depth; ++k, panel += panelWidth) {
        const __m512 b0 = _mm512_load_ps(panel), b1 = _mm512_load_ps(panel + 16);
        _mm_prefetch(reinterpret_cast<const char*>(panel + 8 * panelWidth), _MM_HINT_T0);
        _mm_prefetch(reinterpret_cast<const char*>(panel + 8 * panelWidth + 16), _MM_HINT_T0);
#pragma GCC unroll 16
        for (int r = 0; r < rows; ++r) {
            const __m512 factor = _mm512_set1_ps(a[r * strideA + k]);
            sums[r][0] = _mm512_fmadd_ps(factor, b0, sums[r][0]);
            sums[r][1] = _mm512_fmadd_ps(factor, b1, sums[r][1]);
        }
    }
#pragma GCC unroll 16
    for (int r = 0; r < rows; ++r) {
        float* to = c + r * strideC;
        if (accumulate) {
            sums[r][0] = _mm512_add_ps(_mm512_loadu_ps(to), sums[r][0]);
            sums[r][1] = _mm512_add_ps(_mm512_loadu_ps(to + 16), sums[r][1]);
        }
        _mm512_storeu_ps(to, sums[r][0]);
        _mm512_storeu_ps(to + 16, sums[r][1]);
    }
}
#endif

// The kernels of one instruction set: kernels[r] does r rows, `most` at a time.
struct KernelSet {
    int most;
    Kernel kernels[13];
};

const KernelSet& kernelSet() {
    static const KernelSet chosen = [] {
#if defined(__x86_64__)
        if (__builtin_cpu_supports("avx512f")) {
            return KernelSet{12,
                             {nullptr, avx512Kernel<1>, avx512Kernel<2>, avx512Kernel<3>, avx512Kernel<4>,
                              avx512Kernel<5>, avx512Kernel<6>, avx512Kernel<7>, avx512Kernel<8>,
                              avx512Kernel<9>, avx512Kernel<10>, avx512Kernel<11>, avx512Kernel<12>}};
        }
        if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
            return KernelSet{6,
                             {nullptr, avx2Kernel<1>, avx2Kernel<2>, avx2Kernel<3>, avx2Kernel<4>,
                              avx2Kernel<5>, avx2Kernel<6>}};
        }
#endif
        return KernelSet{
            4, {nullptr, portableKernel<1>, portableKernel<2>, portableKernel<3>, portableKernel<4>}};
    }();
    return chosen;
}

// One panel, all rows, depth by blocks. `to` has room for the whole panel.
void multiplyPanel(MatrixView a, const PackedMatrix& b, std::int64_t panel, float* to, std::int64_t stride) {
    const KernelSet& set = kernelSet();
    // Parts of equal depth, so that none is too short to pay for loading and storing its sums.
    const std::int64_t parts = std::max<std::int64_t>(1, (b.depth() + largestDepth - 1) / largestDepth);
    for (std::int64_t part = 0; part < parts; ++part) {
        const std::int64_t k = b.depth() * part / parts;
        const std::int64_t depth = b.depth() * (part + 1) / parts - k;
        for (std::int64_t i = 0; i < a.rows; i += set.most) {
            const auto rows = static_cast<int>(std::min<std::int64_t>(set.most, a.rows - i));
            set.kernels[rows](a.data + i * a.cols + k, a.cols, b.panel(panel) + k * panelWidth, depth,
                              to + i * stride, stride, k > 0);
        }
    }
}

}  // namespace

PackedMatrix::PackedMatrix(std::int64_t depth, std::int64_t cols) : depth_(depth), cols_(cols) {
    const auto count = static_cast<std::size_t>(panelCount(cols) * panelWidth * depth);
    values_ =
        std::shared_ptr<float[]>(new (std::align_val_t{alignment}) float[std::max<std::size_t>(count, 1)],
                                 [](float* p) { ::operator delete[](p, std::align_val_t{alignment}); });
}

const float* PackedMatrix::panel(std::int64_t index) const {
    return values_.get() + index * depth_ * panelWidth;
}

std::int64_t PackedMatrix::panels() const {
    return panelCount(cols_);
}

PackedMatrix PackedMatrix::fromColumns(MatrixView matrix) {
    PackedMatrix packed(matrix.rows, matrix.cols);
    parallelFor(packed.panels(), 1, [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t p = begin; p < end; ++p) {
            float* to = packed.values_.get() + p * packed.depth_ * panelWidth;
            const std::int64_t width = std::min(panelWidth, matrix.cols - p * panelWidth);
            for (std::int64_t k = 0; k < packed.depth_; ++k, to += panelWidth) {
                std::memcpy(to, matrix.data + k * matrix.cols + p * panelWidth,
                            static_cast<std::size_t>(width) * sizeof(float));
                std::fill(to + width, to + panelWidth, 0.f);
            }
        }
    });
    return packed;
}

PackedMatrix PackedMatrix::fromRows(MatrixView matrix, const std::stop_token& stop, const float* offset) {
    PackedMatrix packed(matrix.cols, matrix.rows);
    parallelFor(packed.panels(), 1, [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t p = begin; p < end && !stop.stop_requested(); ++p) {
            float* const to = packed.values_.get() + p * packed.depth_ * panelWidth;
            const std::int64_t width = std::min(panelWidth, matrix.rows - p * panelWidth);
            // Sixteen floats of depth at a time: whole cache lines on both sides.
            for (std::int64_t k0 = 0; k0 < packed.depth_; k0 += 16) {
                const std::int64_t k1 = std::min<std::int64_t>(k0 + 16, packed.depth_);
                for (std::int64_t j = 0; j < width; ++j) {
                    const float* from = matrix.data + (p * panelWidth + j) * matrix.cols;
                    for (std::int64_t k = k0; k < k1; ++k)
                        to[k * panelWidth + j] = offset ? from[k] - offset[k] : from[k];
                }
                for (std::int64_t k = k0; k < k1; ++k)
                    std::fill(to + k * panelWidth + width, to + (k + 1) * panelWidth, 0.f);
            }
        }
    });
    throwIfCancelled(stop);
    return packed;
}

void multiplyPanels(MatrixView a, const PackedMatrix& b, std::int64_t firstPanel, std::int64_t lastPanel,
                    float* c, std::int64_t stride) {
    for (std::int64_t p = firstPanel; p < lastPanel; ++p) {
        multiplyPanel(a, b, p, c + (p - firstPanel) * panelWidth, stride);
    }
}

void multiply(MatrixView a, const PackedMatrix& b, float* c, std::int64_t stride) {
    parallelFor(b.panels(), 1, [&](std::int64_t begin, std::int64_t end, int) {
        std::vector<float> edge;
        for (std::int64_t p = begin; p < end; ++p) {
            const std::int64_t width = std::min(panelWidth, b.cols() - p * panelWidth);
            if (width == panelWidth) {
                multiplyPanel(a, b, p, c + p * panelWidth, stride);
                continue;
            }
            edge.resize(static_cast<std::size_t>(a.rows * panelWidth));
            multiplyPanel(a, b, p, edge.data(), panelWidth);
            for (std::int64_t i = 0; i < a.rows; ++i) {
                std::copy_n(edge.data() + i * panelWidth, width, c + i * stride + p * panelWidth);
            }
        }
    });
}

Matrix gram(MatrixView x) {
    // The left side is Xᵀ with its rows contiguous, cut along the samples so that both sides of a block stay
    // in cache.
    const std::int64_t d = x.cols;
    Matrix transposed(d, x.rows);
    parallelFor(d, 16, [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t i0 = 0; i0 < x.rows; i0 += 16) {
            const std::int64_t i1 = std::min<std::int64_t>(i0 + 16, x.rows);
            for (std::int64_t j = begin; j < end; ++j) {
                for (std::int64_t i = i0; i < i1; ++i) transposed.at(j, i) = x.at(i, j);
            }
        }
    });
    const PackedMatrix packed = PackedMatrix::fromColumns(x);
    Matrix result(d, d);
    // Only the tiles on and below the diagonal; the rest is mirrored. Panels from the left are longer, so the
    // work is dealt in pairs.
    const std::int64_t panels = packed.panels();
    parallelFor((panels + 1) / 2, 1, [&](std::int64_t begin, std::int64_t end, int) {
        std::vector<float> tile(static_cast<std::size_t>(d * panelWidth));
        const auto one = [&](std::int64_t p) {
            const std::int64_t first = p * panelWidth;
            const MatrixView rows{transposed.view().row(first).data(), d - first, x.rows};
            multiplyPanel(rows, packed, p, tile.data(), panelWidth);
            for (std::int64_t i = 0; i < rows.rows; ++i) {
                for (std::int64_t j = 0; j < panelWidth && first + j < d && j <= i; ++j) {
                    const float value = tile[static_cast<std::size_t>(i * panelWidth + j)];
                    result.at(first + i, first + j) = value;
                    result.at(first + j, first + i) = value;
                }
            }
        };
        for (std::int64_t p = begin; p < end; ++p) {
            one(p);
            if (panels - 1 - p != p) one(panels - 1 - p);
        }
    });
    return result;
}

}  // namespace selfsight::neighbours
