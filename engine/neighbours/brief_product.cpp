#include "neighbours/brief_product.h"

#include "core/parallel.h"
#include "neighbours/product.h"

#include <algorithm>
#include <bit>
#include <new>
#include <vector>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace selfsight::neighbours {

namespace {

constexpr std::int64_t mostPairs = 1280;  // a panel of this depth stays in the second-level cache
constexpr int mostRows = 12;

std::uint32_t brief(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    return (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
}
std::uint32_t pairOf(float first, float second) {
    return brief(first) | brief(second) << 16;
}

// c[r][0 … panelWidth) (+)= Σ a[r][k]·panel[k][·] over pairs k.
using Kernel = void (*)(const std::uint32_t* a, std::int64_t strideA, const std::uint32_t* panel,
                        std::int64_t pairs, float* c, std::int64_t strideC, bool accumulate);

#if defined(__x86_64__)
template <int rows>
__attribute__((target("avx512f,avx512bw,avx512vl,avx512bf16"))) void kernel(
    const std::uint32_t* a, std::int64_t strideA, const std::uint32_t* panel, std::int64_t pairs, float* c,
    std::int64_t strideC, bool accumulate) {
    __m512 sums[rows][2];
#pragma GCC unroll 16
    for (int r = 0; r < rows; ++r) sums[r][0] = sums[r][1] = _mm512_setzero_ps();
    for (std::int64_t k = 0; k < pairs; ++k, panel += panelWidth) {
        const auto b0 = (__m512bh)_mm512_load_si512(panel), b1 = (__m512bh)_mm512_load_si512(panel + 16);
#pragma GCC unroll 16
        for (int r = 0; r < rows; ++r) {
            const auto factor = (__m512bh)_mm512_set1_epi32(static_cast<int>(a[r * strideA + k]));
            sums[r][0] = _mm512_dpbf16_ps(sums[r][0], factor, b0);
            sums[r][1] = _mm512_dpbf16_ps(sums[r][1], factor, b1);
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
constexpr Kernel kernels[mostRows + 1] = {nullptr,    kernel<1>,  kernel<2>, kernel<3>, kernel<4>,
                                          kernel<5>,  kernel<6>,  kernel<7>, kernel<8>, kernel<9>,
                                          kernel<10>, kernel<11>, kernel<12>};
#else
constexpr Kernel kernels[mostRows + 1] = {};
#endif

std::int64_t pairsOf(std::int64_t depth) {
    return (depth + 1) / 2;
}

}  // namespace

bool hasBriefProducts() {
#if defined(__x86_64__)
    static const bool has = __builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512bw") &&
                            __builtin_cpu_supports("avx512vl");
    return has;
#else
    return false;
#endif
}

BriefMatrix::BriefMatrix(std::int64_t depth, std::int64_t cols) : depth_(depth), cols_(cols) {
    constexpr std::align_val_t alignment{64};
    const auto count = static_cast<std::size_t>(panelCount(cols) * panelWidth * pairsOf(depth));
    pairs_ = std::shared_ptr<std::uint32_t[]>(new (alignment) std::uint32_t[std::max<std::size_t>(count, 1)],
                                              [](std::uint32_t* p) { ::operator delete[](p, alignment); });
}

const std::uint32_t* BriefMatrix::panel(std::int64_t index) const {
    return pairs_.get() + index * pairsOf(depth_) * panelWidth;
}

// at(k, j) is the value of depth k and column j.
template <typename At>
void BriefMatrix::fill(const At& at) {
    parallelFor(panelCount(cols_), 1, [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t p = begin; p < end; ++p) {
            std::uint32_t* to = pairs_.get() + p * pairsOf(depth_) * panelWidth;
            const std::int64_t width = std::min(panelWidth, cols_ - p * panelWidth);
            // Sixteen values of depth at a time: whole cache lines, whichever way the matrix lies.
            for (std::int64_t k0 = 0; k0 < depth_; k0 += 16) {
                const std::int64_t k1 = std::min(depth_, k0 + 16);
                for (std::int64_t j = 0; j < panelWidth; ++j) {
                    const std::int64_t column = p * panelWidth + j;
                    for (std::int64_t k = k0; k < k1; k += 2)
                        to[k / 2 * panelWidth + j] =
                            j < width ? pairOf(at(k, column), k + 1 < depth_ ? at(k + 1, column) : 0.f) : 0;
                }
            }
        }
    });
}

BriefMatrix BriefMatrix::fromColumns(MatrixView matrix) {
    BriefMatrix result(matrix.rows, matrix.cols);
    result.fill([&](std::int64_t k, std::int64_t j) { return matrix.data[k * matrix.cols + j]; });
    return result;
}

BriefMatrix BriefMatrix::fromRows(MatrixView matrix) {
    BriefMatrix result(matrix.cols, matrix.rows);
    result.fill([&](std::int64_t k, std::int64_t j) { return matrix.data[j * matrix.cols + k]; });
    return result;
}

void multiply(MatrixView a, const BriefMatrix& b, float* c, std::int64_t stride) {
    const std::int64_t pairs = pairsOf(b.depth());
    std::vector<std::uint32_t> left(static_cast<std::size_t>(a.rows * pairs));
    parallelFor(a.rows, 4, [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t i = begin; i < end; ++i) {
            const float* from = a.data + i * a.cols;
            std::uint32_t* to = left.data() + i * pairs;
            for (std::int64_t k = 0; k < a.cols / 2; ++k) to[k] = pairOf(from[2 * k], from[2 * k + 1]);
            if (a.cols % 2 == 1) to[pairs - 1] = pairOf(from[a.cols - 1], 0.f);
        }
    });
    const std::int64_t parts = std::max<std::int64_t>(1, (pairs + mostPairs - 1) / mostPairs);
    parallelFor(panelCount(b.cols()), 1, [&](std::int64_t begin, std::int64_t end, int) {
        std::vector<float> edge;
        for (std::int64_t p = begin; p < end; ++p) {
            const std::int64_t width = std::min(panelWidth, b.cols() - p * panelWidth);
            float* to = c + p * panelWidth;
            std::int64_t strideC = stride;
            if (width < panelWidth) {
                edge.resize(static_cast<std::size_t>(a.rows * panelWidth));
                to = edge.data();
                strideC = panelWidth;
            }
            for (std::int64_t part = 0; part < parts; ++part) {
                const std::int64_t k = pairs * part / parts, count = pairs * (part + 1) / parts - k;
                for (std::int64_t i = 0; i < a.rows; i += mostRows)
                    kernels[std::min<std::int64_t>(mostRows, a.rows - i)](
                        left.data() + i * pairs + k, pairs, b.panel(p) + k * panelWidth, count,
                        to + i * strideC, strideC, part > 0);
            }
            if (width == panelWidth) continue;
            for (std::int64_t i = 0; i < a.rows; ++i)
                std::copy_n(edge.data() + i * panelWidth, width, c + i * stride + p * panelWidth);
        }
    });
}

void roundToBrief(float* values, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) values[i] = std::bit_cast<float>(brief(values[i]) << 16);
}

}  // namespace selfsight::neighbours
