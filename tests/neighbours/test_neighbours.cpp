#include "core/control.h"
#include "core/error.h"
#include "core/parallel.h"
#include "core/random.h"
#include "neighbours/neighbours.h"
#include "neighbours/plane.h"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <limits>

using namespace selfsight;
using namespace selfsight::neighbours;

namespace {

Matrix cloud(std::int64_t rows, std::int64_t cols, std::uint64_t seed, double shift = 0) {
    Matrix m(rows, cols);
    RandomStream random(seed, "test neighbours");
    for (float& v : m.values) v = static_cast<float>(random.normal() + shift);
    return m;
}

double distance(std::span<const float> a, std::span<const float> b, Metric metric) {
    double dot = 0, aa = 0, bb = 0, square = 0;
    for (std::size_t j = 0; j < a.size(); ++j) {
        dot += static_cast<double>(a[j]) * b[j];
        aa += static_cast<double>(a[j]) * a[j];
        bb += static_cast<double>(b[j]) * b[j];
        square += (static_cast<double>(a[j]) - b[j]) * (static_cast<double>(a[j]) - b[j]);
    }
    if (metric == Metric::Euclidean) return std::sqrt(square);
    return aa == 0 || bb == 0 ? 1 : std::max(0.0, 1 - dot / (std::sqrt(aa) * std::sqrt(bb)));
}

// Every pair in float64, ties to the lower index.
void checkBruteForce(const Graph& graph, MatrixView queries, MatrixView base, Metric metric, bool self) {
    REQUIRE(graph.count == queries.rows);
    std::int64_t wrong = 0;
    for (std::int64_t i = 0; i < queries.rows; ++i) {
        std::vector<std::pair<double, std::int32_t>> all;
        for (std::int64_t j = 0; j < base.rows; ++j) {
            if (self && i == j) continue;
            all.emplace_back(distance(queries.row(i), base.row(j), metric), static_cast<std::int32_t>(j));
        }
        std::sort(all.begin(), all.end());
        for (std::int64_t j = 0; j < graph.k; ++j) {
            const auto at = static_cast<std::size_t>(i * graph.k + j);
            wrong += graph.indices[at] != all[static_cast<std::size_t>(j)].second;
            wrong += graph.distances[at] != static_cast<float>(all[static_cast<std::size_t>(j)].first);
        }
    }
    CHECK(wrong == 0);
}

}  // namespace

TEST_CASE("neighbours equal brute force in float64") {
    const Matrix base = cloud(700, 50, 1), queries = cloud(300, 50, 2);
    for (const Metric metric : {Metric::Euclidean, Metric::Cosine}) {
        Options options;
        options.metric = metric;
        checkBruteForce(nearestNeighbours(queries, base, 17, options), queries, base, metric, false);
        checkBruteForce(nearestNeighbours(base, 5, options), base, base, metric, true);
    }
}

TEST_CASE("a large common offset does not blur the order") {
    const Matrix points = cloud(400, 20, 3, 1000);
    checkBruteForce(nearestNeighbours(points, 10), points, points, Metric::Euclidean, true);
}

TEST_CASE("one direction far longer than the rest does not blur the order") {
    const auto stretched = [](std::int64_t rows, std::uint64_t seed) {
        Matrix points = cloud(rows, 30, seed);
        RandomStream random(seed, "stretch");
        for (std::int64_t i = 0; i < rows; ++i) {
            const double along = 3000 * random.normal();
            for (std::int64_t j = 0; j < 30; ++j)
                points.at(i, j) += static_cast<float>(along * (j % 3 == 0 ? 0.25 : -0.15));
        }
        return points;
    };
    const Matrix points = stretched(700, 3), queries = stretched(200, 4);
    checkBruteForce(nearestNeighbours(points, 10), points, points, Metric::Euclidean, true);
    checkBruteForce(nearestNeighbours(queries, points, 10), queries, points, Metric::Euclidean, false);
}

TEST_CASE("ties and duplicates go to the lower index") {
    Matrix points = cloud(200, 8, 4);
    for (std::int64_t i = 100; i < 200; ++i)
        std::copy_n(points.row(i % 10).begin(), 8, points.row(i).begin());
    for (const Metric metric : {Metric::Euclidean, Metric::Cosine}) {
        Options options;
        options.metric = metric;
        checkBruteForce(nearestNeighbours(points, 30, options), points, points, metric, true);
    }
    const Matrix same(50, 3);  // all zero
    const Graph graph = nearestNeighbours(same, 3);
    CHECK(graph.indices[0] == 1);
    CHECK(graph.indices[3 * 40] == 0);
    CHECK(graph.distances[7] == 0);
}

TEST_CASE("k is reduced to what there is") {
    const Matrix points = cloud(4, 3, 5);
    CHECK(nearestNeighbours(points, 10).k == 3);
    CHECK(nearestNeighbours(cloud(2, 3, 6), points, 10).k == 4);
    CHECK(nearestNeighbours(cloud(1, 3, 6), 10).k == 0);
    CHECK(nearestNeighbours(Matrix(0, 3), 10).count == 0);
}

TEST_CASE("neighbours do not depend on the number of threads") {
    const Matrix points = cloud(900, 30, 7);
    const int before = threadCount();
    setThreadCount(1);
    const Graph one = nearestNeighbours(points, 12);
    setThreadCount(3);
    const Graph three = nearestNeighbours(points, 12);
    setThreadCount(before);
    CHECK(one.indices == three.indices);
    CHECK(one.distances == three.distances);
}

TEST_CASE("what is not a number is refused with its place") {
    Matrix points = cloud(30, 4, 8);
    points.at(17, 2) = std::numeric_limits<float>::quiet_NaN();
    try {
        nearestNeighbours(points, 3);
        FAIL("accepted NaN");
    } catch (const RuntimeError& error) {
        CHECK(error.code() == ErrorCode::Input);
        CHECK(std::string(error.what()).find("row 17, column 2") != std::string::npos);
    }
    points.at(17, 2) = std::numeric_limits<float>::infinity();
    CHECK_THROWS_AS(nearestNeighbours(cloud(5, 4, 9), points, 3), RuntimeError);
    CHECK_THROWS_AS(nearestNeighbours(cloud(5, 3, 9), cloud(5, 4, 9), 3), RuntimeError);
    CHECK_THROWS_AS(nearestNeighbours(cloud(5, 3, 9), 0), RuntimeError);
}

TEST_CASE("cancel and progress") {
    const Matrix points = cloud(500, 10, 10);
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS(nearestNeighbours(points, 3, {}, stop.get_token()), Cancelled);
    std::vector<double> seen;
    nearestNeighbours(points, 3, {}, {}, [&](double f) { seen.push_back(f); });
    REQUIRE(!seen.empty());
    CHECK(std::is_sorted(seen.begin(), seen.end()));
    CHECK(seen.back() == 1);
}

TEST_CASE("an approximate graph finds most neighbours, says how many, and keeps exact distances") {
    // Clouds, ten of their 200 columns wide, so that directions are left out.
    Matrix points = cloud(3000, 200, 11);
    const Matrix centres = cloud(30, 200, 12);
    for (std::int64_t i = 0; i < points.rows; ++i)
        for (std::int64_t j = 0; j < points.cols; ++j)
            points.at(i, j) = (j < 10 ? points.at(i, j) : 0.02f * points.at(i, j)) + centres.at(i % 30, j);
    for (const Metric metric : {Metric::Euclidean, Metric::Cosine}) {
        Options options;
        options.metric = metric;
        const Graph exact = nearestNeighbours(points, 15, options);
        CHECK(exact.exact);
        CHECK(exact.method == "exact");
        options.approximateAbove = 1000;
        const Graph graph = nearestNeighbours(points, 15, options);
        CHECK(!graph.exact);
        CHECK(graph.method.find("of 200 dimensions") != std::string::npos);
        std::int64_t found = 0;
        for (std::int64_t i = 0; i < graph.count; ++i) {
            const auto at = static_cast<std::ptrdiff_t>(i * graph.k);
            const auto mine = graph.indices.begin() + at, theirs = exact.indices.begin() + at;
            for (auto j = mine; j != mine + graph.k; ++j) found += std::count(theirs, theirs + graph.k, *j);
            CHECK(std::is_sorted(graph.distances.begin() + at, graph.distances.begin() + at + graph.k));
            CHECK(std::count(mine, mine + graph.k, i) == 0);
            // A neighbour that both know has the same distance, bit for bit.
            if (graph.indices[static_cast<std::size_t>(at)] == exact.indices[static_cast<std::size_t>(at)])
                CHECK(graph.distances[static_cast<std::size_t>(at)] ==
                      exact.distances[static_cast<std::size_t>(at)]);
        }
        const double recall = static_cast<double>(found) / static_cast<double>(graph.count * graph.k);
        CHECK(recall > 0.95);
        CHECK(graph.recall == doctest::Approx(recall).epsilon(0.03));
    }
}

TEST_CASE("an approximate graph is the same for a seed, on any number of threads") {
    const Matrix points = cloud(2500, 40, 13);
    Options options;
    options.approximateAbove = 1000;
    options.seed = 5;
    const int before = threadCount();
    setThreadCount(1);
    const Graph one = nearestNeighbours(points, 10, options);
    setThreadCount(3);
    const Graph three = nearestNeighbours(points, 10, options);
    setThreadCount(before);
    CHECK(one.indices == three.indices);
    CHECK(one.distances == three.distances);
    CHECK(one.recall == three.recall);
}

TEST_CASE("an approximate graph of duplicates and constant columns is whole") {
    Matrix points(2100, 6);
    for (std::int64_t i = 0; i < points.rows; ++i) points.at(i, 0) = static_cast<float>(i % 3);
    Options options;
    options.approximateAbove = 2000;
    const Graph graph = nearestNeighbours(points, 9, options);
    CHECK(graph.recall == 1);
    for (std::int64_t i = 0; i < graph.count; ++i)
        for (std::int64_t j = 0; j < graph.k; ++j) {
            const auto at = static_cast<std::size_t>(i * graph.k + j);
            REQUIRE(graph.indices[at] >= 0);
            REQUIRE(graph.indices[at] != i);
            CHECK(graph.distances[at] == 0);
        }
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS(nearestNeighbours(points, 3, options, stop.get_token()), Cancelled);
}

TEST_CASE("neighbours in the plane equal brute force, ties and all") {
    for (const std::int64_t n : {2, 3, 13, 700}) {
        const Matrix points = cloud(n, 2, 3);
        const Graph graph = nearestInPlane(points, 12);
        CHECK(graph.k == std::min<std::int64_t>(12, n - 1));
        checkBruteForce(graph, points, points, Metric::Euclidean, true);
    }
    // On a lattice most distances are tied, and most points lie on a line that halves the plane.
    Matrix lattice(625, 2);
    for (std::int64_t i = 0; i < 625; ++i) {
        lattice.at(i, 0) = static_cast<float>(i * 7 % 25);
        lattice.at(i, 1) = static_cast<float>(i / 25);
    }
    checkBruteForce(nearestInPlane(lattice, 9), lattice, lattice, Metric::Euclidean, true);
    // Far outliers and coordinates at the limits of float32.
    Matrix far = cloud(300, 2, 4);
    far.at(0, 0) = 3e38F;
    far.at(1, 1) = -3e38F;
    far.at(2, 0) = 1e-38F;
    checkBruteForce(nearestInPlane(far, 5), far, far, Metric::Euclidean, true);
}

TEST_CASE("a hundred thousand points in one place are neighbours in order, in bounded time") {
    const Matrix same(100000, 2);
    const Graph graph = nearestInPlane(same, 3);
    CHECK(graph.indices[0] == 1);
    CHECK(graph.indices[3 * 99999] == 0);
    CHECK(graph.indices[3 * 99999 + 2] == 2);
    CHECK(std::all_of(graph.distances.begin(), graph.distances.end(), [](float d) { return d == 0; }));
}

TEST_CASE("points without a place have no neighbours in the plane and are none") {
    Matrix points = cloud(60, 2, 5);
    const float nan = std::numeric_limits<float>::quiet_NaN();
    points.at(7, 0) = nan;
    points.at(9, 1) = std::numeric_limits<float>::infinity();
    const Graph graph = nearestInPlane(points, 58);
    for (std::int64_t i = 0; i < 60; ++i)
        for (std::int64_t j = 0; j < graph.k; ++j) {
            const auto neighbour = graph.indices[static_cast<std::size_t>(i * graph.k + j)];
            CHECK((neighbour == -1) == (i == 7 || i == 9 || j == 57));
            CHECK(neighbour != 7);
            CHECK(neighbour != 9);
        }
    CHECK(nearestInPlane(Matrix(1, 2), 3).k == 0);
    CHECK(nearestInPlane(Matrix(0, 2), 3).count == 0);
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS(nearestInPlane(points, 3, stop.get_token()), Cancelled);
}

TEST_CASE("neighbours in the plane are the same for every number of threads") {
    const Matrix points = cloud(9000, 2, 6);
    const int before = threadCount();
    setThreadCount(1);
    const Graph one = nearestInPlane(points, 12);
    setThreadCount(4);
    const Graph four = nearestInPlane(points, 12);
    setThreadCount(before);
    CHECK(one.indices == four.indices);
    CHECK(one.distances == four.distances);
}

TEST_CASE("the first neighbours of a graph are the graph of fewer neighbours") {
    const Matrix points = cloud(60, 4, 5);
    const Graph few = nearestNeighbours(points, 3), cut = nearest(nearestNeighbours(points, 9), 3);
    CHECK(cut.k == few.k);
    CHECK(cut.count == few.count);
    CHECK(cut.indices == few.indices);
    CHECK(cut.distances == few.distances);
    CHECK(nearest(few, 5).k == 3);
}
