#include "ui/map/point_index.h"

#include "core/error.h"
#include "core/parallel.h"

#include <cmath>
#include <limits>

namespace selfsight::ui {

namespace {

struct Item {
    float x, y;
    std::int32_t row;
};

bool byX(const Item& a, const Item& b) {
    return a.x != b.x ? a.x < b.x : a.row < b.row;
}
bool byY(const Item& a, const Item& b) {
    return a.y != b.y ? a.y < b.y : a.row < b.row;
}

// Sorts by x: the halves on two threads each, then merged. The order is total, so threads do not change the
// result.
void sortByX(std::vector<Item>& items) {
    constexpr std::int64_t worthwhile = 50000;
    const auto n = static_cast<std::int64_t>(items.size());
    if (n < worthwhile) {
        std::sort(items.begin(), items.end(), byX);
        return;
    }
    std::vector<std::int64_t> ends(static_cast<std::size_t>(threadCount()), 0);
    parallelFor(n, worthwhile / 2, [&](std::int64_t begin, std::int64_t end, int chunk) {
        std::sort(items.begin() + begin, items.begin() + end, byX);
        ends[static_cast<std::size_t>(chunk)] = end;
    });
    std::int64_t sorted = 0;
    for (const std::int64_t end : ends) {
        if (end == 0) continue;
        std::inplace_merge(items.begin(), items.begin() + sorted, items.begin() + end, byX);
        sorted = end;
    }
}

// The distance between the 10th and the 90th percentile.
double middleRange(std::vector<float>& values) {
    const auto low = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 10);
    const auto high = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) * 9 / 10);
    std::nth_element(values.begin(), low, values.end());
    const float least = *low;
    std::nth_element(values.begin(), high, values.end());
    return static_cast<double>(*high) - least;
}

}  // namespace

PointIndex::PointIndex(MatrixView points) {
    if (points.rows > 0 && points.cols != 2) throw LogicError("a map has two columns");
    if (points.rows > std::numeric_limits<std::int32_t>::max())
        throw LogicError("a map of more than 2^31 points");
    std::vector<Item> items;
    items.reserve(static_cast<std::size_t>(points.rows));
    for (std::int64_t i = 0; i < points.rows; ++i) {
        const float px = points.at(i, 0);
        const float py = points.at(i, 1);
        if (std::isfinite(px) && std::isfinite(py))
            items.push_back({px, py, static_cast<std::int32_t>(i)});
        else
            ++notFinite_;
    }
    positions_.assign(static_cast<std::size_t>(points.rows), -1);
    if (items.empty()) return;
    sortByX(items);

    const auto n = static_cast<std::int64_t>(items.size());
    const auto stripCount = std::max<std::int64_t>(1, std::lround(std::sqrt(static_cast<double>(n)) / 1.5));
    strips_.resize(static_cast<std::size_t>(stripCount));
    x_.resize(items.size());
    y_.resize(items.size());
    rows_.resize(items.size());
    parallelFor(stripCount, 16, [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t s = begin; s < end; ++s) {
            const std::int64_t from = n * s / stripCount;
            const std::int64_t to = n * (s + 1) / stripCount;
            strips_[static_cast<std::size_t>(s)] = {
                static_cast<std::int32_t>(from), static_cast<std::int32_t>(to),
                items[static_cast<std::size_t>(from)].x, items[static_cast<std::size_t>(to - 1)].x};
            std::sort(items.begin() + from, items.begin() + to, byY);
            for (std::int64_t p = from; p < to; ++p) {
                const Item& item = items[static_cast<std::size_t>(p)];
                x_[static_cast<std::size_t>(p)] = item.x;
                y_[static_cast<std::size_t>(p)] = item.y;
                rows_[static_cast<std::size_t>(p)] = item.row;
                positions_[static_cast<std::size_t>(item.row)] = static_cast<std::int32_t>(p);
            }
        }
    });
    bounds_ = {strips_.front().left, y_[0], strips_.back().right, y_[0]};
    for (const Strip& strip : strips_) {
        bounds_.bottom = std::min(bounds_.bottom, y_[static_cast<std::size_t>(strip.begin)]);
        bounds_.top = std::max(bounds_.top, y_[static_cast<std::size_t>(strip.end - 1)]);
    }

    // Of a regular sample: an estimate for sizes on the screen needs no more.
    const std::int64_t step = std::max<std::int64_t>(1, n / 20000);
    std::vector<float> xs;
    std::vector<float> ys;
    for (std::int64_t p = 0; p < n; p += step) {
        xs.push_back(x_[static_cast<std::size_t>(p)]);
        ys.push_back(y_[static_cast<std::size_t>(p)]);
    }
    typicalArea_ = middleRange(xs) * middleRange(ys) / 0.64;
}

std::vector<std::int32_t> PointIndex::inRectangle(const PlaneRect& rect) const {
    std::vector<std::int32_t> result;
    forEachRun(rect, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t p = begin; p < end; ++p)
            if (x(p) >= rect.left && x(p) <= rect.right) result.push_back(static_cast<std::int32_t>(p));
    });
    return result;
}

// Even-odd by a ray upwards. Only edges above or below the point's own x matter, and those are the same few
// for a whole strip.
std::vector<std::int32_t> PointIndex::inPolygon(std::span<const PlanePoint> polygon) const {
    if (polygon.size() < 3 || strips_.empty()) return {};
    double left = polygon[0].x, right = left, bottom = polygon[0].y, top = bottom;
    for (const PlanePoint& p : polygon) {
        left = std::min(left, p.x);
        right = std::max(right, p.x);
        bottom = std::min(bottom, p.y);
        top = std::max(top, p.y);
    }
    const std::size_t first = firstStrip(static_cast<float>(left));
    std::size_t last = first;
    while (last < strips_.size() && strips_[last].left <= right) ++last;

    std::vector<std::vector<std::int32_t>> found(static_cast<std::size_t>(threadCount()));
    parallelFor(
        static_cast<std::int64_t>(last - first), 8, [&](std::int64_t begin, std::int64_t end, int chunk) {
            struct Edge {
                double left, right, y, slope;
            };
            std::vector<Edge> edges;
            auto& out = found[static_cast<std::size_t>(chunk)];
            for (std::int64_t s = begin; s < end; ++s) {
                const Strip& strip = strips_[first + static_cast<std::size_t>(s)];
                edges.clear();
                for (std::size_t i = 0; i < polygon.size(); ++i) {
                    PlanePoint a = polygon[i];
                    PlanePoint b = polygon[(i + 1) % polygon.size()];
                    if (a.x > b.x) std::swap(a, b);
                    if (a.x == b.x || b.x <= strip.left || a.x > strip.right) continue;
                    edges.push_back({a.x, b.x, a.y, (b.y - a.y) / (b.x - a.x)});
                }
                const auto low = std::lower_bound(y_.begin() + strip.begin, y_.begin() + strip.end,
                                                  static_cast<float>(bottom));
                const auto high = std::upper_bound(low, y_.begin() + strip.end, static_cast<float>(top));
                for (auto p = low - y_.begin(); p < high - y_.begin(); ++p) {
                    const double px = x(p);
                    const double py = y(p);
                    bool inside = false;
                    for (const Edge& e : edges)
                        inside ^= px >= e.left && px < e.right && py < e.y + (px - e.left) * e.slope;
                    if (inside) out.push_back(static_cast<std::int32_t>(p));
                }
            }
        });
    std::vector<std::int32_t> result;
    for (const auto& part : found) result.insert(result.end(), part.begin(), part.end());
    return result;
}

}  // namespace selfsight::ui
