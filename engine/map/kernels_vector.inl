// Vectors of one instruction set, for the kernels of kernels.inl.

#if defined(__AVX512F__)
constexpr std::int64_t kWidth = 16;
#elif defined(__AVX2__)
constexpr std::int64_t kWidth = 8;
#else
constexpr std::int64_t kWidth = 4;
#endif

#define SELFSIGHT_INLINE inline __attribute__((always_inline))

typedef float Vec __attribute__((vector_size(kWidth * 4)));
typedef std::int32_t Mask __attribute__((vector_size(kWidth * 4)));

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
    // Loads and inserts: faster than the gather instruction on the processors that were tried.
    const auto pair = [&](int at) __attribute__((always_inline)) {
        const auto* first = reinterpret_cast<const __m64*>(points + 2 * static_cast<std::int64_t>(index[at]));
        const auto* second =
            reinterpret_cast<const __m64*>(points + 2 * static_cast<std::int64_t>(index[at + 1]));
        return _mm_loadh_pi(_mm_loadl_pi(_mm_setzero_ps(), first), second);
    };
    const auto eight = [&](int at) __attribute__((always_inline)) {
        const __m256 low = _mm256_insertf128_ps(_mm256_castps128_ps256(pair(at)), pair(at + 2), 1);
        const __m256 high = _mm256_insertf128_ps(_mm256_castps128_ps256(pair(at + 4)), pair(at + 6), 1);
        return _mm512_insertf32x8(_mm512_castps256_ps512(low), high, 1);
    };
    const __m512 a = eight(0), b = eight(8);
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
