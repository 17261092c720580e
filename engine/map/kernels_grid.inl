// Points to a grid and back, by B-splines.

// Everything that takes or returns these is inlined, so how they would be passed does not matter.
#pragma GCC diagnostic ignored "-Wpsabi"

// Eight floats: the weights of a spline of order 8.
typedef float Oct __attribute__((vector_size(32)));

SELFSIGHT_INLINE Oct loadOct(const float* p) {
    Oct v;
    __builtin_memcpy(&v, p, sizeof v);
    return v;
}
SELFSIGHT_INLINE void storeOct(float* p, Oct v) {
    __builtin_memcpy(p, &v, sizeof v);
}
// Lane i becomes lane i + 1; lane 7, which must be 0, becomes lane 0.
SELFSIGHT_INLINE Oct nextLane(Oct v) {
    return __builtin_shufflevector(v, v, 7, 0, 1, 2, 3, 4, 5, 6);
}

// One step of Cox and de Boor's recursion at t in 0 … 1: from the weights of order p to those of order p + 1.
SELFSIGHT_INLINE Oct raise(Oct w, float t, int p) {
    const Oct lane = {0, 1, 2, 3, 4, 5, 6, 7};
    const Oct left = w * ((t + static_cast<float>(p - 1) - lane) * (1.0f / static_cast<float>(p)));
    return nextLane(left) + (w - left);
}

// The weights of order 7, and from them those of order 8.
SELFSIGHT_INLINE Oct splineBefore(float t) {
    Oct w = {1, 0, 0, 0, 0, 0, 0, 0};
#pragma GCC unroll 6
    for (int p = 1; p < 7; ++p) w = raise(w, t, p);
    return w;
}

void spread(float x, float y, float* grid, std::int64_t stride, int first, int last) {
    const Oct wx = raise(splineBefore(x), x, 7);
    float wy[8];
    storeOct(wy, raise(splineBefore(y), y, 7));
    for (int r = first; r < last; ++r) {
        float* row = grid + r * stride;
        storeOct(row, loadOct(row) + wy[r] * wx);
    }
}

SELFSIGHT_INLINE float sumOct(Oct v) {
    return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
}

void gradient(float x, float y, const float* grid, std::int64_t stride, float factor, float* out) {
    const Oct beforeX = splineBefore(x), beforeY = splineBefore(y);
    const Oct wx = raise(beforeX, x, 7), slopeX = nextLane(beforeX) - beforeX;
    float wy[8], slopeY[8];
    storeOct(wy, raise(beforeY, y, 7));
    storeOct(slopeY, nextLane(beforeY) - beforeY);
    Oct along{}, across{};
#pragma GCC unroll 8
    for (int r = 0; r < 8; ++r) {
        const Oct row = loadOct(grid + r * stride);
        along += wy[r] * row;
        across += slopeY[r] * row;
    }
    out[0] = factor * sumOct(along * slopeX);
    out[1] = factor * sumOct(across * wx);
}
