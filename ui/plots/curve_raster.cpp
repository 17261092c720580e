#include "ui/plots/curve_raster.h"

#include "core/error.h"
#include "core/parallel.h"

#include <algorithm>
#include <cmath>

namespace selfsight::ui {

namespace {

// Coverage of a pixel whose middle is at y by a stroke that crosses the column from a to b (a ≤ b), `half`
// thick above and below: the share of the column's width where the line is within reach.
float strokeCoverage(float y, float a, float b, float half) {
    const float drop = std::max(1.0F, b - a);
    const float fromTop = (y - (a - half - 0.5F * (drop - (b - a)))) / drop;
    const float fromBottom = ((b + half + 0.5F * (drop - (b - a))) - y) / drop;
    return std::clamp(std::min({fromTop, fromBottom, 2 * half / drop}), 0.0F, 1.0F);
}

void blend(QRgb& to, QRgb colour, float alpha) {
    const auto a = static_cast<std::uint32_t>(alpha * 256);
    if (a == 0) return;
    const std::uint32_t under = to;
    // Premultiplied: every channel, alpha included, moves towards the opaque colour.
    const std::uint32_t rb = ((under & 0x00ff00ffU) * (256 - a) + (colour & 0x00ff00ffU) * a) >> 8;
    const std::uint32_t ag = ((under >> 8 & 0x00ff00ffU) * (256 - a) + (colour >> 8 & 0x00ff00ffU) * a) >> 8;
    to = (rb & 0x00ff00ffU) | (ag & 0x00ff00ffU) << 8;
}

// For each column whether the pen is down, by the length of the line so far.
std::vector<std::uint8_t> penDown(const RasterCurve& curve) {
    std::vector<std::uint8_t> down(curve.columns.size(), 1);
    float period = 0;
    for (const float d : curve.dash) period += d;
    if (period <= 0) return down;
    float length = 0;
    for (std::size_t c = 0; c < curve.columns.size(); ++c) {
        const CurveColumn& column = curve.columns[c];
        if (!column.any) continue;
        // A band of noise keeps its extremes; only a line can be dashed.
        const float height = column.greatest - column.least;
        const bool line = height - std::abs(column.last - column.first) < 2;
        float at = std::fmod(length, period);
        bool on = true;
        for (const float d : curve.dash) {
            if (at < d) break;
            at -= d;
            on = !on;
        }
        down[c] = on || !line;
        length += std::hypot(1.0F, std::min(height, 40.0F));
    }
    return down;
}

void drawColumn(const RasterCurve& curve, std::size_t c, QRgb* top, std::ptrdiff_t stride, int height) {
    const CurveColumn& column = curve.columns[c];
    const float half = curve.width / 2;
    const float rise = std::abs(column.last - column.first);
    const bool line = column.greatest - column.least - rise < 0.5F;
    // Nothing is drawn above or below what the curve reaches here or beside here.
    float least = column.least;
    float greatest = column.greatest;
    for (const std::size_t beside : {c - 1, c + 1})
        if (beside < curve.columns.size() && curve.columns[beside].any) {
            least = std::min(least, curve.columns[beside].least);
            greatest = std::max(greatest, curve.columns[beside].greatest);
        }
    const float reach = line ? half * std::sqrt(1 + rise * rise) : half;
    const float highest = std::max(least - half - 0.5F, column.least - reach - 1);
    const float lowest = std::min(greatest + half + 0.5F, column.greatest + reach + 1);
    const int from = static_cast<int>(std::clamp(std::floor(highest), 0.0F, static_cast<float>(height)));
    const int to = static_cast<int>(std::clamp(std::ceil(lowest), 0.0F, static_cast<float>(height)));
    for (int y = from; y < to; ++y) {
        const float middle = static_cast<float>(y) + 0.5F;
        float coverage;
        if (line)
            coverage = strokeCoverage(middle, column.least, column.greatest, reach);
        else
            coverage = std::clamp(
                std::min(middle - (column.least - half) + 0.5F, column.greatest + half - middle + 0.5F), 0.0F,
                1.0F);
        coverage = std::min({coverage, middle - (least - half) + 0.5F, greatest + half - middle + 0.5F});
        if (coverage > 0) blend(top[y * stride], curve.colour | 0xff000000U, coverage * curve.opacity);
    }
}

}  // namespace

ColumnBuilder::ColumnBuilder(std::vector<CurveColumn>& columns, int width)
    : columns_(columns), width_(width) {
    columns_.assign(static_cast<std::size_t>(width), {});
}

void ColumnBuilder::cover(int column, float a, float b) {
    if (column < 0 || column >= width_) return;
    CurveColumn& c = columns_[static_cast<std::size_t>(column)];
    if (!c.any) {
        c = {std::min(a, b), std::max(a, b), a, b, true};
        return;
    }
    c.least = std::min({c.least, a, b});
    c.greatest = std::max({c.greatest, a, b});
    c.last = b;
}

void ColumnBuilder::lineTo(double x, double y) {
    constexpr double far = 1e6;  // beyond any image: keeps float arithmetic exact enough
    y = std::clamp(y, -far, far);
    if (open_) {
        const int first = static_cast<int>(std::floor(std::clamp(x_, -1.0, static_cast<double>(width_))));
        const int last = static_cast<int>(std::floor(std::clamp(x, -1.0, static_cast<double>(width_))));
        const double slope = x > x_ ? (y - y_) / (x - x_) : 0;
        for (int c = std::max(0, first); c <= last; ++c) {
            const double from = std::max(x_, static_cast<double>(c));
            const double to = std::min(x, static_cast<double>(c + 1));
            const bool ends = x < c + 1;
            cover(c, static_cast<float>(y_ + slope * (from - x_)),
                  static_cast<float>(ends ? y : y_ + slope * (to - x_)));
        }
    } else if (x >= 0 && x < width_) {
        cover(static_cast<int>(x), static_cast<float>(y), static_cast<float>(y));
    }
    open_ = true;
    x_ = x;
    y_ = y;
}

void ColumnBuilder::spanTo(double x, double low, double high) {
    // The nearer end first, so that the join from the last column is as short as it can be.
    const bool upwards = open_ && std::abs(y_ - high) < std::abs(y_ - low);
    lineTo(x, upwards ? high : low);
    lineTo(x, upwards ? low : high);
}

void rasterise(const std::vector<RasterCurve>& curves, QImage& image) {
    if (image.format() != QImage::Format_ARGB32_Premultiplied)
        throw LogicError("curves are drawn into ARGB32_Premultiplied");
    std::vector<std::vector<std::uint8_t>> pens(curves.size());
    parallelFor(static_cast<std::int64_t>(curves.size()), 4, [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t i = begin; i < end; ++i)
            pens[static_cast<std::size_t>(i)] = penDown(curves[static_cast<std::size_t>(i)]);
    });
    auto* const pixels = reinterpret_cast<QRgb*>(image.bits());
    const std::ptrdiff_t stride = image.bytesPerLine() / 4;
    const int height = image.height();
    parallelFor(image.width(), 16, [&](std::int64_t begin, std::int64_t end, int) {
        for (std::size_t i = 0; i < curves.size(); ++i) {
            const RasterCurve& curve = curves[i];
            const std::int64_t last = std::min(end, static_cast<std::int64_t>(curve.columns.size()));
            for (std::int64_t c = begin; c < last; ++c) {
                const auto at = static_cast<std::size_t>(c);
                if (curve.columns[at].any && pens[i][at]) drawColumn(curve, at, pixels + c, stride, height);
            }
        }
    });
}

}  // namespace selfsight::ui
