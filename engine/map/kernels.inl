// Included by one source file an instruction set, inside its namespace. Nothing of the standard library's
// inline code may be used here: the linker could keep the copy that was compiled for a newer processor.

#if defined(__AVX512F__)
constexpr std::int64_t kWidth = 16;
#elif defined(__AVX2__)
constexpr std::int64_t kWidth = 8;
#else
constexpr std::int64_t kWidth = 4;
#endif

#define SELFSIGHT_INLINE inline __attribute__((always_inline))

typedef float Vec __attribute__((vector_size(kWidth * 4)));

SELFSIGHT_INLINE Vec load(const float* p) {
    Vec v;
    __builtin_memcpy(&v, p, sizeof v);
    return v;
}
SELFSIGHT_INLINE void store(float* p, Vec v) {
    __builtin_memcpy(p, &v, sizeof v);
}
SELFSIGHT_INLINE Vec broadcast(float f) {
    return f - Vec{};
}

// Fused where the processor can, as written.
SELFSIGHT_INLINE Vec multiplyAdd(Vec a, Vec b, Vec c) {
#if defined(__AVX512F__)
    return (Vec)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c);
#elif defined(__AVX2__)
    return (Vec)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
#else
    return a * b + c;
#endif
}

// 1 / v to about 1e-7: an estimate and one Newton step.
SELFSIGHT_INLINE Vec reciprocal(Vec v) {
#if defined(__AVX512F__)
    const Vec e = (Vec)_mm512_rcp14_ps((__m512)v);
    return e * (Vec)_mm512_fnmadd_ps((__m512)v, (__m512)e, _mm512_set1_ps(2.0f));
#elif defined(__AVX2__)
    const Vec e = (Vec)_mm256_rcp_ps((__m256)v);
    return e * (Vec)_mm256_fnmadd_ps((__m256)v, (__m256)e, _mm256_set1_ps(2.0f));
#else
    return 1.0f / v;
#endif
}

// Always in the same order: halves are folded.
SELFSIGHT_INLINE float sum(Vec v) {
    float lane[kWidth];
    store(lane, v);
    for (std::int64_t half = kWidth / 2; half > 0; half /= 2)
        for (std::int64_t i = 0; i < half; ++i) lane[i] += lane[i + half];
    return lane[0];
}

// x and y of kWidth points that `index` names, out of interleaved coordinates.
SELFSIGHT_INLINE void gatherPoints(const float* points, const std::int32_t* index, Vec& x, Vec& y) {
#if defined(__AVX512F__)
    const __m256i low = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(index));
    const __m256i high = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(index + 8));
    const __m512 a = _mm512_castpd_ps(_mm512_i32gather_pd(low, points, 8));
    const __m512 b = _mm512_castpd_ps(_mm512_i32gather_pd(high, points, 8));
    const __m512i even = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
    const __m512i odd = _mm512_setr_epi32(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
    x = (Vec)_mm512_permutex2var_ps(a, even, b);
    y = (Vec)_mm512_permutex2var_ps(a, odd, b);
#else
    float xs[kWidth], ys[kWidth];
    for (std::int64_t l = 0; l < kWidth; ++l) {
        xs[l] = points[2 * static_cast<std::int64_t>(index[l])];
        ys[l] = points[2 * static_cast<std::int64_t>(index[l]) + 1];
    }
    x = load(xs);
    y = load(ys);
#endif
}

template <int kRows>
SELFSIGHT_INLINE void repulsionRows(const float* x, const float* y, std::int64_t padded, std::int64_t i,
                                    float* force, double* z) {
    Vec xi[kRows], yi[kRows], fx[kRows], fy[kRows], total[kRows];
    for (int r = 0; r < kRows; ++r) {
        xi[r] = broadcast(x[i + r]);
        yi[r] = broadcast(y[i + r]);
        fx[r] = fy[r] = total[r] = Vec{};
    }
    const Vec one = broadcast(1.0f);
    for (std::int64_t j = 0; j < padded; j += kWidth) {
        const Vec xj = load(x + j), yj = load(y + j);
        for (int r = 0; r < kRows; ++r) {
            const Vec dx = xi[r] - xj, dy = yi[r] - yj;
            const Vec w = reciprocal(multiplyAdd(dx, dx, multiplyAdd(dy, dy, one)));
            const Vec square = w * w;
            fx[r] = multiplyAdd(square, dx, fx[r]);
            fy[r] = multiplyAdd(square, dy, fy[r]);
            total[r] += w;
        }
    }
    for (int r = 0; r < kRows; ++r) {
        force[2 * (i + r)] = sum(fx[r]);
        force[2 * (i + r) + 1] = sum(fy[r]);
        // The point itself, at distance 0, has w = 1.
        z[i + r] = static_cast<double>(sum(total[r])) - 1.0;
    }
}

void repulsion(const float* x, const float* y, std::int64_t padded, std::int64_t begin, std::int64_t end,
               float* force, double* z) {
    std::int64_t i = begin;
    for (; i + 4 <= end; i += 4) repulsionRows<4>(x, y, padded, i, force, z);
    for (; i < end; ++i) repulsionRows<1>(x, y, padded, i, force, z);
}

void attraction(const std::int64_t* rowStart, const std::int32_t* column, const float* value,
                const float* points, std::int64_t begin, std::int64_t end, float* out) {
    const Vec one = broadcast(1.0f);
    for (std::int64_t i = begin; i < end; ++i) {
        const Vec xi = broadcast(points[2 * i]), yi = broadcast(points[2 * i + 1]);
        Vec fx{}, fy{};
        const auto add = [&](const std::int32_t* index, Vec p) __attribute__((always_inline)) {
            Vec xj, yj;
            gatherPoints(points, index, xj, yj);
            const Vec dx = xi - xj, dy = yi - yj;
            const Vec w = p * reciprocal(multiplyAdd(dx, dx, multiplyAdd(dy, dy, one)));
            fx = multiplyAdd(w, dx, fx);
            fy = multiplyAdd(w, dy, fy);
        };
        std::int64_t e = rowStart[i];
        for (; e + kWidth <= rowStart[i + 1]; e += kWidth) add(column + e, load(value + e));
        if (e < rowStart[i + 1]) {
            std::int32_t index[kWidth];
            float p[kWidth];
            for (std::int64_t l = 0; l < kWidth; ++l) {
                const bool inside = e + l < rowStart[i + 1];
                index[l] = inside ? column[e + l] : static_cast<std::int32_t>(i);
                p[l] = inside ? value[e + l] : 0.0f;
            }
            add(index, load(p));
        }
        out[2 * i] = sum(fx);
        out[2 * i + 1] = sum(fy);
    }
}

template <int kA, int kB>
SELFSIGHT_INLINE void dotsBlock(const float* a, const float* b, std::int64_t d, float* out,
                                std::int64_t stride) {
    Vec acc[kA][kB];
    for (auto& row : acc)
        for (auto& v : row) v = Vec{};
    std::int64_t t = 0;
    for (; t + kWidth <= d; t += kWidth) {
        Vec bv[kB];
        for (int j = 0; j < kB; ++j) bv[j] = load(b + j * d + t);
        for (int i = 0; i < kA; ++i) {
            const Vec av = load(a + i * d + t);
            for (int j = 0; j < kB; ++j) acc[i][j] = multiplyAdd(av, bv[j], acc[i][j]);
        }
    }
    for (int i = 0; i < kA; ++i)
        for (int j = 0; j < kB; ++j) {
            float s = sum(acc[i][j]);
            for (std::int64_t u = t; u < d; ++u) s += a[i * d + u] * b[j * d + u];
            out[i * stride + j] = s;
        }
}

void dots(const float* a, std::int64_t na, const float* b, std::int64_t nb, std::int64_t d, float* out,
          std::int64_t stride) {
    constexpr int kA = 4, kB = kWidth == 16 ? 4 : 2;
    std::int64_t i = 0;
    for (; i + kA <= na; i += kA) {
        std::int64_t j = 0;
        for (; j + kB <= nb; j += kB)
            dotsBlock<kA, kB>(a + i * d, b + j * d, d, out + i * stride + j, stride);
        for (; j < nb; ++j) dotsBlock<kA, 1>(a + i * d, b + j * d, d, out + i * stride + j, stride);
    }
    for (; i < na; ++i)
        for (std::int64_t j = 0; j < nb; ++j)
            dotsBlock<1, 1>(a + i * d, b + j * d, d, out + i * stride + j, stride);
}

void gramBlock(const float* rows, std::int64_t d, const float* directions, float* products) {
    constexpr std::int64_t kRows = 8, kBlock = 16, kParts = kBlock / kWidth;
    for (std::int64_t part = 0; part < kParts; ++part) {
        const float* v = directions + part * kWidth;
        float* w = products + part * kWidth;
        Vec y[kRows];
        for (auto& value : y) value = Vec{};
        for (std::int64_t j = 0; j < d; ++j) {
            const Vec vj = load(v + j * kBlock);
            for (std::int64_t r = 0; r < kRows; ++r) y[r] = multiplyAdd(broadcast(rows[r * d + j]), vj, y[r]);
        }
        for (std::int64_t j = 0; j < d; ++j) {
            Vec wj = load(w + j * kBlock);
            for (std::int64_t r = 0; r < kRows; ++r) wj = multiplyAdd(broadcast(rows[r * d + j]), y[r], wj);
            store(w + j * kBlock, wj);
        }
    }
}

SELFSIGHT_INLINE bool anyBelow(Vec v, Vec bound) {
#if defined(__AVX512F__)
    return _mm512_cmp_ps_mask((__m512)v, (__m512)bound, _CMP_LT_OQ) != 0;
#elif defined(__AVX2__)
    return _mm256_movemask_ps(_mm256_cmp_ps((__m256)v, (__m256)bound, _CMP_LT_OQ)) != 0;
#else
    return v[0] < bound[0] || v[1] < bound[1] || v[2] < bound[2] || v[3] < bound[3];
#endif
}

std::int64_t nextBelow(const float* row, std::int64_t begin, std::int64_t n, float bound) {
    std::int64_t j = begin;
    const Vec bounds = broadcast(bound);
    while (j + kWidth <= n && !anyBelow(load(row + j), bounds)) j += kWidth;
    while (j < n && !(row[j] < bound)) ++j;
    return j;
}

typedef std::int32_t Mask __attribute__((vector_size(kWidth * 4)));

void countBelow(const float* row, std::int64_t n, const float* bounds, std::int64_t count,
                std::int32_t* counts) {
    constexpr int kAtOnce = 4;
    for (std::int64_t c = 0; c < count; c += kAtOnce) {
        Vec bound[kAtOnce];
        Mask below[kAtOnce];
        for (int u = 0; u < kAtOnce; ++u) {
            bound[u] = broadcast(c + u < count ? bounds[c + u] : 0.0f);
            below[u] = Mask{};
        }
        std::int64_t j = 0;
        for (; j + kWidth <= n; j += kWidth) {
            const Vec v = load(row + j);
            // A comparison gives -1 where it holds.
            for (int u = 0; u < kAtOnce; ++u) below[u] -= v < bound[u];
        }
        for (int u = 0; u < kAtOnce && c + u < count; ++u) {
            std::int32_t total = 0;
            for (std::int64_t l = 0; l < kWidth; ++l) total += below[u][l];
            for (std::int64_t t = j; t < n; ++t) total += row[t] < bounds[c + u];
            counts[c + u] = total;
        }
    }
}
