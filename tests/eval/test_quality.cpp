#include "core/error.h"
#include "eval/fixtures.h"
#include "eval/quality.h"

#include <cmath>
#include <doctest/doctest.h>

using namespace selfsight;
using namespace selfsight::eval;

TEST_CASE("rank, spectrum, deviation and uniformity equal NumPy's") {
    const Quality quality = measureQuality(test::fixtureMatrix("geometry-x"));
    const auto& truth = test::expected("geometry");
    CHECK(quality.effectiveRank == doctest::Approx(truth["rankme"].get<double>()).epsilon(1e-6));
    CHECK(quality.deviation == doctest::Approx(truth["deviation"].get<double>()).epsilon(1e-5));
    CHECK(quality.uniformity == doctest::Approx(truth["uniformity"].get<double>()).epsilon(1e-5));
    REQUIRE(quality.singularValues.size() == 12);
    for (std::size_t i = 0; i < 12; ++i) {
        CHECK(quality.singularValues[i] ==
              doctest::Approx(truth["singular_values"][i].get<double>()).epsilon(1e-6));
    }
}

TEST_CASE("a collapsed embedding is called so, an even one is not") {
    const auto [even, y] = test::classCloud(500, 32, 2, 0.0, 1);
    CHECK_FALSE(measureQuality(even).collapsed);
    CHECK(measureQuality(even).deviation == doctest::Approx(1).epsilon(0.02));
    Matrix collapsed(500, 32);
    for (std::int64_t i = 0; i < 500; ++i) {
        for (std::int64_t j = 0; j < 32; ++j)
            collapsed.at(i, j) = static_cast<float>(j + 1) + 0.01f * even.at(i, j);
    }
    const Quality quality = measureQuality(collapsed);
    CHECK(quality.collapsed);
    CHECK(quality.effectiveRank < 1.5);
    CHECK(quality.uniformity > -0.01);
    CHECK(measureQuality(Matrix(10, 4)).deviation == 0);
    CHECK_THROWS_AS(measureQuality(Matrix(1, 4)), RuntimeError);
}

TEST_CASE("alignment is 0 for equal views, 4 for opposite ones") {
    const auto [x, y] = test::classCloud(50, 6, 2, 0.0, 2);
    Matrix opposite = x;
    for (float& v : opposite.values) v *= -3;
    CHECK(alignment(x, x) == 0);
    CHECK(alignment(x, opposite) == doctest::Approx(4).epsilon(1e-6));
    CHECK_THROWS_AS(alignment(x, Matrix(50, 5)), RuntimeError);
}
