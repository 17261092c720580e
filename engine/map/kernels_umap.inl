// The descent of UMAP.

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
