// Points to a grid and back, by B-splines.

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
