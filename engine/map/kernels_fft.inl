// Fourier transforms of 16 columns at once, and what is done to spectra.

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

double multiplySpectrum(std::int64_t length, std::int64_t stride, const float* table, const float* weight,
                        float* re, float* im) {
    double total = 0;
    for (std::int64_t row = 0; row < length; ++row) {
        // Frequencies above the middle mirror those below.
        const float* factors = table + (row > length / 2 ? length - row : row) * stride;
        Vec energy{};
        for (std::int64_t lane = 0; lane < kLanes; lane += kWidth) {
            const std::int64_t at = row * kLanes + lane;
            const Vec r = load(re + at), i = load(im + at), f = load(factors + lane);
            energy += f * load(weight + lane) * multiplyAdd(r, r, i * i);
            store(re + at, f * r);
            store(im + at, f * i);
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
        if (to - from < kLanes) __builtin_memset(block, 0, sizeof block);
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

void copyLanes(const float* from, std::int64_t fromStride, std::int64_t rows, float* to,
               std::int64_t toStride) {
    for (std::int64_t r = 0; r < rows; ++r)
        for (std::int64_t lane = 0; lane < kLanes; lane += kWidth)
            store(to + r * toStride + lane, load(from + r * fromStride + lane));
}
