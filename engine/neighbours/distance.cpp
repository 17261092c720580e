#include "neighbours/distance.h"

#include "core/control.h"
#include "core/parallel.h"

#include <cmath>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace selfsight::neighbours {

namespace {

constexpr int lanes = 16;

// Halves are folded, so that every instruction set adds in the same order.
double fold(const double* sums) {
    double folded[lanes];
    for (int l = 0; l < lanes; ++l) folded[l] = sums[l];
    for (int half = lanes / 2; half > 0; half /= 2)
        for (int l = 0; l < half; ++l) folded[l] += folded[l + half];
    return folded[0];
}

template <bool difference>
double portable(const float* a, const float* b, std::int64_t n) {
    double sums[lanes] = {};
    for (std::int64_t j = 0; j < n; j += lanes) {
        const int here = static_cast<int>(n - j < lanes ? n - j : lanes);
        for (int l = 0; l < here; ++l) {
            const double x = a[j + l], y = b[j + l];
            sums[l] += difference ? (x - y) * (x - y) : x * y;
        }
    }
    return fold(sums);
}

#if defined(__x86_64__)
template <bool difference>
__attribute__((target("avx512f"))) double avx512(const float* a, const float* b, std::int64_t n) {
    __m512d low = _mm512_setzero_pd(), high = low;
    for (std::int64_t j = 0; j < n; j += lanes) {
        const std::int64_t left = n - j;
        const auto mask = static_cast<__mmask16>(left >= lanes ? 0xffff : (1 << left) - 1);
        const __m512 x = _mm512_maskz_loadu_ps(mask, a + j), y = _mm512_maskz_loadu_ps(mask, b + j);
        const __m512 upperX = _mm512_shuffle_f32x4(x, x, 0xee), upperY = _mm512_shuffle_f32x4(y, y, 0xee);
        __m512d x0 = _mm512_cvtps_pd(_mm512_castps512_ps256(x)),
                y0 = _mm512_cvtps_pd(_mm512_castps512_ps256(y));
        __m512d x1 = _mm512_cvtps_pd(_mm512_castps512_ps256(upperX)),
                y1 = _mm512_cvtps_pd(_mm512_castps512_ps256(upperY));
        if constexpr (difference) {
            x0 = y0 = _mm512_sub_pd(x0, y0);
            x1 = y1 = _mm512_sub_pd(x1, y1);
        }
        low = _mm512_fmadd_pd(x0, y0, low);
        high = _mm512_fmadd_pd(x1, y1, high);
    }
    double sums[lanes];
    _mm512_storeu_pd(sums, low);
    _mm512_storeu_pd(sums + 8, high);
    return fold(sums);
}

template <bool difference>
__attribute__((target("avx2,fma"))) double avx2(const float* a, const float* b, std::int64_t n) {
    __m256d part[4];
    for (auto& p : part) p = _mm256_setzero_pd();
    std::int64_t j = 0;
    for (; j + lanes <= n; j += lanes) {
#pragma GCC unroll 4
        for (int p = 0; p < 4; ++p) {
            const __m256d x = _mm256_cvtps_pd(_mm_loadu_ps(a + j + 4 * p)),
                          y = _mm256_cvtps_pd(_mm_loadu_ps(b + j + 4 * p));
            if constexpr (difference) {
                const __m256d d = _mm256_sub_pd(x, y);
                part[p] = _mm256_fmadd_pd(d, d, part[p]);
            } else {
                part[p] = _mm256_fmadd_pd(x, y, part[p]);
            }
        }
    }
    double sums[lanes];
    for (int p = 0; p < 4; ++p) _mm256_storeu_pd(sums + 4 * p, part[p]);
    for (int l = 0; j < n; ++j, ++l) {
        const double x = a[j], y = b[j];
        sums[l] += difference ? (x - y) * (x - y) : x * y;
    }
    return fold(sums);
}
#endif

using Kernel = double (*)(const float*, const float*, std::int64_t);

template <bool difference>
Kernel chooseKernel() {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f")) return avx512<difference>;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return avx2<difference>;
#endif
    return portable<difference>;
}

}  // namespace

double squaredDistance(const float* a, const float* b, std::int64_t n) {
    static const Kernel kernel = chooseKernel<true>();
    return kernel(a, b, n);
}

double dotProduct(const float* a, const float* b, std::int64_t n) {
    static const Kernel kernel = chooseKernel<false>();
    return kernel(a, b, n);
}

std::vector<double> rowLengths(MatrixView points, const std::stop_token& stop) {
    std::vector<double> result(static_cast<std::size_t>(points.rows));
    parallelFor(points.rows, 64, [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t i = begin; i < end; ++i) {
            if (i % 1024 == 0 && stop.stop_requested()) return;
            const float* row = points.row(i).data();
            result[static_cast<std::size_t>(i)] = std::sqrt(dotProduct(row, row, points.cols));
        }
    });
    throwIfCancelled(stop);
    return result;
}

}  // namespace selfsight::neighbours
