#include "core/error.h"
#include "eval/agreement.h"
#include "eval/fixtures.h"

#include <cmath>
#include <doctest/doctest.h>

using namespace selfsight;
using namespace selfsight::eval;

TEST_CASE("linear CKA equals the kernel form in NumPy") {
    const Matrix x = test::fixtureMatrix("geometry-x"), y = test::fixtureMatrix("geometry-y");
    CHECK(linearCka(x, y) == doctest::Approx(test::expected("geometry")["cka"].get<double>()).epsilon(1e-5));
    CHECK(linearCka(x, y) == doctest::Approx(linearCka(y, x)).epsilon(1e-6));
}

TEST_CASE("CKA ignores rotation, scale and shift, and has no answer for a constant") {
    const Matrix x = test::fixtureMatrix("geometry-x");
    Matrix turned = x;
    for (std::int64_t i = 0; i < x.rows; ++i) {
        const float a = x.at(i, 0), b = x.at(i, 1);
        turned.at(i, 0) = 0.6f * a - 0.8f * b;
        turned.at(i, 1) = 0.8f * a + 0.6f * b;
        for (std::int64_t j = 0; j < x.cols; ++j) turned.at(i, j) = turned.at(i, j) * 50 + 3;
    }
    CHECK(linearCka(x, turned) == doctest::Approx(1).epsilon(1e-5));
    Matrix constant(60, 4);
    for (float& v : constant.values) v = 0.1f;
    CHECK(std::isnan(linearCka(x, constant)));
    CHECK_THROWS_AS(linearCka(x, Matrix(59, 4)), RuntimeError);
}

TEST_CASE("neighbour overlap is 1 with itself and near chance with noise") {
    const auto [x, y] = test::classCloud(500, 10, 2, 0.0, 1);
    const auto [other, z] = test::classCloud(500, 10, 2, 0.0, 2);
    const auto a = neighbours::nearestNeighbours(x, 10), b = neighbours::nearestNeighbours(other, 10);
    CHECK(mutualNeighbours(a, a).mean == 1);
    const NeighbourOverlap noise = mutualNeighbours(a, b);
    CHECK(noise.chance == doctest::Approx(10.0 / 499));
    CHECK(std::abs(noise.mean - noise.chance) < 0.02);
    CHECK(noise.perImage.size() == 500);
    CHECK_THROWS_AS(mutualNeighbours(a, neighbours::nearestNeighbours(other, 5)), RuntimeError);
}
