#include "ui/plots/curve_raster.h"

#include "core/error.h"
#include "core/parallel.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace selfsight::ui {

namespace {

constexpr double kFar = 1e6;  // beyond any image: keeps float arithmetic exact enough

// Coverage of a pixel whose middle is at y by a stroke that crosses the column from a to b (a ≤ b), `half`
// thick above and below: the share of the column's width where the line is within reach.
float strokeCoverage(float y, float a, float b, float half) {
    const float drop = std::max(1.0F, b - a);
    const float fromTop = (y - (a - half - 0.5F * (drop - (b - a)))) / drop;
    const float fromBottom = ((b + half + 0.5F * (drop - (b - a))) - y) / drop;
    return std::clamp(std::min({fromTop, fromBottom, 2 * half / drop}), 0.0F, 1.0F);
}

// Puts an opaque colour of so much coverage under what is there. Premultiplied.
void putUnder(QRgb& to, QRgb colour, float alpha) {
    const std::uint32_t room = 255 - (to >> 24);
    const auto a = static_cast<std::uint32_t>(alpha * static_cast<float>(room) * (256.0F / 255.0F) + 0.5F);
    const std::uint32_t rb = ((colour & 0x00ff00ffU) * a + 0x00800080U) >> 8;
    const std::uint32_t ag = ((colour >> 8 & 0x00ff00ffU) * a + 0x00800080U) >> 8;
    to += (rb & 0x00ff00ffU) | (ag & 0x00ff00ffU) << 8;
}

// One column of pixels that fills from the front: a pixel that is full is never looked at again, so that
// many bands over each other cost little more than one.
class FrontColumn {
  public:
    explicit FrontColumn(int height) : pixels_(static_cast<std::size_t>(height)), next_(pixels_.size() + 1) {}

    void clear() {
        std::fill(pixels_.begin(), pixels_.end(), 0);
        std::iota(next_.begin(), next_.end(), 0);
    }
    // Coverage(y) of the rows from … to − 1.
    template <typename Coverage>
    void draw(int from, int to, QRgb colour, float opacity, const Coverage& coverage) {
        for (int y = free(from); y < to; y = free(y + 1)) {
            const float alpha = coverage(y) * opacity;
            if (!(alpha > 0)) continue;
            QRgb& pixel = pixels_[static_cast<std::size_t>(y)];
            putUnder(pixel, colour, alpha);
            if (pixel >> 24 >= full) next_[static_cast<std::size_t>(y)] = y + 1;
        }
    }
    const std::vector<QRgb>& pixels() const { return pixels_; }

  private:
    static constexpr std::uint32_t full = 253;  // of 255: what is behind can no longer be seen

    // The first row at or below y that is not full.
    int free(int y) {
        while (next_[static_cast<std::size_t>(y)] != y) {
            int& next = next_[static_cast<std::size_t>(y)];
            next = next_[static_cast<std::size_t>(next)];
            y = next;
        }
        return y;
    }

    std::vector<QRgb> pixels_;
    std::vector<int> next_;  // of a full row one further down; of a free one itself
};

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

void drawColumn(const RasterCurve& curve, std::size_t c, FrontColumn& pixels, int height) {
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
    const auto row = [height](float y) {
        return static_cast<int>(std::clamp(y, 0.0F, static_cast<float>(height)));
    };
    const int from = row(std::floor(highest)), to = row(std::ceil(lowest));
    const QRgb colour = curve.colour | 0xff000000U;
    const auto within = [&](float middle) {
        return std::min(middle - (least - half) + 0.5F, greatest + half - middle + 0.5F);
    };
    if (line) {
        pixels.draw(from, to, colour, curve.opacity, [&](int y) {
            const float middle = static_cast<float>(y) + 0.5F;
            return std::min(strokeCoverage(middle, column.least, column.greatest, reach), within(middle));
        });
        return;
    }
    const auto edge = [&](int y) {
        const float middle = static_cast<float>(y) + 0.5F;
        const float band =
            std::min(middle - (column.least - half) + 0.5F, column.greatest + half - middle + 0.5F);
        return std::min(std::clamp(band, 0.0F, 1.0F), within(middle));
    };
    // Rows whose every point is in the band need no arithmetic.
    const int inside = std::clamp(row(std::ceil(column.least - half)), from, to);
    const int outside = std::clamp(row(std::floor(column.greatest + half)), inside, to);
    pixels.draw(from, inside, colour, curve.opacity, edge);
    pixels.draw(inside, outside, colour, curve.opacity, [](int) { return 1.0F; });
    pixels.draw(outside, to, colour, curve.opacity, edge);
}

}  // namespace

ColumnBuilder::ColumnBuilder(std::vector<CurveColumn>& columns, int width)
    : columns_(columns), width_(width) {
    columns_.assign(static_cast<std::size_t>(width), {});
}

// Most points share the column of the one before.
void ColumnBuilder::stay(double x, double low, double high, double last) {
    CurveColumn& column = columns_[static_cast<std::size_t>(x)];
    column.least = std::min(column.least, static_cast<float>(low));
    column.greatest = std::max(column.greatest, static_cast<float>(high));
    column.last = static_cast<float>(last);
    x_ = x;
    y_ = last;
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
    y = std::clamp(y, -kFar, kFar);
    if (within(x)) {
        stay(x, y, y, y);
        return;
    }
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
    columnBegin_ = std::floor(x);
    columnEnd_ = x >= 0 && x < width_ ? columnBegin_ + 1 : columnBegin_;
}

void ColumnBuilder::spanTo(double x, double low, double high) {
    if (within(x)) {
        low = std::clamp(low, -kFar, kFar);
        high = std::clamp(high, -kFar, kFar);
        stay(x, low, high, std::abs(y_ - high) < std::abs(y_ - low) ? low : high);
        return;
    }
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
        FrontColumn column(height);
        for (std::int64_t c = begin; c < end; ++c) {
            const auto at = static_cast<std::size_t>(c);
            column.clear();
            for (std::size_t i = curves.size(); i-- > 0;) {
                const RasterCurve& curve = curves[i];
                if (at < curve.columns.size() && curve.columns[at].any && pens[i][at])
                    drawColumn(curve, at, column, height);
            }
            for (int y = 0; y < height; ++y) {
                const QRgb front = column.pixels()[static_cast<std::size_t>(y)];
                if (front == 0) continue;
                QRgb& under = pixels[c + y * stride];
                const std::uint32_t room = 256 - (front >> 24) - (front >> 31);
                const std::uint32_t rb = ((under & 0x00ff00ffU) * room) >> 8;
                const std::uint32_t ag = ((under >> 8 & 0x00ff00ffU) * room) >> 8;
                under = front + ((rb & 0x00ff00ffU) | (ag & 0x00ff00ffU) << 8);
            }
        }
    });
}

}  // namespace selfsight::ui
