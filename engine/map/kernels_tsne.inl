// Repulsion and attraction of t-SNE, pair by pair.

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
