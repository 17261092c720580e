#include "core/error.h"
#include "fixtures.h"
#include "map/lda.h"
#include "map/map.h"

#include <doctest/doctest.h>

using namespace selfsight;
using namespace selfsight::map;

TEST_CASE("LDA is scikit-learn's, up to sign and shift") {
    const Matrix x = test::recorded("embeddings"), expected = test::recorded("lda");
    Labels labels = test::recordedLabels("labels");
    for (std::size_t i = 200; i < labels.size(); ++i) labels[i] = -1;
    const Matrix y = fitLda(x, labels).project({x.values.data() + 200 * x.cols, 100, x.cols});
    for (int c = 0; c < 2; ++c) {
        double product = 0, own = 0, other = 0, shift = 0, theirs = 0;
        for (std::int64_t i = 0; i < 100; ++i) {
            shift += y.at(i, c) / 100;
            theirs += expected.at(i, c) / 100;
        }
        for (std::int64_t i = 0; i < 100; ++i) {
            product += (y.at(i, c) - shift) * (expected.at(i, c) - theirs);
            own += std::pow(y.at(i, c) - shift, 2);
            other += std::pow(expected.at(i, c) - theirs, 2);
        }
        CHECK(std::abs(product) / std::sqrt(own * other) == doctest::Approx(1).epsilon(1e-3));
        CHECK(own / other == doctest::Approx(1).epsilon(0.01));
    }
}

TEST_CASE("discriminants of meaningless labels separate nothing in images that they did not see") {
    const std::int64_t n = 200, d = 60;
    const Matrix x = test::blobs(n, d, 1, 0);
    Labels labels(n);
    for (std::int64_t i = 0; i < n; ++i) labels[i] = i % 3;
    // Share of points whose nearest class mean in the map is their own.
    const auto share = [&](const Matrix& y) {
        double mean[3][2] = {};
        for (std::int64_t i = 0; i < n; ++i)
            for (int c = 0; c < 2; ++c) mean[labels[i]][c] += y.at(i, c) / (static_cast<double>(n) / 3);
        int right = 0;
        for (std::int64_t i = 0; i < n; ++i) {
            double distance[3];
            for (int m = 0; m < 3; ++m)
                distance[m] = std::hypot(y.at(i, 0) - mean[m][0], y.at(i, 1) - mean[m][1]);
            right += std::min_element(distance, distance + 3) - distance == labels[i];
        }
        return static_cast<double>(right) / static_cast<double>(n);
    };
    CHECK(share(fitLda(x, labels).project(x)) > 0.6);
    MapOptions options;
    options.method = "lda";
    CHECK(share(initialise(x, options, nullptr, &labels)->points()) < 0.55);
}

TEST_CASE("LDA says what it lacks") {
    const Matrix x = test::blobs(20, 3, 2, 1);
    MapOptions options;
    options.method = "lda";
    CHECK_THROWS_AS(initialise(x, options), RuntimeError);
    const Labels one(20, 4);
    CHECK_THROWS_AS(initialise(x, options, nullptr, &one), RuntimeError);
    Labels two(20);
    for (std::size_t i = 0; i < 20; ++i) two[i] = static_cast<std::int64_t>(i % 2);
    CHECK(test::finite(initialise(x, options, nullptr, &two)->points()));
}
