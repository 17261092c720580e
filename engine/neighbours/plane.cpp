#include "neighbours/plane.h"

#include "core/control.h"
#include "core/error.h"
#include "core/parallel.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace selfsight::neighbours {

namespace {

constexpr std::int32_t kLeaf = 12;
constexpr std::int64_t kQueriesBetweenStops = 1024;

struct Point {
    float x, y;
    std::int32_t row;
};

// The box of a contiguous run of points; halves lie to both sides of its middle.
struct Node {
    float left, bottom, right, top;
    std::int32_t begin, end;
    std::int32_t firstRow;      // the lowest in it: what ties are decided by
    std::int32_t children = 0;  // the first of two; 0: a leaf
};

struct Neighbour {
    double square;
    std::int32_t row;
    bool operator<(const Neighbour& other) const {
        return square < other.square || (square == other.square && row < other.row);
    }
};

class Tree {
  public:
    explicit Tree(MatrixView points) {
        for (std::int64_t i = 0; i < points.rows; ++i)
            if (std::isfinite(points.at(i, 0)) && std::isfinite(points.at(i, 1)))
                points_.push_back({points.at(i, 0), points.at(i, 1), static_cast<std::int32_t>(i)});
        if (points_.empty()) return;
        nodes_.push_back(boxOf(0, static_cast<std::int32_t>(points_.size())));
        for (std::size_t at = 0; at < nodes_.size(); ++at) split(at);
    }

    const std::vector<Point>& points() const { return points_; }

    // The nearest of one of its points, ascending; `found` keeps its capacity, the limit, between calls.
    void nearest(const Point& from, std::size_t k, std::vector<Neighbour>& found) const {
        found.clear();
        // Halving keeps the tree flatter than this for any count of points.
        std::array<std::pair<double, std::int32_t>, 64> open;
        std::size_t waiting = 0;
        open[waiting++] = {0, 0};
        while (waiting > 0) {
            const auto [square, at] = open[--waiting];
            const Node& node = nodes_[static_cast<std::size_t>(at)];
            if (found.size() == k && found.back() < Neighbour{square, node.firstRow}) continue;
            if (node.children == 0) {
                for (std::int32_t p = node.begin; p < node.end; ++p)
                    offer(from, points_[static_cast<std::size_t>(p)], k, found);
                continue;
            }
            std::pair<double, std::int32_t> near{squareTo(from, node.children), node.children};
            std::pair<double, std::int32_t> far{squareTo(from, node.children + 1), node.children + 1};
            const auto rank = [this](const auto& child) {
                return Neighbour{child.first, nodes_[static_cast<std::size_t>(child.second)].firstRow};
            };
            if (rank(far) < rank(near)) std::swap(near, far);
            open[waiting++] = far;
            open[waiting++] = near;
        }
    }

  private:
    Node boxOf(std::int32_t begin, std::int32_t end) const {
        const Point& first = points_[static_cast<std::size_t>(begin)];
        Node node{first.x, first.y, first.x, first.y, begin, end, first.row};
        for (std::int32_t p = begin; p < end; ++p) {
            const Point& point = points_[static_cast<std::size_t>(p)];
            node.left = std::min(node.left, point.x);
            node.right = std::max(node.right, point.x);
            node.bottom = std::min(node.bottom, point.y);
            node.top = std::max(node.top, point.y);
            node.firstRow = std::min(node.firstRow, point.row);
        }
        return node;
    }

    void split(std::size_t at) {
        const Node node = nodes_[at];
        if (node.end - node.begin <= kLeaf) return;
        const bool wide =
            static_cast<double>(node.right) - node.left >= static_cast<double>(node.top) - node.bottom;
        const std::int32_t middle = node.begin + (node.end - node.begin) / 2;
        // A total order, so that the tree is the same on every machine.
        std::nth_element(points_.begin() + node.begin, points_.begin() + middle, points_.begin() + node.end,
                         [wide](const Point& a, const Point& b) {
                             const float p = wide ? a.x : a.y;
                             const float q = wide ? b.x : b.y;
                             return p < q || (p == q && a.row < b.row);
                         });
        nodes_[at].children = static_cast<std::int32_t>(nodes_.size());
        nodes_.push_back(boxOf(node.begin, middle));
        nodes_.push_back(boxOf(middle, node.end));
    }

    double squareTo(const Point& from, std::int32_t at) const {
        const Node& node = nodes_[static_cast<std::size_t>(at)];
        const double dx = std::max(
            {0.0, static_cast<double>(node.left) - from.x, static_cast<double>(from.x) - node.right});
        const double dy = std::max(
            {0.0, static_cast<double>(node.bottom) - from.y, static_cast<double>(from.y) - node.top});
        return dx * dx + dy * dy;
    }

    static void offer(const Point& from, const Point& point, std::size_t k, std::vector<Neighbour>& found) {
        if (point.row == from.row) return;
        const double dx = static_cast<double>(point.x) - from.x;
        const double dy = static_cast<double>(point.y) - from.y;
        const Neighbour one{dx * dx + dy * dy, point.row};
        if (found.size() == k) {
            if (!(one < found.back())) return;
            found.pop_back();
        }
        found.insert(std::upper_bound(found.begin(), found.end(), one), one);
    }

    std::vector<Point> points_;
    std::vector<Node> nodes_;
};

}  // namespace

Graph nearestInPlane(MatrixView points, std::int64_t k, std::stop_token stop) {
    if (points.rows > 0 && points.cols != 2) throw LogicError("nearestInPlane: a map has two columns");
    if (points.rows > std::numeric_limits<std::int32_t>::max())
        throw LogicError("nearestInPlane: more than 2^31 points");
    Graph graph;
    graph.count = points.rows;
    graph.k = std::clamp<std::int64_t>(k, 0, std::max<std::int64_t>(0, points.rows - 1));
    graph.indices.assign(static_cast<std::size_t>(graph.count * graph.k), -1);
    graph.distances.assign(graph.indices.size(), std::numeric_limits<float>::infinity());
    if (graph.k == 0) return graph;
    const Tree tree(points);
    // In the tree's order: queries in a row visit the same nodes.
    parallelFor(static_cast<std::int64_t>(tree.points().size()), kQueriesBetweenStops,
                [&](std::int64_t begin, std::int64_t end, int) {
                    std::vector<Neighbour> found;
                    found.reserve(static_cast<std::size_t>(graph.k) + 1);
                    for (std::int64_t p = begin; p < end; ++p) {
                        if (p % kQueriesBetweenStops == 0 && stop.stop_requested()) return;
                        const Point& from = tree.points()[static_cast<std::size_t>(p)];
                        tree.nearest(from, static_cast<std::size_t>(graph.k), found);
                        auto at = static_cast<std::size_t>(from.row * graph.k);
                        for (const Neighbour& one : found) {
                            graph.indices[at] = one.row;
                            graph.distances[at++] = static_cast<float>(std::sqrt(one.square));
                        }
                    }
                });
    throwIfCancelled(stop);
    return graph;
}

}  // namespace selfsight::neighbours
