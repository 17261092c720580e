#include "core/parallel.h"
#include "fixtures.h"
#include "map/map.h"
#include "map/pca.h"

#include <doctest/doctest.h>

using namespace selfsight;
using namespace selfsight::map;

TEST_CASE("PCA is scikit-learn's") {
    const Matrix x = test::recorded("embeddings");
    const Pca pca = fitPca(x);
    CHECK(test::relativeDifference(pca.project(x).values, test::recorded("pca").values) < 1e-5);
    const auto variance = test::facts()["pca_variance"];
    for (int c = 0; c < 2; ++c)
        CHECK(pca.variance[c] == doctest::Approx(variance[c].get<double>()).epsilon(1e-5));
}

TEST_CASE("PCA finds planted directions in many dimensions, far from the origin") {
    const std::int64_t n = 3000, d = 300;
    RandomStream random(1);
    Matrix x(n, d);
    for (std::int64_t i = 0; i < n; ++i) {
        const double a = 5 * random.normal(), b = 4 * random.normal();
        for (std::int64_t j = 0; j < d; ++j) {
            const double first = std::cos(0.1 * static_cast<double>(j)),
                         second = std::sin(0.1 * static_cast<double>(j));
            x.at(i, j) = static_cast<float>(100 + (a * first + b * second) / std::sqrt(d / 2.0) +
                                            0.3 * random.normal());
        }
    }
    const Pca pca = fitPca(x);
    CHECK(pca.variance[0] == doctest::Approx(25).epsilon(0.1));
    CHECK(pca.variance[1] == doctest::Approx(16).epsilon(0.1));
    // The components are orthonormal, and lie in the planted plane.
    double dot = 0, plane = 0, length = 0;
    for (std::int64_t j = 0; j < d; ++j) {
        dot += static_cast<double>(pca.components.at(0, j)) * pca.components.at(1, j);
        length += static_cast<double>(pca.components.at(0, j)) * pca.components.at(0, j);
    }
    for (const bool sine : {false, true}) {
        double along = 0, square = 0;
        for (std::int64_t j = 0; j < d; ++j) {
            const double t = 0.1 * static_cast<double>(j), v = sine ? std::sin(t) : std::cos(t);
            along += v * pca.components.at(0, j);
            square += v * v;
        }
        plane += along * along / square;
    }
    CHECK(std::abs(dot) < 1e-5);
    CHECK(length == doctest::Approx(1).epsilon(1e-5));
    CHECK(plane == doctest::Approx(1).epsilon(0.01));
}

TEST_CASE("PCA is the same on one thread and on three") {
    const Matrix x = test::blobs(2000, 40, 5, 2);
    setThreadCount(1);
    const Pca one = fitPca(x);
    setThreadCount(3);
    const Pca three = fitPca(x);
    CHECK(one.project(x).values == three.project(x).values);
}

TEST_CASE("PCA of degenerate data stays finite") {
    for (const auto& [n, d] : {std::pair{1, 5}, {2, 5}, {3, 1}, {50, 1}, {50, 2}}) {
        const Matrix x = test::blobs(n, d, 2, 1);
        const Matrix y = fitPca(x).project(x);
        CHECK(y.rows == n);
        CHECK(y.cols == 2);
        CHECK(test::finite(y));
    }
    Matrix constant(20, 4);
    for (float& v : constant.values) v = 3;
    for (const float v : fitPca(constant).project(constant).values) CHECK(v == 0);
    // One column varies, the others do not: one component carries everything.
    for (std::int64_t i = 0; i < 20; ++i) constant.at(i, 2) = static_cast<float>(i);
    const Pca line = fitPca(constant);
    CHECK(line.components.at(0, 2) == doctest::Approx(1));
    CHECK(line.variance[0] == doctest::Approx(35));
    CHECK(line.variance[1] == doctest::Approx(0).epsilon(1e-5));
}
