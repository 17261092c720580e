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

template <int kRows>
SELFSIGHT_INLINE void repulsionRows(const float* qx, const float* qy, const float* x, const float* y,
                                    std::int64_t padded, float* force, double* z) {
    Vec xi[kRows], yi[kRows], fx[kRows], fy[kRows], total[kRows];
    for (int r = 0; r < kRows; ++r) {
        xi[r] = broadcast(qx[r]);
        yi[r] = broadcast(qy[r]);
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
        force[2 * r] = sum(fx[r]);
        force[2 * r + 1] = sum(fy[r]);
        z[r] = static_cast<double>(sum(total[r]));
    }
}

void repulsion(const float* qx, const float* qy, const float* x, const float* y, std::int64_t padded,
               std::int64_t begin, std::int64_t end, float* force, double* z) {
    std::int64_t i = begin;
    for (; i + 4 <= end; i += 4) repulsionRows<4>(qx + i, qy + i, x, y, padded, force + 2 * i, z + i);
    for (; i < end; ++i) repulsionRows<1>(qx + i, qy + i, x, y, padded, force + 2 * i, z + i);
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

constexpr std::int64_t kLanes = 16;

struct Complex {
    Vec re, im;
};
SELFSIGHT_INLINE Complex operator+(Complex a, Complex b) {
    return {a.re + b.re, a.im + b.im};
}
SELFSIGHT_INLINE Complex operator-(Complex a, Complex b) {
    return {a.re - b.re, a.im - b.im};
}
SELFSIGHT_INLINE Complex operator*(float f, Complex a) {
    return {broadcast(f) * a.re, broadcast(f) * a.im};
}
// a + f b
SELFSIGHT_INLINE Complex plus(Complex a, float f, Complex b) {
    return {multiplyAdd(broadcast(f), b.re, a.re), multiplyAdd(broadcast(f), b.im, a.im)};
}
// a ∓ i b
SELFSIGHT_INLINE Complex minusI(Complex a, Complex b) {
    return {a.re + b.im, a.im - b.re};
}
SELFSIGHT_INLINE Complex plusI(Complex a, Complex b) {
    return {a.re - b.im, a.im + b.re};
}

template <int kRadix>
SELFSIGHT_INLINE void butterfly(const Complex* a, Complex* b) {
    if constexpr (kRadix == 2) {
        b[0] = a[0] + a[1];
        b[1] = a[0] - a[1];
    } else if constexpr (kRadix == 3) {
        const Complex sum = a[1] + a[2], difference = 0.866025403784438647f * (a[1] - a[2]);
        const Complex middle = plus(a[0], -0.5f, sum);
        b[0] = a[0] + sum;
        b[1] = minusI(middle, difference);
        b[2] = plusI(middle, difference);
    } else if constexpr (kRadix == 4) {
        const Complex even = a[0] + a[2], odd = a[1] + a[3], evenD = a[0] - a[2], oddD = a[1] - a[3];
        b[0] = even + odd;
        b[1] = minusI(evenD, oddD);
        b[2] = even - odd;
        b[3] = plusI(evenD, oddD);
    } else {
        constexpr float c1 = 0.309016994374947424f, c2 = -0.809016994374947424f;
        constexpr float s1 = 0.951056516295153572f, s2 = 0.587785252292473129f;
        const Complex p = a[1] + a[4], q = a[2] + a[3], u = a[1] - a[4], v = a[2] - a[3];
        const Complex m1 = plus(plus(a[0], c1, p), c2, q), m2 = plus(plus(a[0], c2, p), c1, q);
        const Complex n1 = plus(s1 * u, s2, v), n2 = plus(s2 * u, -s1, v);
        b[0] = a[0] + p + q;
        b[1] = minusI(m1, n1);
        b[2] = minusI(m2, n2);
        b[3] = plusI(m2, n2);
        b[4] = plusI(m1, n1);
    }
}

template <int kRadix>
SELFSIGHT_INLINE void fftRadix(std::int64_t groups, std::int64_t stride, const float* twiddles,
                               const float* re, const float* im, float* outRe, float* outIm) {
    for (std::int64_t p = 0; p < groups; ++p) {
        const float* w = twiddles + p * 2 * (kRadix - 1);
        for (std::int64_t q = 0; q < stride; ++q)
            for (std::int64_t lane = 0; lane < kLanes; lane += kWidth) {
                Complex a[kRadix], b[kRadix];
                for (int j = 0; j < kRadix; ++j) {
                    const std::int64_t at = (q + stride * (p + groups * j)) * kLanes + lane;
                    a[j] = {load(re + at), load(im + at)};
                }
                butterfly<kRadix>(a, b);
                for (int k = 0; k < kRadix; ++k) {
                    const std::int64_t at = (q + stride * (kRadix * p + k)) * kLanes + lane;
                    if (k > 0 && p > 0) {
                        const Vec c = broadcast(w[2 * (k - 1)]), s = broadcast(w[2 * (k - 1) + 1]);
                        const Vec real = b[k].re;
                        b[k].re = multiplyAdd(real, c, -(b[k].im * s));
                        b[k].im = multiplyAdd(real, s, b[k].im * c);
                    }
                    store(outRe + at, b[k].re);
                    store(outIm + at, b[k].im);
                }
            }
    }
}

void fftStage(int radix, std::int64_t groups, std::int64_t stride, const float* twiddles, const float* re,
              const float* im, float* outRe, float* outIm) {
    switch (radix) {
        case 2:
            return fftRadix<2>(groups, stride, twiddles, re, im, outRe, outIm);
        case 3:
            return fftRadix<3>(groups, stride, twiddles, re, im, outRe, outIm);
        case 4:
            return fftRadix<4>(groups, stride, twiddles, re, im, outRe, outIm);
        default:
            return fftRadix<5>(groups, stride, twiddles, re, im, outRe, outIm);
    }
}

// Four floats: one register on every processor of the kind.
typedef float Quad __attribute__((vector_size(16)));

SELFSIGHT_INLINE Quad loadQuad(const float* p) {
    Quad v;
    __builtin_memcpy(&v, p, sizeof v);
    return v;
}
SELFSIGHT_INLINE void storeQuad(float* p, Quad v) {
    __builtin_memcpy(p, &v, sizeof v);
}

// The six weights of the B-spline of order 6 at t in 0 … 1 (Cox–de Boor, written out), and two zeros.
SELFSIGHT_INLINE void splineWeights(float t, float* w) {
    const float u = 1 - t, t2 = t * t, u2 = u * u;
    w[0] = u2 * u2 * u * (1 / 120.0f);
    w[5] = t2 * t2 * t * (1 / 120.0f);
    w[1] = (26 + t * (-50 + t * (20 + t * (20 + t * (-20 + 5 * t))))) * (1 / 120.0f);
    w[4] = (26 + u * (-50 + u * (20 + u * (20 + u * (-20 + 5 * u))))) * (1 / 120.0f);
    w[2] = (66 + t2 * (-60 + t2 * (30 - 10 * t))) * (1 / 120.0f);
    w[3] = (66 + u2 * (-60 + u2 * (30 - 10 * u))) * (1 / 120.0f);
    w[6] = w[7] = 0;
}

void spread(float x, float y, float* grid, std::int64_t stride, int first, int last) {
    float wx[8], wy[8];
    splineWeights(x, wx);
    splineWeights(y, wy);
    const Quad low = loadQuad(wx), high = loadQuad(wx + 4);
    for (int r = first; r < last; ++r) {
        float* row = grid + r * stride;
        storeQuad(row, loadQuad(row) + wy[r] * low);
        storeQuad(row + 4, loadQuad(row + 4) + wy[r] * high);
    }
}

SELFSIGHT_INLINE float sumQuad(Quad v) {
    return (v[0] + v[2]) + (v[1] + v[3]);
}

void interpolate(float x, float y, const float* gridA, const float* gridB, std::int64_t stride, float* out) {
    float wx[8], wy[8];
    splineWeights(x, wx);
    splineWeights(y, wy);
    Quad a0{}, a1{}, b0{}, b1{};
    for (int r = 0; r < 6; ++r) {
        a0 += wy[r] * loadQuad(gridA + r * stride);
        a1 += wy[r] * loadQuad(gridA + r * stride + 4);
        b0 += wy[r] * loadQuad(gridB + r * stride);
        b1 += wy[r] * loadQuad(gridB + r * stride + 4);
    }
    const Quad low = loadQuad(wx), high = loadQuad(wx + 4);
    out[0] = sumQuad(a0 * low + a1 * high);
    out[1] = sumQuad(b0 * low + b1 * high);
}

double multiplySpectrum(std::int64_t length, std::int64_t stride, const float* a, const float* b,
                        const float* c, const float* weight, const float* re, const float* im, float* aRe,
                        float* aIm, float* bRe, float* bIm) {
    double total = 0;
    for (std::int64_t row = 0; row < length; ++row) {
        // Frequencies above the middle mirror those below.
        const bool mirrored = row > length / 2;
        const std::int64_t table = (mirrored ? length - row : row) * stride;
        Vec energy{};
        for (std::int64_t lane = 0; lane < kLanes; lane += kWidth) {
            const std::int64_t at = row * kLanes + lane;
            const Vec r = load(re + at), i = load(im + at);
            const Vec fa = load(a + table + lane),
                      fb = mirrored ? -load(b + table + lane) : load(b + table + lane);
            energy += load(c + table + lane) * load(weight + lane) * multiplyAdd(r, r, i * i);
            store(aRe + at, -(fa * i));
            store(aIm + at, fa * r);
            store(bRe + at, -(fb * i));
            store(bIm + at, fb * r);
        }
        total += static_cast<double>(sum(energy));
    }
    return total;
}

void splitPair(std::int64_t length, const float* re, const float* im, float* outRe, float* outIm,
               std::int64_t stride) {
    const std::int64_t half = length / 2 + 1;
    for (std::int64_t from = 0; from < half; from += kLanes) {
        const std::int64_t to = from + kLanes < half ? from + kLanes : half;
        // Blocks of 16 × 16, turned in a buffer.
        float block[4][kLanes * kLanes];
        for (std::int64_t k = from; k < to; ++k) {
            const std::int64_t at = k * kLanes, mirror = (k == 0 ? 0 : length - k) * kLanes;
            for (std::int64_t lane = 0; lane < kLanes; ++lane) {
                const std::int64_t out = lane * kLanes + k - from;
                block[0][out] = 0.5f * (re[at + lane] + re[mirror + lane]);
                block[1][out] = 0.5f * (im[at + lane] - im[mirror + lane]);
                block[2][out] = 0.5f * (im[at + lane] + im[mirror + lane]);
                block[3][out] = 0.5f * (re[mirror + lane] - re[at + lane]);
            }
        }
        for (std::int64_t lane = 0; lane < kLanes; ++lane)
            for (int part = 0; part < 4; ++part)
                __builtin_memcpy((part % 2 ? outIm : outRe) + (lane + (part / 2) * kLanes) * stride + from,
                                 block[part] + lane * kLanes, kLanes * sizeof(float));
    }
}

void joinPair(std::int64_t length, const float* xRe, const float* xIm, const float* yRe, const float* yIm,
              std::int64_t stride, float* re, float* im) {
    const std::int64_t half = length / 2 + 1;
    for (std::int64_t from = 0; from < half; from += kLanes) {
        const std::int64_t to = from + kLanes < half ? from + kLanes : half;
        float block[4][kLanes * kLanes];
        for (std::int64_t lane = 0; lane < kLanes; ++lane)
            for (std::int64_t k = from; k < to; ++k) {
                const std::int64_t out = (k - from) * kLanes + lane, at = lane * stride + k;
                block[0][out] = xRe[at];
                block[1][out] = xIm[at];
                block[2][out] = yRe[at];
                block[3][out] = yIm[at];
            }
        for (std::int64_t k = from; k < to; ++k) {
            const std::int64_t in = (k - from) * kLanes, at = k * kLanes, mirror = (length - k) * kLanes;
            const bool both = k > 0 && 2 * k != length;
            for (std::int64_t lane = 0; lane < kLanes; lane += kWidth) {
                const Vec xr = load(block[0] + in + lane), xi = load(block[1] + in + lane);
                const Vec yr = load(block[2] + in + lane), yi = load(block[3] + in + lane);
                store(re + at + lane, xr - yi);
                store(im + at + lane, xi + yr);
                if (both) {
                    store(re + mirror + lane, xr + yi);
                    store(im + mirror + lane, yr - xi);
                }
            }
        }
    }
}

SELFSIGHT_INLINE Vec asFloat(Mask bits) {
    return (Vec)bits;
}
SELFSIGHT_INLINE Mask asBits(Vec v) {
    return (Mask)v;
}

// 2^(power · log2 x) for x > 0, to about 1e-5.
SELFSIGHT_INLINE Vec power(Vec x, Vec exponent) {
    // x = 2^e m with m in [√½, √2)
    const Mask shifted = asBits(x) - 0x3f3504f3;
    const Mask e = shifted >> 23;
    const Vec m = asFloat((shifted & 0x007fffff) + 0x3f3504f3);
    const Vec t = (m - 1.0f) * reciprocal(m + 1.0f), t2 = t * t;
    Vec series = multiplyAdd(t2, broadcast(1 / 7.0f), broadcast(1 / 5.0f));
    series = multiplyAdd(t2, series, broadcast(1 / 3.0f));
    series = multiplyAdd(t2, series, broadcast(1.0f));
    const Vec logarithm =
        multiplyAdd(t * series, broadcast(2.885390081777927f), __builtin_convertvector(e, Vec));
    const Vec z = exponent * logarithm;
    // Rounded to whole by the constant that pushes fractions out of a float.
    const Vec whole = (z + 12582912.0f) - 12582912.0f;
    const Vec f = z - whole;
    Vec result = multiplyAdd(f, broadcast(1.3333558e-3f), broadcast(9.6181291e-3f));
    result = multiplyAdd(f, result, broadcast(5.5504109e-2f));
    result = multiplyAdd(f, result, broadcast(2.4022651e-1f));
    result = multiplyAdd(f, result, broadcast(6.9314718e-1f));
    result = multiplyAdd(f, result, broadcast(1.0f));
    const Mask exponentBits = (__builtin_convertvector(whole, Mask) + 127) << 23;
    return result * asFloat(exponentBits);
}

SELFSIGHT_INLINE Vec clip(Vec v, float limit) {
    const Vec high = broadcast(limit), low = broadcast(-limit);
    v = v < high ? v : high;
    return v > low ? v : low;
}

// Scrambles lanes of a counter (Hash Prospector's lowbias32).
typedef std::uint32_t Word __attribute__((vector_size(kWidth * 4)));
SELFSIGHT_INLINE Word scramble(Word v) {
    v ^= v >> 16;
    v *= 0x7feb352du;
    v ^= v >> 15;
    v *= 0x846ca68bu;
    return v ^ (v >> 16);
}

void umapEpoch(const UmapEpoch& epoch, const std::int64_t* rowStart, const std::int32_t* column,
               const float* value, const float* points, std::int64_t n, std::int64_t begin, std::int64_t end,
               float* out) {
    constexpr int kNegatives = 5;
    const Vec a = broadcast(epoch.a), b = broadcast(epoch.b), one = broadcast(1.0f), tiny = broadcast(1e-12f);
    const float now = static_cast<float>(epoch.number), before = now - 1;
    Word lanes;
    for (std::int64_t l = 0; l < kWidth; ++l) lanes[l] = static_cast<std::uint32_t>(l);
    for (std::int64_t i = begin; i < end; ++i) {
        float x = points[2 * i], y = points[2 * i + 1];
        int drawn = 0;
        if (epoch.number > 0)
            for (std::int64_t e = rowStart[i]; e < rowStart[i + 1]; ++e) {
                // An edge is drawn in the epochs in which its count of samples reaches the next whole number.
                if (static_cast<std::int32_t>(now * value[e]) == static_cast<std::int32_t>(before * value[e]))
                    continue;
                ++drawn;
                const float dx = x - points[2 * static_cast<std::int64_t>(column[e])];
                const float dy = y - points[2 * static_cast<std::int64_t>(column[e]) + 1];
                const float square = dx * dx + dy * dy;
                if (!(square > 1e-12f)) continue;
                const Vec d2 = broadcast(square), p = power(d2, b);
                // Both directions of the edge pull at this end.
                const Vec pull = -4.0f * a * b * p * reciprocal(d2 * multiplyAdd(a, p, one));
                x += epoch.rate * clip(pull * dx, 8.0f)[0];
                y += epoch.rate * clip(pull * dy, 8.0f)[0];
            }
        const Vec xi = broadcast(x), yi = broadcast(y);
        Vec pushX{}, pushY{};
        const std::uint32_t key = epoch.seed ^ (static_cast<std::uint32_t>(i) * 0x9e3779b9u);
        for (int s = 0; s < drawn * kNegatives; s += static_cast<int>(kWidth)) {
            const Word random = scramble(scramble(lanes + static_cast<std::uint32_t>(s)) ^ key);
            const Vec fraction = __builtin_convertvector((Mask)(random >> 8), Vec) * 0x1p-24f;
            Mask index = __builtin_convertvector(fraction * static_cast<float>(n), Mask);
            const Mask most = Mask{} + static_cast<std::int32_t>(n - 1);
            index = index < most ? index : most;
            std::int32_t which[kWidth];
            __builtin_memcpy(which, &index, sizeof which);
            Vec xj, yj;
            gatherPoints(points, which, xj, yj);
            const Vec dx = xi - xj, dy = yi - yj;
            const Vec square = multiplyAdd(dx, dx, dy * dy);
            const Vec d2 = square > tiny ? square : tiny;
            const Vec push = 2.0f * b * reciprocal((d2 + 0.001f) * multiplyAdd(a, power(d2, b), one));
            // A point does not repel itself, and the last vector may be longer than what is drawn.
            const Mask counts =
                (index != static_cast<std::int32_t>(i)) & ((Mask)lanes + s < drawn * kNegatives);
            pushX += asFloat(counts & asBits(clip(push * dx, 4.0f)));
            pushY += asFloat(counts & asBits(clip(push * dy, 4.0f)));
        }
        out[2 * i] = x + epoch.rate * sum(pushX);
        out[2 * i + 1] = y + epoch.rate * sum(pushY);
    }
}

void copyLanes(const float* from, std::int64_t fromStride, std::int64_t rows, float* to,
               std::int64_t toStride) {
    for (std::int64_t r = 0; r < rows; ++r)
        for (std::int64_t lane = 0; lane < kLanes; lane += kWidth)
            store(to + r * toStride + lane, load(from + r * fromStride + lane));
}
