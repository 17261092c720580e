#include "core/parallel.h"
#include "eval/logistic_kernels.h"
#include "neighbours/brief_product.h"
#include "neighbours/product.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

// Vectors of eight floats in GCC's notation: one AVX2 register where the function is compiled for it, two of
// SSE elsewhere. Without contraction both give the same bits.
#pragma GCC diagnostic ignored "-Wpsabi"
#if defined(__x86_64__)
#define SELFSIGHT_AVX2 __attribute__((target("avx2")))
#else
#define SELFSIGHT_AVX2
#endif
#define SELFSIGHT_INLINE inline __attribute__((always_inline))

namespace selfsight::eval {

namespace {

using neighbours::BriefMatrix;
using neighbours::PackedMatrix;
using torch::Tensor;

constexpr int lanes = 8;
using Floats = float __attribute__((vector_size(32)));
using Ints = std::int32_t __attribute__((vector_size(32)));
constexpr std::int64_t sumBlock = 256;    // float32 sums of this many values are added up in float64
constexpr std::int64_t columnBlock = 64;  // samples of all classes that a softmax works on at a time

bool hasAvx2() {
#if defined(__x86_64__)
    static const bool has = __builtin_cpu_supports("avx2");
    return has;
#else
    return false;
#endif
}

SELFSIGHT_INLINE Floats load(const float* p) {
    Floats v;
    std::memcpy(&v, p, sizeof v);
    return v;
}
SELFSIGHT_INLINE void store(float* p, Floats v) {
    std::memcpy(p, &v, sizeof v);
}
SELFSIGHT_INLINE double sumOf(Floats v) {
    double sum = 0;
    for (int l = 0; l < lanes; ++l) sum += v[l];
    return sum;
}
// The first `count` values of p, the rest filled up.
SELFSIGHT_INLINE Floats loadPart(const float* p, std::int64_t count, float filling) {
    Floats v;
    for (int l = 0; l < lanes; ++l) v[l] = l < count ? p[l] : filling;
    return v;
}

// eˣ to 2 units in the last place for x in [−87, 88], clamped outside: 2ᵏ·p(r) with Cephes' polynomial on |r|
// ≤ ½ln 2.
SELFSIGHT_INLINE Floats exponential(Floats x) {
    const Floats least = Floats{} - 87.f, most = Floats{} + 88.f;
    x = x < least ? least : x;
    x = x > most ? most : x;
    const Floats shifted =
        x * 1.44269504088896341f + 12582912.f;  // rounds to a whole number in the low mantissa bits
    const Floats k = shifted - 12582912.f;
    Floats r = x - k * 0.693359375f;
    r = r - k * -2.12194440e-4f;
    Floats p = r * 1.9875691500e-4f + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * (r * r) + r + 1.f;
    const Ints scale = (__builtin_convertvector(k, Ints) + 127) << 23;
    return p * (Floats)scale;
}

SELFSIGHT_INLINE double dotBody(const float* a, const float* b, std::int64_t n) {
    double total = 0;
    std::int64_t i = 0;
    while (i + lanes <= n) {
        const std::int64_t end = std::min(i + sumBlock, n - n % lanes);
        Floats sum{};
        for (; i < end; i += lanes) sum += load(a + i) * load(b + i);
        total += sumOf(sum);
    }
    for (; i < n; ++i) total += static_cast<double>(a[i]) * b[i];
    return total;
}

struct SigmoidSums {
    double loss = 0;   // Σ log(1 + eᶻ) over all samples, targets not subtracted
    double slope = 0;  // Σ p, or Σ p·z′
    double curvature = 0;
};

// share·σ(z) into `out`. log(1 + eᶻ) = max(z, 0) + log(1 + e^−|z|); the product of a block's (1 + e^−|z|), at
// most 2³² a lane, needs one logarithm.
SELFSIGHT_INLINE SigmoidSums sigmoidBody(const float* z, float* out, float share, std::int64_t n) {
    SigmoidSums sums;
    const Floats zero{};
    for (std::int64_t begin = 0; begin < n; begin += sumBlock) {
        const std::int64_t end = std::min(begin + sumBlock, n);
        Floats positive{}, total{}, product = zero + 1.f;
        for (std::int64_t i = begin; i < end; i += lanes) {
            const bool whole = i + lanes <= end;
            // Far below zero both the loss and the probability vanish.
            const Floats x = whole ? load(z + i) : loadPart(z + i, end - i, -1e30f);
            const Floats e = exponential(x < zero ? x : -x);
            const Floats s = 1.f / (1.f + e);
            const Floats p = x < zero ? e * s : s;
            positive += x > zero ? x : zero;
            product *= 1.f + e;
            total += p;
            if (whole) {
                store(out + i, p * share);
            } else {
                for (std::int64_t l = 0; i + l < end; ++l) out[i + l] = p[l] * share;
            }
        }
        for (int l = 0; l < lanes; ++l) sums.loss += std::log(static_cast<double>(product[l]));
        sums.loss += sumOf(positive);
        sums.slope += sumOf(total);
    }
    return sums;
}

SELFSIGHT_INLINE SigmoidSums alongBody(const float* z, const float* direction, float alpha, std::int64_t n) {
    SigmoidSums sums;
    for (std::int64_t begin = 0; begin < n; begin += sumBlock) {
        const std::int64_t end = std::min(begin + sumBlock, n);
        Floats slope{}, curvature{};
        for (std::int64_t i = begin; i < end; i += lanes) {
            const bool whole = i + lanes <= end;
            const Floats d = whole ? load(direction + i) : loadPart(direction + i, end - i, 0.f);
            const Floats x = (whole ? load(z + i) : loadPart(z + i, end - i, 0.f)) + alpha * d;
            const Floats p = 1.f / (1.f + exponential(-x));
            const Floats pd = p * d;
            slope += pd;
            curvature += (pd - pd * p) * d;
        }
        sums.slope += sumOf(slope);
        sums.curvature += sumOf(curvature);
    }
    return sums;
}

// p = softmax over `rows` rows of columns [0, width) of z + αz′ into p [rows][columnBlock]; log Σ eᶻ of each
// column into `logs`. Columns beyond the width are worked on as zeros.
SELFSIGHT_INLINE void softmaxBody(const float* z, const float* direction, float alpha, std::int64_t stride,
                                  std::int64_t rows, std::int64_t width, float* p, float* logs) {
    for (std::int64_t j = 0; j < columnBlock; j += lanes) {
        const auto value = [&](const float* from) __attribute__((always_inline)) {
            return j + lanes <= width ? load(from + j) : loadPart(from + j, width - j, 0.f);
        };
        Floats top = Floats{} - 3e38f;
        for (std::int64_t r = 0; r < rows; ++r) {
            Floats x = value(z + r * stride);
            if (direction) x += alpha * value(direction + r * stride);
            top = x > top ? x : top;
            store(p + r * columnBlock + j, x);
        }
        Floats sum{};
        for (std::int64_t r = 0; r < rows; ++r) {
            const Floats e = exponential(load(p + r * columnBlock + j) - top);
            sum += e;
            store(p + r * columnBlock + j, e);
        }
        for (int l = 0; l < lanes; ++l) logs[j + l] = top[l] + std::log(sum[l]);
        const Floats inverse = 1.f / sum;
        for (std::int64_t r = 0; r < rows; ++r)
            store(p + r * columnBlock + j, load(p + r * columnBlock + j) * inverse);
    }
}

// y ← y + c·x
SELFSIGHT_INLINE void addBody(float* y, const float* x, float c, std::int64_t n) {
    std::int64_t i = 0;
    for (; i + lanes <= n; i += lanes) store(y + i, load(y + i) + c * load(x + i));
    for (; i < n; ++i) y[i] += c * x[i];
}

SELFSIGHT_AVX2 void addAvx2(float* y, const float* x, float c, std::int64_t n) {
    addBody(y, x, c, n);
}
void addPortable(float* y, const float* x, float c, std::int64_t n) {
    addBody(y, x, c, n);
}
SELFSIGHT_AVX2 double dotAvx2(const float* a, const float* b, std::int64_t n) {
    return dotBody(a, b, n);
}
double dotPortable(const float* a, const float* b, std::int64_t n) {
    return dotBody(a, b, n);
}
SELFSIGHT_AVX2 SigmoidSums sigmoidAvx2(const float* z, float* out, float share, std::int64_t n) {
    return sigmoidBody(z, out, share, n);
}
SigmoidSums sigmoidPortable(const float* z, float* out, float share, std::int64_t n) {
    return sigmoidBody(z, out, share, n);
}
SELFSIGHT_AVX2 SigmoidSums alongAvx2(const float* z, const float* d, float alpha, std::int64_t n) {
    return alongBody(z, d, alpha, n);
}
SigmoidSums alongPortable(const float* z, const float* d, float alpha, std::int64_t n) {
    return alongBody(z, d, alpha, n);
}
SELFSIGHT_AVX2 void softmaxAvx2(const float* z, const float* d, float alpha, std::int64_t stride,
                                std::int64_t rows, std::int64_t width, float* p, float* logs) {
    softmaxBody(z, d, alpha, stride, rows, width, p, logs);
}
void softmaxPortable(const float* z, const float* d, float alpha, std::int64_t stride, std::int64_t rows,
                     std::int64_t width, float* p, float* logs) {
    softmaxBody(z, d, alpha, stride, rows, width, p, logs);
}

MatrixView viewOf(const Tensor& t) {
    return {t.data_ptr<float>(), t.size(0), t.size(1)};
}

class CpuKernels final : public LogisticKernels {
  public:
    explicit CpuKernels(const LogisticProblem& problem)
        : problem_(problem),
          joint_(problem.model == ProbeModel::Multinomial),
          n_(problem.x.size(0)),
          target_(problem.target.data_ptr<std::int64_t>()),
          samples_(PackedMatrix::fromRows(viewOf(problem.x))),
          features_(PackedMatrix::fromColumns(viewOf(problem.x))) {}

    void factorise(double scale, double lambda) override {
        const Matrix products = neighbours::gram(viewOf(problem_.x));
        const Tensor gram =
            torch::from_blob(const_cast<float*>(products.values.data()), {products.rows, products.cols});
        const Tensor inverse = inverseFactor(gram, n_, scale, lambda);
        inverseRows_ = PackedMatrix::fromRows(viewOf(inverse));
        inverseColumns_ = PackedMatrix::fromColumns(viewOf(inverse));
    }
    Tensor toFactor(const Tensor& gradient) override { return times(gradient, inverseRows_); }
    Tensor fromFactor(const Tensor& direction) override { return times(direction, inverseColumns_); }

    Tensor timesSamples(const Tensor& w, const RowValues& intercepts) override {
        Tensor z = brief_ ? times(w, briefSamples_, &decisions_) : times(w, samples_, &decisions_);
        eachRow(z, [&](float* row, std::int64_t r) {
            const auto b = static_cast<float>(intercepts[static_cast<std::size_t>(r)]);
            for (std::int64_t i = 0; i < n_; ++i) row[i] += b;
        });
        return z;
    }
    Tensor timesFeatures(const Tensor& residual) override {
        return brief_ ? times(residual, briefFeatures_) : times(residual, features_);
    }

    bool allowBrief(bool allowed) override {
        brief_ = allowed && neighbours::hasBriefProducts();
        briefSamples_ = brief_ ? BriefMatrix::fromRows(viewOf(problem_.x)) : BriefMatrix();
        briefFeatures_ = brief_ ? BriefMatrix::fromColumns(viewOf(problem_.x)) : BriefMatrix();
        return brief_;
    }
    void roundForBrief(Tensor& w) override {
        const std::int64_t cols = w.size(1);
        eachRow(w, [&](float* row, std::int64_t) { neighbours::roundToBrief(row, cols); });
    }

    void select(const std::vector<std::int64_t>& classes) override {
        members_.assign(classes.size(), {});
        std::vector<std::int64_t> row(static_cast<std::size_t>(problem_.classes), -1);
        for (std::size_t r = 0; r < classes.size(); ++r)
            row[static_cast<std::size_t>(classes[r])] = static_cast<std::int64_t>(r);
        for (std::int64_t i = 0; i < n_; ++i) {
            const std::int64_t r = row[static_cast<std::size_t>(target_[i])];
            if (r >= 0) members_[static_cast<std::size_t>(r)].push_back(i);
        }
    }

    Tensor residual(const Tensor& z, RowValues& loss, RowValues& slope) override {
        Tensor out = room(residual_, z.size(0), z.size(1));
        const auto rows = static_cast<std::size_t>(z.size(0));
        const float share = 1.f / static_cast<float>(n_);
        loss.assign(rows, 0);
        slope.assign(rows, 0);
        if (joint_) {
            softmaxResidual(z, out, loss);
            eachRow(out, [&](float* row, std::int64_t r) { slope[static_cast<std::size_t>(r)] = sum(row); });
            return out;
        }
        eachRow(out, [&](float* row, std::int64_t r) {
            const auto at = static_cast<std::size_t>(r);
            const float* from = z.data_ptr<float>() + r * n_;
            const SigmoidSums sums = (hasAvx2() ? sigmoidAvx2 : sigmoidPortable)(from, row, share, n_);
            double truth = 0;
            for (const std::int64_t i : members_[at]) {
                truth += from[i];
                row[i] -= share;
            }
            loss[at] = (sums.loss - truth) / static_cast<double>(n_);
            slope[at] = (sums.slope - static_cast<double>(members_[at].size())) / static_cast<double>(n_);
        });
        return out;
    }

    void along(const Tensor& z, const Tensor& direction, const RowValues& alpha, RowValues& slope,
               RowValues& curvature) override {
        const auto rows = static_cast<std::size_t>(z.size(0));
        slope.assign(rows, 0);
        curvature.assign(rows, 0);
        if (joint_) {
            softmaxAlong(z, direction, alpha.front(), slope, curvature);
            return;
        }
        parallelFor(z.size(0), 1, [&](std::int64_t begin, std::int64_t end, int) {
            for (std::int64_t r = begin; r < end; ++r) {
                const auto at = static_cast<std::size_t>(r);
                const float* d = direction.data_ptr<float>() + r * n_;
                const SigmoidSums sums = (hasAvx2() ? alongAvx2 : alongPortable)(
                    z.data_ptr<float>() + r * n_, d, static_cast<float>(alpha[at]), n_);
                double truth = 0;
                for (const std::int64_t i : members_[at]) truth += d[i];
                slope[at] = (sums.slope - truth) / static_cast<double>(n_);
                curvature[at] = sums.curvature / static_cast<double>(n_);
            }
        });
    }

    RowValues dots(const Tensor& a, const Tensor& b) override {
        RowValues values(static_cast<std::size_t>(a.size(0)));
        const std::int64_t cols = a.size(1);
        parallelFor(a.size(0), 16, [&](std::int64_t begin, std::int64_t end, int) {
            for (std::int64_t r = begin; r < end; ++r) {
                values[static_cast<std::size_t>(r)] = (hasAvx2() ? dotAvx2 : dotPortable)(
                    a.data_ptr<float>() + r * cols, b.data_ptr<float>() + r * cols, cols);
            }
        });
        return values;
    }

    RowValues largest(const Tensor& a, const RowValues& c) override {
        RowValues values(static_cast<std::size_t>(a.size(0)), 0.0);
        const float* mean = problem_.mean.data_ptr<float>();
        for (std::int64_t r = 0; r < a.size(0); ++r) {
            const float* row = a.data_ptr<float>() + r * a.size(1);
            const auto factor = static_cast<float>(c[static_cast<std::size_t>(r)]);
            float top = 0;
            for (std::int64_t j = 0; j < a.size(1); ++j)
                top = std::max(top, std::fabs(row[j] + factor * mean[j]));
            values[static_cast<std::size_t>(r)] = top;
        }
        return values;
    }

    void scale(Tensor& a, const RowValues& c) override {
        const std::int64_t cols = a.size(1);
        eachRow(a, [&](float* row, std::int64_t r) {
            const auto factor = static_cast<float>(c[static_cast<std::size_t>(r)]);
            for (std::int64_t j = 0; j < cols; ++j) row[j] *= factor;
        });
    }

    void add(Tensor& a, const Tensor& b, const RowValues& c) override {
        const std::int64_t cols = a.size(1);
        eachRow(a, [&](float* row, std::int64_t r) {
            const auto factor = static_cast<float>(c[static_cast<std::size_t>(r)]);
            (hasAvx2() ? addAvx2 : addPortable)(row, b.data_ptr<float>() + r * cols, factor, cols);
        });
    }

    // Row by row, so that a row's pairs are read once from memory and once from the cache.
    void twoLoops(Tensor& q, const std::deque<CurvaturePair>& pairs, const RowValues& scale,
                  bool joint) override {
        if (joint) {
            LogisticKernels::twoLoops(q, pairs, scale, joint);
            return;
        }
        const auto dot = hasAvx2() ? dotAvx2 : dotPortable;
        const auto add = hasAvx2() ? addAvx2 : addPortable;
        const std::int64_t cols = q.size(1);
        float* const data = q.data_ptr<float>();
        parallelFor(q.size(0), 1, [&](std::int64_t begin, std::int64_t end, int) {
            std::vector<double> removed(pairs.size());
            for (std::int64_t r = begin; r < end; ++r) {
                const auto at = static_cast<std::size_t>(r);
                float* row = data + r * cols;
                for (std::size_t i = pairs.size(); i-- > 0;) {
                    removed[i] =
                        pairs[i].weight[at] * dot(pairs[i].step.data_ptr<float>() + r * cols, row, cols);
                    add(row, pairs[i].change.data_ptr<float>() + r * cols, static_cast<float>(-removed[i]),
                        cols);
                }
                if (!scale.empty())
                    for (std::int64_t j = 0; j < cols; ++j) row[j] *= static_cast<float>(scale[at]);
                for (std::size_t i = 0; i < pairs.size(); ++i) {
                    const double again =
                        pairs[i].weight[at] * dot(pairs[i].change.data_ptr<float>() + r * cols, row, cols);
                    add(row, pairs[i].step.data_ptr<float>() + r * cols,
                        static_cast<float>(removed[i] - again), cols);
                }
            }
        });
    }

  private:
    // [rows, cols] in a store that is kept: fresh memory of this size costs a page fault every 4 KiB.
    static Tensor room(Tensor& store, std::int64_t rows, std::int64_t cols) {
        if (!store.defined() || store.numel() < rows * cols)
            store = torch::empty({rows * cols}, torch::kFloat);
        return store.narrow(0, 0, rows * cols).view({rows, cols});
    }
    template <typename Right>
    static Tensor times(const Tensor& a, const Right& b, Tensor* store = nullptr) {
        Tensor c =
            store ? room(*store, a.size(0), b.cols()) : torch::empty({a.size(0), b.cols()}, a.options());
        neighbours::multiply(viewOf(a), b, c.data_ptr<float>(), b.cols());
        return c;
    }

    template <typename Body>
    static void eachRow(Tensor& t, const Body& body) {
        float* data = t.data_ptr<float>();
        const std::int64_t cols = t.size(1);
        parallelFor(t.size(0), 4, [&](std::int64_t begin, std::int64_t end, int) {
            for (std::int64_t r = begin; r < end; ++r) body(data + r * cols, r);
        });
    }

    double sum(const float* row) const {
        double total = 0;
        for (std::int64_t i = 0; i < n_; ++i) total += row[i];
        return total;
    }

    // Calls body(first column, width, p, log-sums) for every block of columns; p is [rows][columnBlock].
    template <typename Body>
    void eachBlock(const Tensor& z, const Tensor* direction, double alpha, const Body& body) {
        const std::int64_t rows = z.size(0);
        parallelFor((n_ + columnBlock - 1) / columnBlock, 1, [&](std::int64_t begin, std::int64_t end, int) {
            std::vector<float> p(static_cast<std::size_t>(rows * columnBlock));
            std::array<float, columnBlock> logs;
            for (std::int64_t block = begin; block < end; ++block) {
                const std::int64_t first = block * columnBlock;
                const std::int64_t width = std::min(columnBlock, n_ - first);
                (hasAvx2() ? softmaxAvx2 : softmaxPortable)(
                    z.data_ptr<float>() + first, direction ? direction->data_ptr<float>() + first : nullptr,
                    static_cast<float>(alpha), n_, rows, width, p.data(), logs.data());
                body(first, width, p.data(), logs.data());
            }
        });
    }

    void softmaxResidual(const Tensor& z, Tensor& out, RowValues& loss) {
        const float share = 1.f / static_cast<float>(n_);
        std::vector<double> blockLoss(static_cast<std::size_t>((n_ + columnBlock - 1) / columnBlock));
        float* to = out.data_ptr<float>();
        const float* from = z.data_ptr<float>();
        eachBlock(z, nullptr, 0, [&](std::int64_t first, std::int64_t width, float* p, const float* logs) {
            double total = 0;
            for (std::int64_t j = 0; j < width; ++j) {
                const std::int64_t c = target_[first + j];
                p[c * columnBlock + j] -= 1;
                total += static_cast<double>(logs[j]) - from[c * n_ + first + j];
            }
            for (std::int64_t r = 0; r < z.size(0); ++r) {
                for (std::int64_t j = 0; j < width; ++j)
                    to[r * n_ + first + j] = p[r * columnBlock + j] * share;
            }
            blockLoss[static_cast<std::size_t>(first / columnBlock)] = total;
        });
        double total = 0;
        for (const double part : blockLoss) total += part;
        std::fill(loss.begin(), loss.end(), total / static_cast<double>(n_));
    }

    void softmaxAlong(const Tensor& z, const Tensor& direction, double alpha, RowValues& slope,
                      RowValues& curvature) {
        std::vector<std::pair<double, double>> parts(
            static_cast<std::size_t>((n_ + columnBlock - 1) / columnBlock));
        const float* d = direction.data_ptr<float>();
        eachBlock(z, &direction, alpha, [&](std::int64_t first, std::int64_t width, float* p, const float*) {
            std::array<float, columnBlock> mean{}, square{};
            for (std::int64_t r = 0; r < z.size(0); ++r) {
                const float* step = d + r * n_ + first;
                for (std::int64_t j = 0; j < width; ++j) {
                    const float pd = p[r * columnBlock + j] * step[j];
                    mean[static_cast<std::size_t>(j)] += pd;
                    square[static_cast<std::size_t>(j)] += pd * step[j];
                }
            }
            double s = 0, c = 0;
            for (std::int64_t j = 0; j < width; ++j) {
                const auto at = static_cast<std::size_t>(j);
                s += static_cast<double>(mean[at]) - d[target_[first + j] * n_ + first + j];
                c += static_cast<double>(square[at]) - static_cast<double>(mean[at]) * mean[at];
            }
            parts[static_cast<std::size_t>(first / columnBlock)] = {s, c};
        });
        double s = 0, c = 0;
        for (const auto& part : parts) {
            s += part.first;
            c += part.second;
        }
        std::fill(slope.begin(), slope.end(), s / static_cast<double>(n_));
        std::fill(curvature.begin(), curvature.end(), c / static_cast<double>(n_));
    }

    const LogisticProblem& problem_;
    bool joint_;
    std::int64_t n_;
    const std::int64_t* target_;
    PackedMatrix samples_, features_, inverseRows_, inverseColumns_;
    bool brief_ = false;
    BriefMatrix briefSamples_, briefFeatures_;
    Tensor decisions_, residual_;
    std::vector<std::vector<std::int64_t>> members_;  // samples of each row's class
};

}  // namespace

std::unique_ptr<LogisticKernels> makeCpuKernels(const LogisticProblem& problem) {
    return std::make_unique<CpuKernels>(problem);
}

}  // namespace selfsight::eval
