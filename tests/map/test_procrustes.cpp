#include "fixtures.h"
#include "map/map.h"

#include <doctest/doctest.h>

using namespace selfsight;
using namespace selfsight::map;

TEST_CASE("Procrustes undoes rotation, reflection, scale and shift") {
    const Matrix reference = test::blobs(50, 2, 3, 2);
    for (const double side : {1.0, -1.0}) {
        Matrix moved(50, 2);
        const double angle = 2.1, scale = 3.7;
        for (std::int64_t i = 0; i < 50; ++i) {
            const double x = reference.at(i, 0), y = side * reference.at(i, 1);
            moved.at(i, 0) = static_cast<float>(scale * (std::cos(angle) * x - std::sin(angle) * y) + 9);
            moved.at(i, 1) = static_cast<float>(scale * (std::sin(angle) * x + std::cos(angle) * y) - 4);
        }
        CHECK(procrustesAlign(moved, reference) == doctest::Approx(0).epsilon(1e-6));
        CHECK(test::relativeDifference(moved.values, reference.values) < 1e-5);
    }
}

TEST_CASE("what Procrustes cannot explain is between 0 and 1, and no small turn does better") {
    Matrix points = test::blobs(40, 2, 4, 1, 1);
    const Matrix reference = test::blobs(40, 2, 4, 1, 2);
    const double unexplained = procrustesAlign(points, reference);
    CHECK(unexplained > 0);
    CHECK(unexplained < 1);
    const auto cost = [&](double angle, double scale) {
        double sum = 0, mean[2] = {0, 0};
        for (std::int64_t i = 0; i < 40; ++i)
            for (int c = 0; c < 2; ++c) mean[c] += reference.at(i, c) / 40;
        for (std::int64_t i = 0; i < 40; ++i) {
            const double x = points.at(i, 0) - mean[0], y = points.at(i, 1) - mean[1];
            const double px = mean[0] + scale * (std::cos(angle) * x - std::sin(angle) * y);
            const double py = mean[1] + scale * (std::sin(angle) * x + std::cos(angle) * y);
            sum += std::pow(px - reference.at(i, 0), 2) + std::pow(py - reference.at(i, 1), 2);
        }
        return sum;
    };
    for (const double angle : {-0.05, 0.05}) CHECK(cost(angle, 1) > cost(0, 1));
    for (const double scale : {0.95, 1.05}) CHECK(cost(0, scale) > cost(0, 1));
}

TEST_CASE("Procrustes of coinciding points moves them to the reference's centre") {
    Matrix points(3, 2);
    const Matrix reference = test::blobs(3, 2, 3, 1);
    CHECK(procrustesAlign(points, reference) == 1);
    CHECK(test::finite(points));
}
