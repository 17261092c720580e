#include "core/error.h"
#include "fixtures.h"
#include "map/joint.h"
#include "map/map.h"

#include <doctest/doctest.h>

using namespace selfsight;
using namespace selfsight::map;

namespace {

MapOptions quickJoint() {
    MapOptions options;
    options.perplexity = 10;
    options.earlyIterations = 80;
    options.iterations = 120;
    return options;
}

// Two embeddings of the same 240 images: the same six groups, in other directions, with other noise.
Matrix embedding(std::uint64_t seed) {
    return test::blobs(240, 8, 6, 4, seed);
}

// How far the maps are apart after the best turn, as a share of their variance.
double apart(const JointMaps& maps) {
    Matrix second = maps.points(1);
    return procrustesAlign(second, maps.points(0));
}

}  // namespace

TEST_CASE("tied maps are more alike than free ones, and still to be trusted") {
    const Matrix a = embedding(1), b = embedding(2);
    JointMaps free({a, b}, quickJoint(), 0), tied({a, b}, quickJoint(), 0.05);
    while (!free.finished()) free.run(10);
    while (!tied.finished()) tied.run(10);
    CHECK(tied.iteration() == 200);
    CHECK(apart(tied) < 0.5 * apart(free));
    for (std::size_t m = 0; m < 2; ++m)
        CHECK(measureTrust(m == 0 ? a : b, tied.points(m)).trustworthiness > 0.9);
    JointMaps resumed({a, b}, quickJoint(), 0.05);
    while (!resumed.finished()) resumed.run(7);
    CHECK(resumed.points(1).values == tied.points(1).values);
}

TEST_CASE("joint maps of other images, and ties out of range, are refused") {
    const Matrix a = embedding(1), shorter = test::blobs(100, 8, 2, 1);
    CHECK_THROWS_AS(JointMaps({a, shorter}, quickJoint(), 0), RuntimeError);
    CHECK_THROWS_AS(JointMaps({a, a}, quickJoint(), 5), RuntimeError);
}

TEST_CASE("a warm start without early exaggeration keeps its arrangement") {
    const Matrix x = embedding(3);
    const auto first = initialise(x, quickJoint());
    first->run(200);
    MapOptions warm = quickJoint();
    warm.earlyIterations = 0;
    warm.iterations = 60;
    const auto second = initialise(x, warm, nullptr, nullptr, {}, &first->points());
    CHECK(second->points().values == first->points().values);
    second->run(60);
    Matrix moved = second->points();
    CHECK(procrustesAlign(moved, first->points()) < 0.02);
    CHECK(second->objective() <= first->objective());
}

TEST_CASE("new points land among those of their group, and the map stays") {
    const std::int64_t groups = 6;
    const Matrix all = test::blobs(480, 8, groups, 6);
    const MatrixView old{all.values.data(), 240, 8}, fresh{all.values.data() + 240 * 8, 240, 8};
    const auto state = initialise(old, quickJoint());
    state->run(200);
    const Matrix placed = transform(old, state->points(), fresh);
    REQUIRE(placed.rows == 240);
    int right = 0;
    for (std::int64_t i = 0; i < placed.rows; ++i) {
        std::int64_t nearest = 0;
        double best = 1e30;
        for (std::int64_t j = 0; j < 240; ++j) {
            const double d = std::hypot(placed.at(i, 0) - state->points().at(j, 0),
                                        placed.at(i, 1) - state->points().at(j, 1));
            if (d < best) {
                best = d;
                nearest = j;
            }
        }
        right += nearest % groups == i % groups;
    }
    CHECK(right >= 236);
    CHECK(transform(old, state->points(), {all.values.data(), 0, 8}).rows == 0);
}
