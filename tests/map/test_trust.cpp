#include "core/parallel.h"
#include "fixtures.h"
#include "map/map.h"
#include "neighbours/plane.h"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <limits>

using namespace selfsight;
using namespace selfsight::map;

TEST_CASE("trust is scikit-learn's and scipy's") {
    const auto facts = test::facts();
    const Trust trust = measureTrust(test::recorded("embeddings"), test::recorded("points"), facts["k"]);
    CHECK(trust.sampled == 0);
    CHECK(trust.k == facts["k"].get<int>());
    CHECK(trust.trustworthiness == doctest::Approx(facts["trustworthiness"].get<double>()).epsilon(1e-6));
    CHECK(trust.continuity == doctest::Approx(facts["continuity"].get<double>()).epsilon(1e-6));
    CHECK(trust.neighbourPreservation ==
          doctest::Approx(facts["neighbour_preservation"].get<double>()).epsilon(1e-6));
    CHECK(trust.shepardCorrelation ==
          doctest::Approx(facts["shepard_correlation"].get<double>()).epsilon(1e-6));
    double distortion = 0;
    for (const float v : trust.distortion) distortion += v;
    CHECK(1 - distortion / 300 == doctest::Approx(trust.neighbourPreservation).epsilon(1e-6));
}

TEST_CASE("a map that keeps everything is trusted fully, a random one hardly") {
    const Matrix flat = test::blobs(500, 2, 1, 0);
    const Trust full = measureTrust(flat, flat);
    CHECK(full.trustworthiness == 1);
    CHECK(full.continuity == 1);
    CHECK(full.neighbourPreservation == 1);
    CHECK(full.shepardCorrelation == doctest::Approx(1));
    const Trust random = measureTrust(flat, test::blobs(500, 2, 1, 0, 99));
    CHECK(random.trustworthiness == doctest::Approx(0.5).epsilon(0.1));
    CHECK(random.neighbourPreservation < 0.1);
    CHECK(std::abs(random.shepardCorrelation) < 0.1);
}

TEST_CASE("above 20,000 points trust is sampled, says so, and is near the exact value") {
    const Matrix flat = test::blobs(20001, 3, 10, 3);
    Matrix points(flat.rows, 2);
    for (std::int64_t i = 0; i < flat.rows; ++i)
        for (int c = 0; c < 2; ++c) points.at(i, c) = flat.at(i, c);
    const Trust sampled = measureTrust(flat, points);
    CHECK(sampled.sampled == 2000);
    CHECK(sampled.distortion.empty());
    CHECK(sampled.distortionFrom.empty());
    // With a graph every point is measured; one of the map itself is kept in full.
    const auto graph = neighbours::nearestInPlane(points, 12);
    const Trust full = measureTrust(flat, points, 12, 0, {}, &graph);
    REQUIRE(full.distortion.size() == 20001);
    CHECK(full.distortionFrom == "neighbour graph (exact)");
    CHECK(std::all_of(full.distortion.begin(), full.distortion.end(), [](float v) { return v == 0; }));
    const MatrixView fewer{flat.values.data(), 20000, 3}, fewerPoints{points.values.data(), 20000, 2};
    const Trust exact = measureTrust(fewer, fewerPoints);
    CHECK(exact.sampled == 0);
    CHECK(sampled.trustworthiness == doctest::Approx(exact.trustworthiness).epsilon(0.005));
    CHECK(sampled.neighbourPreservation == doctest::Approx(exact.neighbourPreservation).epsilon(0.05));
}

TEST_CASE("distortion by the neighbour graph is distortion by all distances") {
    const Matrix x = test::blobs(1500, 6, 5, 3), y = test::blobs(1500, 2, 5, 2, 7);
    const Trust all = measureTrust(x, y);
    CHECK(all.distortionFrom == "all distances");
    auto graph = neighbours::nearestNeighbours(x, 30);
    CHECK(pointDistortion(graph, y, 12) == all.distortion);
    graph.exact = false;
    graph.recall = 0.9876;
    CHECK(distortionSource(graph) == "neighbour graph (recall 0.988)");
    // A point without a place has no distortion; its neighbours have lost it.
    Matrix lost = y;
    lost.at(3, 0) = std::numeric_limits<float>::quiet_NaN();
    const auto some = pointDistortion(graph, lost, 12);
    CHECK(std::isnan(some[3]));
    CHECK(std::count_if(some.begin(), some.end(), [](float v) { return std::isfinite(v); }) == 1499);
}

TEST_CASE("trust of one, two and three points, and of duplicates, is finite") {
    for (const std::int64_t n : {1, 2, 3, 4}) {
        const Trust trust = measureTrust(test::blobs(n, 3, 1, 0), test::blobs(n, 2, 1, 0));
        CHECK(trust.trustworthiness >= 0);
        CHECK(trust.trustworthiness <= 1);
    }
    const Trust trust = measureTrust(Matrix(30, 4), Matrix(30, 2));
    CHECK(std::isfinite(trust.trustworthiness));
    CHECK(std::isfinite(trust.continuity));
}
