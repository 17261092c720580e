// A spatial index of a map's points for drawing, picking and lassos. The points are cut into vertical strips
// of equal count and sorted by height within each: unlike in a uniform grid, far outliers and crowds cost
// nothing, and each strip of any rectangle is one contiguous run.
#pragma once

#include "core/matrix.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace selfsight::ui {

// A closed rectangle of the plane.
struct PlaneRect {
    float left = 0, bottom = 0, right = 0, top = 0;
};

struct PlanePoint {
    double x = 0, y = 0;
};

// Immutable. Positions are places in the index' own order; row() leads back to the map's rows. Safe to share
// between threads.
class PointIndex {
  public:
    PointIndex() = default;
    // points: [n, 2]. Rows that are not finite are left out and counted.
    explicit PointIndex(MatrixView points);

    std::int64_t size() const { return static_cast<std::int64_t>(rows_.size()); }
    std::int64_t notFinite() const { return notFinite_; }
    std::int64_t rowCount() const { return static_cast<std::int64_t>(positions_.size()); }
    float x(std::int64_t position) const { return x_[static_cast<std::size_t>(position)]; }
    float y(std::int64_t position) const { return y_[static_cast<std::size_t>(position)]; }
    std::int64_t row(std::int64_t position) const { return rows_[static_cast<std::size_t>(position)]; }
    // −1 for a row that is not finite.
    std::int64_t position(std::int64_t row) const { return positions_[static_cast<std::size_t>(row)]; }
    const PlaneRect& bounds() const { return bounds_; }
    // Area of the box between the 10th and 90th percentiles, scaled up to all: how much room the bulk of the
    // points has, whatever the outliers. 0 when they are on one line or in one place.
    double typicalArea() const { return typicalArea_; }

    // The nearest position within `radius` of (x, y), or −1; of points in one place the one drawn last (the
    // highest row). `accept(position)` may refuse points.
    template <typename Accept>
    std::int64_t nearest(double x, double y, double radius, Accept&& accept) const;
    std::int64_t nearest(double x, double y, double radius) const {
        return nearest(x, y, radius, [](std::int64_t) { return true; });
    }

    // Calls body(begin, end) for contiguous runs of positions that cover `rect`: every point of the rectangle
    // is in one of them, points beside it may be too (their height is inside, their x may be outside).
    template <typename Body>
    void forEachRun(const PlaneRect& rect, Body&& body) const;

    // Positions inside a rectangle, or inside a closed polygon by the even-odd rule; ascending.
    std::vector<std::int32_t> inRectangle(const PlaneRect& rect) const;
    std::vector<std::int32_t> inPolygon(std::span<const PlanePoint> polygon) const;

  private:
    struct Strip {
        std::int32_t begin = 0, end = 0;
        float left = 0, right = 0;
    };
    std::size_t firstStrip(float left) const;

    std::vector<float> x_;
    std::vector<float> y_;
    std::vector<std::int32_t> rows_;
    std::vector<std::int32_t> positions_;
    std::vector<Strip> strips_;
    PlaneRect bounds_;
    double typicalArea_ = 0;
    std::int64_t notFinite_ = 0;
};

// The first strip whose right edge is not left of `left`.
inline std::size_t PointIndex::firstStrip(float left) const {
    return static_cast<std::size_t>(
        std::lower_bound(strips_.begin(), strips_.end(), left,
                         [](const Strip& s, float value) { return s.right < value; }) -
        strips_.begin());
}

template <typename Body>
void PointIndex::forEachRun(const PlaneRect& rect, Body&& body) const {
    for (std::size_t s = firstStrip(rect.left); s < strips_.size() && strips_[s].left <= rect.right; ++s) {
        const auto first = y_.begin() + strips_[s].begin;
        const auto last = y_.begin() + strips_[s].end;
        const auto low = std::lower_bound(first, last, rect.bottom);
        const auto high = std::upper_bound(low, last, rect.top);
        if (low != high) body(low - y_.begin(), high - y_.begin());
    }
}

template <typename Accept>
std::int64_t PointIndex::nearest(double x, double y, double radius, Accept&& accept) const {
    std::int64_t best = -1;
    double bestDistance = radius * radius;
    const PlaneRect rect{static_cast<float>(x - radius), static_cast<float>(y - radius),
                         static_cast<float>(x + radius), static_cast<float>(y + radius)};
    forEachRun(rect, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t p = begin; p < end; ++p) {
            const double dx = x_[static_cast<std::size_t>(p)] - x;
            const double dy = y_[static_cast<std::size_t>(p)] - y;
            const double d = dx * dx + dy * dy;
            if (d > bestDistance || !accept(p)) continue;
            if (best >= 0 && d == bestDistance && row(p) < row(best)) continue;
            best = p;
            bestDistance = d;
        }
    });
    return best;
}

}  // namespace selfsight::ui
