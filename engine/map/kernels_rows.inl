// Products and comparisons of whole rows: principal components and trust.

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
