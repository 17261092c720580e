#include "core/random.h"
#include "map/regions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <doctest/doctest.h>
#include <limits>

using namespace selfsight;

namespace {

// Gaussian clusters around given places, row i in cluster i mod k.
Matrix clusters(std::int64_t n, const std::vector<std::array<double, 3>>& places) {
    RandomStream random(3, "regions");
    Matrix points(n, 2);
    for (std::int64_t i = 0; i < n; ++i) {
        const auto& [x, y, spread] = places[static_cast<std::size_t>(i) % places.size()];
        points.at(i, 0) = static_cast<float>(x + spread * random.normal());
        points.at(i, 1) = static_cast<float>(y + spread * random.normal());
    }
    return points;
}

}  // namespace

TEST_CASE("dense regions are the clusters, whole and pure") {
    const std::vector<std::array<double, 3>> places{
        {0, 0, 1}, {12, 3, 1}, {-9, 8, 1}, {2, -14, 1}, {14, -9, 1}};
    const Matrix points = clusters(3000, places);
    const auto regions = map::denseRegions(points);
    REQUIRE(regions.size() == places.size());
    for (const map::Region& region : regions) {
        const auto cluster = static_cast<std::size_t>(region.rows.front()) % places.size();
        CHECK(std::hypot(region.x - places[cluster][0], region.y - places[cluster][1]) < 1);
        for (const std::int64_t row : region.rows)
            CHECK(static_cast<std::size_t>(row) % places.size() == cluster);
        // Above a third of the summit of a Gaussian are 1 − 1/3 of its points.
        CHECK(region.rows.size() > 0.5 * 600);
        CHECK(std::is_sorted(region.rows.begin(), region.rows.end()));
    }
}

TEST_CASE("regions do not depend on the place, scale or order of the points") {
    const Matrix points = clusters(2000, {{0, 0, 1}, {9, 0, 1}, {0, 9, 1}});
    const auto regions = map::denseRegions(points);
    Matrix moved(points.rows, 2);
    for (std::int64_t i = 0; i < points.rows; ++i) {
        moved.at(points.rows - 1 - i, 0) = 64 * points.at(i, 0) - 128;
        moved.at(points.rows - 1 - i, 1) = 64 * points.at(i, 1) + 32;
    }
    const auto other = map::denseRegions(moved);
    REQUIRE(other.size() == regions.size());
    for (const map::Region& region : regions)
        CHECK(std::any_of(other.begin(), other.end(), [&](const map::Region& r) {
            return std::abs(static_cast<double>(r.rows.size()) - static_cast<double>(region.rows.size())) <=
                       0.02 * static_cast<double>(region.rows.size()) &&
                   std::hypot(r.x - (64 * region.x - 128), r.y - (64 * region.y + 32)) < 64;
        }));
}

TEST_CASE("one Gaussian is one region; outliers and points without a place are in none") {
    Matrix points = clusters(4000, {{5, 5, 2}});
    points.at(7, 0) = 1e6F;
    points.at(8, 1) = std::numeric_limits<float>::quiet_NaN();
    const auto regions = map::denseRegions(points);
    REQUIRE(regions.size() == 1);
    for (const std::int64_t row : regions.front().rows) CHECK((row != 7 && row != 8));
}

TEST_CASE("maps without density have no regions and end well") {
    CHECK(map::denseRegions(Matrix(0, 2)).empty());
    CHECK(map::denseRegions(Matrix(5, 2)).empty());
    const auto same = map::denseRegions(Matrix(500, 2));
    REQUIRE(same.size() == 1);
    CHECK(same.front().rows.size() == 500);
}
