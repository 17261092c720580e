#include "map/grid_repulsion.h"

#include "core/parallel.h"
#include "map/kernels.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace selfsight::map {

namespace {

constexpr std::int64_t kLanes = Fft::kLanes;
// The kernel has a core of width 1. At three tenths of it the forces are within 1e-3 of the exact ones.
constexpr double kSpacing = 0.3;
constexpr std::int64_t kSpline = GridRepulsion::splineOrder;
// Nodes kept between the largest displacement and where the periodic kernel wraps: the deconvolution's
// ringing fades there.
constexpr std::int64_t kGuard = 8;
// Steps of about a tenth, so that a growing map does not make new tables at every iteration.
constexpr std::int64_t kLengths[] = {96,   128,  144,  160,  180,  200,  216,  240,  270,  300,
                                     324,  360,  400,  432,  480,  540,  600,  648,  720,  800,
                                     864,  960,  1080, 1200, 1296, 1440, 1600, 1728, 1920, 2160,
                                     2400, 2592, 2880, 3200, 3456, 3840, 4096};

// Nodes that a map of this extent needs at this spacing.
std::int64_t nodesFor(double span, double spacing) {
    return static_cast<std::int64_t>(span / spacing) + 1 + kSpline;
}

double extent(const float* points, std::int64_t n, double& lowX, double& lowY) {
    float x0 = points[0], x1 = points[0], y0 = points[1], y1 = points[1];
    for (std::int64_t i = 1; i < n; ++i) {
        x0 = std::min(x0, points[2 * i]);
        x1 = std::max(x1, points[2 * i]);
        y0 = std::min(y0, points[2 * i + 1]);
        y1 = std::max(y1, points[2 * i + 1]);
    }
    lowX = x0;
    lowY = y0;
    return std::max({static_cast<double>(x1) - x0, static_cast<double>(y1) - y0, 1e-6});
}

std::int64_t strips(std::int64_t columns) {
    return (columns + kLanes - 1) / kLanes;
}

// 16 rows of a matrix become the 16 columns of a strip's rows 0 … count − 1.
void loadTransposed(const float* rows, std::int64_t stride, std::int64_t available, std::int64_t count,
                    float* out) {
    for (std::int64_t t = 0; t < count; t += kLanes) {
        const std::int64_t end = std::min(count, t + kLanes);
        for (std::int64_t lane = 0; lane < kLanes; ++lane)
            for (std::int64_t u = t; u < end; ++u)
                out[u * kLanes + lane] = lane < available ? rows[lane * stride + u] : 0.0f;
    }
}

}  // namespace

GridRepulsion::GridRepulsion(std::int64_t count)
    : count_(count),
      cellX_(static_cast<std::size_t>(count)),
      cellY_(static_cast<std::size_t>(count)),
      order_(static_cast<std::size_t>(count)) {}

GridRepulsion::Geometry GridRepulsion::geometry(double span) {
    const std::int64_t wanted = 2 * (nodesFor(span, kSpacing) + kGuard);
    const auto* found = std::lower_bound(std::begin(kLengths), std::end(kLengths), wanted);
    const std::int64_t length = found == std::end(kLengths) ? *(found - 1) : *found;
    const std::int64_t most = length / 2 - kGuard;
    // The spacing is kSpacing where that many nodes are available. A smaller map than the smallest grid is
    // resolved finer, a larger one than the largest more coarsely; steps of a fourth of an octave spare new
    // tables.
    const double closest = span / static_cast<double>(most - kSpline - 1);
    const bool fits = nodesFor(span, kSpacing) <= most;
    double spacing = kSpacing;
    if (!fits || length == kLengths[0])
        spacing = std::min(fits ? kSpacing : 1e30, std::exp2(std::ceil(4 * std::log2(closest)) / 4));
    return {length, nodesFor(span, spacing), spacing};
}

double GridRepulsion::deconvolution(std::int64_t frequency, std::int64_t length) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(frequency) / static_cast<double>(length);
    const double symbol =
        (2416 + 2382 * std::cos(angle) + 240 * std::cos(2 * angle) + 2 * std::cos(3 * angle)) / 5040;
    return 1 / (symbol * symbol);
}

double GridRepulsion::compute(const float* points, float* force, const std::stop_token& stop) {
    stop_ = stop;
    place(points);
    if (tableSpacing_ != spacing_) makeTables();
    spreadPoints(points);
    transformColumns();
    const double z = convolve();
    transformBack();
    readForces(points, force);
    return z - static_cast<double>(count_);
}

void GridRepulsion::place(const float* points) {
    const double span = extent(points, count_, originX_, originY_);
    const auto [length, nodes, spacing] = geometry(span);
    if (length != length_) {
        length_ = length;
        fft_ = Fft(length);
        half_ = length / 2 + 1;
        stride_ = strips(half_) * kLanes;
        tableSpacing_ = 0;
    }
    spacing_ = spacing;
    nodes_ = nodes;
    width_ = (nodes_ + 2 + 2 * kLanes - 1) / (2 * kLanes) * 2 * kLanes;
    const auto grid = static_cast<std::size_t>(nodes_ * width_),
               columns = static_cast<std::size_t>(width_ * stride_);
    density_.assign(grid, 0.0f);
    field_.resize(grid);
    for (auto* block : {&columnRe_, &columnIm_}) block->resize(columns);
    scratch_.resize(static_cast<std::size_t>(threadCount()));
    for (auto& s : scratch_) s.resize(static_cast<std::size_t>(4 * length_ * kLanes));

    // Points in the order of their grid rows, and of their index within a row.
    rowStart_.assign(static_cast<std::size_t>(nodes_ + 1), 0);
    const auto inverse = static_cast<float>(1 / spacing_);
    const auto x0 = static_cast<float>(originX_), y0 = static_cast<float>(originY_);
    const auto last = static_cast<std::int32_t>(nodes_ - kSpline);
    for (std::int64_t i = 0; i < count_; ++i) {
        cellX_[i] = std::min(last, static_cast<std::int32_t>((points[2 * i] - x0) * inverse));
        cellY_[i] = std::min(last, static_cast<std::int32_t>((points[2 * i + 1] - y0) * inverse));
        ++rowStart_[cellY_[i] + 1];
    }
    for (std::int64_t r = 0; r < nodes_; ++r) rowStart_[r + 1] += rowStart_[r];
    std::vector<std::int64_t> next(rowStart_.begin(), rowStart_.end() - 1);
    for (std::int64_t i = 0; i < count_; ++i) order_[next[cellY_[i]]++] = static_cast<std::int32_t>(i);
}

Fft::Strip GridRepulsion::strip(int chunk, int which) {
    float* base = scratch_[chunk].data() + 2 * which * length_ * kLanes;
    return {base, base + length_ * kLanes};
}

// The transform of w = 1 / (1 + r²), over that of the spline twice. Its force is −½ of w's gradient, so that
// one table and one field serve both directions. What w has in common over the whole grid, nearly all of it
// while the map is small, has no gradient: it is left out of the transforms, whose rounding would drown the
// rest, and counts for Z alone, as the table's first entry.
void GridRepulsion::makeTables() {
    const auto size = static_cast<std::size_t>(half_ * stride_);
    table_.assign(size, 0.0f);
    std::vector<float> first(size);  // [frequency along one direction, displacement along the other]
    const double farthest = spacing_ * static_cast<double>(half_ - 1);
    const double common = 1 / (1 + 2 * farthest * farthest);
    std::vector<double> sums(static_cast<std::size_t>(strips(half_)), 0.0);
    // The kernel is even and real in both directions, and so are its transforms.
    parallelFor(strips(half_), 1, [&](std::int64_t begin, std::int64_t end, int chunk) {
        for (std::int64_t s = begin; s < end && !stop_.stop_requested(); ++s) {
            const Fft::Strip data = strip(chunk, 0);
            std::fill(data.im, data.im + length_ * kLanes, 0.0f);
            for (std::int64_t t = 0; t < length_; ++t)
                for (std::int64_t lane = 0; lane < kLanes; ++lane) {
                    const double y = spacing_ * static_cast<double>(t < half_ ? t : t - length_);
                    const double x = spacing_ * static_cast<double>(s * kLanes + lane);
                    const double w = 1 / (1 + x * x + y * y);
                    data.re[t * kLanes + lane] = static_cast<float>(w - common);
                    const std::int64_t column = s * kLanes + lane;
                    if (column < half_) sums[s] += column == 0 || 2 * column == length_ ? w : 2 * w;
                }
            const Fft::Strip spectrum = fft_.forward(data, strip(chunk, 1));
            kernels().copyLanes(spectrum.re, kLanes, half_, first.data() + s * kLanes, stride_);
        }
    });
    const double scale = 1 / (static_cast<double>(length_) * static_cast<double>(length_));
    parallelFor(strips(half_), 1, [&](std::int64_t begin, std::int64_t end, int chunk) {
        for (std::int64_t s = begin; s < end && !stop_.stop_requested(); ++s) {
            const Fft::Strip data = strip(chunk, 0);
            const std::int64_t available = half_ - s * kLanes;
            std::fill(data.im, data.im + length_ * kLanes, 0.0f);
            loadTransposed(first.data() + s * kLanes * stride_, stride_, available, half_, data.re);
            for (std::int64_t t = half_; t < length_; ++t)
                for (std::int64_t lane = 0; lane < kLanes; ++lane)
                    data.re[t * kLanes + lane] = data.re[(length_ - t) * kLanes + lane];
            const Fft::Strip spectrum = fft_.forward(data, strip(chunk, 1));
            for (std::int64_t k = 0; k < half_; ++k)
                for (std::int64_t lane = 0; lane < std::min(kLanes, available); ++lane) {
                    const std::int64_t other = s * kLanes + lane;
                    const double factor = scale * deconvolution(k, length_) * deconvolution(other, length_);
                    table_[k * stride_ + other] = static_cast<float>(factor * spectrum.re[k * kLanes + lane]);
                }
        }
    });
    double total = 0;
    for (const double sum : sums) total += sum;
    table_[0] = static_cast<float>(scale * total);
    tableSpacing_ = spacing_;
}

void GridRepulsion::spreadPoints(const float* points) {
    const auto inverse = static_cast<float>(1 / spacing_);
    const auto x0 = static_cast<float>(originX_), y0 = static_cast<float>(originY_);
    // Each part owns the grid rows that hold its share of the points; what reaches into them from before is
    // added by them too, in the same order for every number of parts.
    const std::int64_t parts =
        std::min<std::int64_t>(threadCount(), std::max<std::int64_t>(1, count_ / 1024));
    const auto boundary = [&](std::int64_t part) {
        if (part == parts) return nodes_;
        return std::upper_bound(rowStart_.begin(), rowStart_.end(), count_ * part / parts) -
               rowStart_.begin() - 1;
    };
    parallelFor(parts, 1, [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t part = begin; part < end; ++part) {
            const std::int64_t from = boundary(part), to = boundary(part + 1);
            for (std::int64_t row = std::max<std::int64_t>(0, from - kSpline + 1); row < to; ++row) {
                if (stop_.stop_requested()) return;
                const int first = static_cast<int>(std::max<std::int64_t>(0, from - row));
                const int last = static_cast<int>(std::min(kSpline, to - row));
                for (std::int64_t e = rowStart_[row]; e < rowStart_[row + 1]; ++e) {
                    const std::int64_t i = order_[e];
                    kernels().spread((points[2 * i] - x0) * inverse - static_cast<float>(cellX_[i]),
                                     (points[2 * i + 1] - y0) * inverse - static_cast<float>(cellY_[i]),
                                     density_.data() + row * width_ + cellX_[i], width_, first, last);
                }
            }
        }
    });
}

// Real transforms down the columns, two columns in one complex transform; column c of the grid becomes row c.
void GridRepulsion::transformColumns() {
    parallelFor(width_ / (2 * kLanes), 1, [&](std::int64_t begin, std::int64_t end, int chunk) {
        for (std::int64_t s = begin; s < end && !stop_.stop_requested(); ++s) {
            const Fft::Strip data = strip(chunk, 0);
            const float* from = density_.data() + s * 2 * kLanes;
            kernels().copyLanes(from, width_, nodes_, data.re, kLanes);
            kernels().copyLanes(from + kLanes, width_, nodes_, data.im, kLanes);
            std::fill(data.re + nodes_ * kLanes, data.re + length_ * kLanes, 0.0f);
            std::fill(data.im + nodes_ * kLanes, data.im + length_ * kLanes, 0.0f);
            const Fft::Strip z = fft_.forward(data, strip(chunk, 1));
            kernels().splitPair(length_, z.re, z.im, columnRe_.data() + s * 2 * kLanes * stride_,
                                columnIm_.data() + s * 2 * kLanes * stride_, stride_);
        }
    });
}

// For every frequency along y: transform along x, multiply, and back.
double GridRepulsion::convolve() {
    const std::int64_t count = strips(half_);
    std::vector<double> sums(static_cast<std::size_t>(count), 0.0);
    parallelFor(count, 1, [&](std::int64_t begin, std::int64_t end, int chunk) {
        for (std::int64_t s = begin; s < end && !stop_.stop_requested(); ++s) {
            const std::int64_t at = s * kLanes;
            const Fft::Strip data = strip(chunk, 0), spare = strip(chunk, 1);
            kernels().copyLanes(columnRe_.data() + at, stride_, nodes_, data.re, kLanes);
            kernels().copyLanes(columnIm_.data() + at, stride_, nodes_, data.im, kLanes);
            std::fill(data.re + nodes_ * kLanes, data.re + length_ * kLanes, 0.0f);
            std::fill(data.im + nodes_ * kLanes, data.im + length_ * kLanes, 0.0f);
            const Fft::Strip spectrum = fft_.forward(data, spare);
            const Fft::Strip other = spectrum.re == data.re ? spare : data;
            float weight[kLanes];
            for (std::int64_t lane = 0; lane < kLanes; ++lane) {
                const std::int64_t k = at + lane;
                weight[lane] = k >= half_ ? 0.0f : k == 0 || 2 * k == length_ ? 1.0f : 2.0f;
            }
            sums[s] = kernels().multiplySpectrum(length_, stride_, table_.data() + at, weight, spectrum.re,
                                                 spectrum.im);
            if (at == 0) spectrum.re[0] = spectrum.im[0] = 0;
            const Fft::Strip swapped = fft_.forward({spectrum.im, spectrum.re}, {other.im, other.re});
            kernels().copyLanes(swapped.im, kLanes, nodes_, columnRe_.data() + at, stride_);
            kernels().copyLanes(swapped.re, kLanes, nodes_, columnIm_.data() + at, stride_);
        }
    });
    double z = 0;
    for (const double s : sums) z += s;
    return z;
}

// Inverse transforms down the columns, two real columns in one complex transform.
void GridRepulsion::transformBack() {
    parallelFor(width_ / (2 * kLanes), 1, [&](std::int64_t begin, std::int64_t end, int chunk) {
        for (std::int64_t s = begin; s < end && !stop_.stop_requested(); ++s) {
            const Fft::Strip data = strip(chunk, 0), spare = strip(chunk, 1);
            const std::int64_t at = s * 2 * kLanes * stride_, next = at + kLanes * stride_;
            kernels().joinPair(length_, columnRe_.data() + at, columnIm_.data() + at, columnRe_.data() + next,
                               columnIm_.data() + next, stride_, data.re, data.im);
            const Fft::Strip swapped = fft_.forward({data.im, data.re}, {spare.im, spare.re});
            float* to = field_.data() + s * 2 * kLanes;
            kernels().copyLanes(swapped.im, kLanes, nodes_, to, width_);
            kernels().copyLanes(swapped.re, kLanes, nodes_, to + kLanes, width_);
        }
    });
}

void GridRepulsion::readForces(const float* points, float* force) {
    const auto inverse = static_cast<float>(1 / spacing_);
    const auto x0 = static_cast<float>(originX_), y0 = static_cast<float>(originY_);
    parallelFor(count_, 256, [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t e = begin; e < end; ++e) {
            if (e % 4096 == 0 && stop_.stop_requested()) return;
            const std::int64_t i = order_[e], at = cellY_[i] * width_ + cellX_[i];
            kernels().gradient((points[2 * i] - x0) * inverse - static_cast<float>(cellX_[i]),
                               (points[2 * i + 1] - y0) * inverse - static_cast<float>(cellY_[i]),
                               field_.data() + at, width_, -0.5f * inverse, force + 2 * i);
        }
    });
}

}  // namespace selfsight::map
