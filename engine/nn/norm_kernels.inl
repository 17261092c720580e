// Included by one source an instruction set, which defines NORM_NAMESPACE. Loops over channels are written
// for the vectoriser.
#include "nn/norm_kernels.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <vector>

namespace selfsight::nn::kernels::NORM_NAMESPACE {
namespace {

struct Float {
    using Type = float;
    static float load(float v) { return v; }
    static float store(float v) { return v; }
};

struct Bfloat {
    using Type = std::uint16_t;
    static float load(std::uint16_t v) { return std::bit_cast<float>(static_cast<std::uint32_t>(v) << 16); }
    // Round to nearest even. NaN stays NaN unless its payload overflows, which arithmetic does not produce.
    static std::uint16_t store(float v) {
        const auto bits = std::bit_cast<std::uint32_t>(v);
        return static_cast<std::uint16_t>((bits + 0x7fffU + ((bits >> 16) & 1U)) >> 16);
    }
};

// Sums are kept in float over a block of positions and then added up in double.
constexpr std::int64_t kBlock = 64;

inline void flush(std::vector<float>& part, double* total, std::int64_t c) {
    for (std::int64_t k = 0; k < c; ++k) total[k] += part[static_cast<std::size_t>(k)];
    std::fill(part.begin(), part.end(), 0.0F);
}

template <typename E>
void moments(const void* xs, const NormShape& s, const float* __restrict shift, std::int64_t begin,
             std::int64_t end, double* sum, double* square) {
    const auto* x = static_cast<const typename E::Type*>(xs);
    std::vector<float> part(static_cast<std::size_t>(s.c)), part2(static_cast<std::size_t>(s.c));
    float* __restrict p1 = part.data();
    float* __restrict p2 = part2.data();
    for (std::int64_t from = begin; from < end; from += kBlock) {
        for (std::int64_t i = from; i < std::min(end, from + kBlock); ++i) {
            const auto* __restrict row = x + i * s.c;
#pragma GCC ivdep
            for (std::int64_t k = 0; k < s.c; ++k) {
                const float d = E::load(row[k]) - shift[k];
                p1[k] += d;
                p2[k] += d * d;
            }
        }
        flush(part, sum, s.c);
        flush(part2, square, s.c);
    }
}

// The four corners of a pooling window.
template <typename T>
struct Window {
    const T *a, *b, *c, *d;
    Window(const T* x, std::int64_t rowStride, std::int64_t c1)
        : a(x), b(x + c1), c(x + rowStride), d(x + rowStride + c1) {}
};

template <typename E, bool Relu>
void forwardPlain(const typename E::Type* x, const NormShape& s, const NormAffine& f,
                  const typename E::Type* skip, std::int64_t begin, std::int64_t end, typename E::Type* y) {
    const float* __restrict scale = f.scale;
    const float* __restrict offset = f.offset;
    for (std::int64_t i = begin * s.w; i < end * s.w; ++i) {
        const auto* __restrict in = x + i * s.c;
        auto* __restrict out = y + i * s.c;
        if (skip) {
            const auto* __restrict other = skip + i * s.c;
#pragma GCC ivdep
            for (std::int64_t k = 0; k < s.c; ++k) {
                float z = E::load(in[k]) * scale[k] + offset[k];
                if (Relu) z = z > 0 ? z : 0;
                out[k] = E::store(z + E::load(other[k]));
            }
        } else {
#pragma GCC ivdep
            for (std::int64_t k = 0; k < s.c; ++k) {
                float z = E::load(in[k]) * scale[k] + offset[k];
                if (Relu) z = z > 0 ? z : 0;
                out[k] = E::store(z);
            }
        }
    }
}

template <typename E>
void forward(const void* xs, const NormShape& s, const NormAffine& f, const void* skip, std::int64_t begin,
             std::int64_t end, void* ys) {
    using T = typename E::Type;
    const auto* x = static_cast<const T*>(xs);
    auto* y = static_cast<T*>(ys);
    if (!s.pool) {
        if (s.relu)
            forwardPlain<E, true>(x, s, f, static_cast<const T*>(skip), begin, end, y);
        else
            forwardPlain<E, false>(x, s, f, static_cast<const T*>(skip), begin, end, y);
        return;
    }
    const std::int64_t outH = s.h / 2, outW = s.w / 2, pairs = (s.h + 1) / 2, stride = s.w * s.c;
    const float* __restrict scale = f.scale;
    const float* __restrict offset = f.offset;
    for (std::int64_t row = begin; row < end; ++row) {
        const std::int64_t image = row / pairs, i = row % pairs;
        if (i >= outH) continue;
        for (std::int64_t j = 0; j < outW; ++j) {
            const Window<T> in(x + (image * s.h + 2 * i) * stride + 2 * j * s.c, stride, s.c);
            const T* __restrict a = in.a, * __restrict b = in.b, * __restrict c = in.c, * __restrict d = in.d;
            T* __restrict out = y + ((image * outH + i) * outW + j) * s.c;
#pragma GCC ivdep
            for (std::int64_t k = 0; k < s.c; ++k) {
                const float za = E::load(a[k]) * scale[k] + offset[k],
                            zb = E::load(b[k]) * scale[k] + offset[k];
                const float zc = E::load(c[k]) * scale[k] + offset[k],
                            zd = E::load(d[k]) * scale[k] + offset[k];
                const float ab = za > zb ? za : zb, cd = zc > zd ? zc : zd;
                const float m = ab > cd ? ab : cd;
                out[k] = E::store(m > 0 ? m : 0);
            }
        }
    }
}

template <typename E>
void backwardSums(const void* xs, const void* dys, const NormShape& s, const NormAffine& f,
                  const float* __restrict mean, std::int64_t begin, std::int64_t end, double* sum,
                  double* product) {
    using T = typename E::Type;
    const auto* x = static_cast<const T*>(xs);
    const auto* dy = static_cast<const T*>(dys);
    const float* __restrict scale = f.scale;
    const float* __restrict offset = f.offset;
    std::vector<float> part(static_cast<std::size_t>(s.c)), part2(static_cast<std::size_t>(s.c));
    float* __restrict p1 = part.data();
    float* __restrict p2 = part2.data();
    std::int64_t count = 0;
    const auto flushSometimes = [&] {
        if (++count % kBlock != 0) return;
        flush(part, sum, s.c);
        flush(part2, product, s.c);
    };
    if (!s.pool) {
        const float least = s.relu ? 0 : -std::numeric_limits<float>::infinity();
        for (std::int64_t i = begin * s.w; i < end * s.w; ++i) {
            const T* __restrict in = x + i * s.c, * __restrict grad = dy + i * s.c;
#pragma GCC ivdep
            for (std::int64_t k = 0; k < s.c; ++k) {
                const float v = E::load(in[k]);
                const float g = v * scale[k] + offset[k] > least ? E::load(grad[k]) : 0;
                p1[k] += g;
                p2[k] += g * (v - mean[k]);
            }
            flushSometimes();
        }
    } else {
        const std::int64_t outH = s.h / 2, outW = s.w / 2, pairs = (s.h + 1) / 2, stride = s.w * s.c;
        for (std::int64_t row = begin; row < end; ++row) {
            const std::int64_t image = row / pairs, i = row % pairs;
            if (i >= outH) continue;
            for (std::int64_t j = 0; j < outW; ++j) {
                const Window<T> in(x + (image * s.h + 2 * i) * stride + 2 * j * s.c, stride, s.c);
                const T* __restrict a = in.a, * __restrict b = in.b, * __restrict c = in.c, * __restrict d = in.d;
                const T* __restrict grad = dy + ((image * outH + i) * outW + j) * s.c;
#pragma GCC ivdep
                for (std::int64_t k = 0; k < s.c; ++k) {
                    const float va = E::load(a[k]), vb = E::load(b[k]), vc = E::load(c[k]),
                                vd = E::load(d[k]);
                    const float za = va * scale[k] + offset[k], zb = vb * scale[k] + offset[k];
                    const float zc = vc * scale[k] + offset[k], zd = vd * scale[k] + offset[k];
                    // The first largest of the four wins, as in torch.
                    const float zab = zb > za ? zb : za, vab = zb > za ? vb : va;
                    const float zcd = zd > zc ? zd : zc, vcd = zd > zc ? vd : vc;
                    const float z = zcd > zab ? zcd : zab, v = zcd > zab ? vcd : vab;
                    const float g = z > 0 ? E::load(grad[k]) : 0;
                    p1[k] += g;
                    p2[k] += g * (v - mean[k]);
                }
                flushSometimes();
            }
        }
    }
    flush(part, sum, s.c);
    flush(part2, product, s.c);
}

template <typename E>
void backward(const void* xs, const void* dys, const NormShape& s, const NormAffine& f, const float* ca,
              const float* cb, const float* cc, std::int64_t begin, std::int64_t end, void* dxs) {
    using T = typename E::Type;
    const auto* x = static_cast<const T*>(xs);
    const auto* dy = static_cast<const T*>(dys);
    auto* dx = static_cast<T*>(dxs);
    const float* __restrict scale = f.scale;
    const float* __restrict offset = f.offset;
    const float* __restrict A = ca, * __restrict B = cb, * __restrict C = cc;
    if (!s.pool) {
        const float least = s.relu ? 0 : -std::numeric_limits<float>::infinity();
        for (std::int64_t i = begin * s.w; i < end * s.w; ++i) {
            const T* __restrict in = x + i * s.c, * __restrict grad = dy + i * s.c;
            T* __restrict out = dx + i * s.c;
#pragma GCC ivdep
            for (std::int64_t k = 0; k < s.c; ++k) {
                const float v = E::load(in[k]);
                const float g = v * scale[k] + offset[k] > least ? E::load(grad[k]) : 0;
                out[k] = E::store(A[k] * g + (B[k] * v + C[k]));
            }
        }
        return;
    }
    const std::int64_t outH = s.h / 2, outW = s.w / 2, pairs = (s.h + 1) / 2, stride = s.w * s.c;
    // What no window covers has the gradient of the statistics alone.
    const auto plain = [&](std::int64_t from, std::int64_t count) {
        const T* __restrict in = x + from;
        T* __restrict out = dx + from;
        for (std::int64_t j = 0; j < count; ++j) {
#pragma GCC ivdep
            for (std::int64_t k = 0; k < s.c; ++k)
                out[j * s.c + k] = E::store(B[k] * E::load(in[j * s.c + k]) + C[k]);
        }
    };
    for (std::int64_t row = begin; row < end; ++row) {
        const std::int64_t image = row / pairs, i = row % pairs;
        const std::int64_t top = (image * s.h + 2 * i) * stride;
        if (i >= outH) {
            plain(top, s.w);
            continue;
        }
        for (std::int64_t j = 0; j < outW; ++j) {
            const std::int64_t at = top + 2 * j * s.c;
            const Window<T> in(x + at, stride, s.c);
            const T* __restrict a = in.a, * __restrict b = in.b, * __restrict c = in.c, * __restrict d = in.d;
            T* __restrict oa = dx + at, * __restrict ob = oa + s.c, * __restrict oc = oa + stride, * __restrict od = oc + s.c;
            const T* __restrict grad = dy + ((image * outH + i) * outW + j) * s.c;
#pragma GCC ivdep
            for (std::int64_t k = 0; k < s.c; ++k) {
                const float va = E::load(a[k]), vb = E::load(b[k]), vc = E::load(c[k]), vd = E::load(d[k]);
                const float za = va * scale[k] + offset[k], zb = vb * scale[k] + offset[k];
                const float zc = vc * scale[k] + offset[k], zd = vd * scale[k] + offset[k];
                const float zab = zb > za ? zb : za, zcd = zd > zc ? zd : zc;
                const float z = zcd > zab ? zcd : zab;
                const float g = z > 0 ? A[k] * E::load(grad[k]) : 0;
                const float gab = zcd > zab ? 0 : g, gcd = zcd > zab ? g : 0;
                oa[k] = E::store((zb > za ? 0 : gab) + (B[k] * va + C[k]));
                ob[k] = E::store((zb > za ? gab : 0) + (B[k] * vb + C[k]));
                oc[k] = E::store((zd > zc ? 0 : gcd) + (B[k] * vc + C[k]));
                od[k] = E::store((zd > zc ? gcd : 0) + (B[k] * vd + C[k]));
            }
        }
        if (s.w % 2) {
            plain(top + (s.w - 1) * s.c, 1);
            plain(top + stride + (s.w - 1) * s.c, 1);
        }
    }
}

}  // namespace

const NormKernels floats{moments<Float>, forward<Float>, backwardSums<Float>, backward<Float>};
const NormKernels bfloats{moments<Bfloat>, forward<Bfloat>, backwardSums<Bfloat>, backward<Bfloat>};

}  // namespace selfsight::nn::kernels::NORM_NAMESPACE
