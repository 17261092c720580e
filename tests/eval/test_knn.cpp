#include "core/error.h"
#include "eval/fixtures.h"
#include "eval/knn.h"
#include "eval/purity.h"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <limits>

using namespace selfsight;
using namespace selfsight::eval;
using test::classCloud;

namespace {

Matrix rows(const Matrix& m, std::int64_t begin, std::int64_t end) {
    Matrix part(end - begin, m.cols);
    std::copy_n(m.values.begin() + begin * m.cols, part.values.size(), part.values.begin());
    return part;
}

}  // namespace

TEST_CASE("the weighted vote equals an independent one in NumPy") {
    const Matrix y = test::fixtureMatrix("geometry-y");
    const auto labels = test::expected("geometry")["labels"].get<Labels>();
    KnnOptions options;
    options.neighbours = {7};
    const auto result = knnAccuracies(rows(y, 0, 40), Labels(labels.begin(), labels.begin() + 40),
                                      rows(y, 40, 60), Labels(labels.begin() + 40, labels.end()), options);
    REQUIRE(result.size() == 1);
    CHECK(result[0].predicted == test::expected("geometry")["votes"].get<Labels>());
}

TEST_CASE("k-NN separates what is separate, at any temperature, and leaves unlabelled images out") {
    auto [train, trainY] = classCloud(300, 12, 3, 4.0, 1);
    auto [held, heldY] = classCloud(90, 12, 3, 4.0, 2);
    heldY[0] = -1;
    trainY[1] = -1;
    KnnOptions options;
    for (const double temperature : {1e-6, 0.07, 100.0}) {
        options.temperature = temperature;
        const auto results = knnAccuracies(train, trainY, held, heldY, options);
        REQUIRE(results.size() == 2);
        CHECK(results[0].neighbours == 20);
        CHECK(results[1].neighbours == 200);
        CHECK(results[0].accuracy > 0.95);
        CHECK(results[0].testCount == 89);
        CHECK(results[0].fitCount == 299);
    }
}

TEST_CASE("bad input to k-NN is refused") {
    const auto [x, y] = classCloud(30, 4, 3, 1.0, 3);
    KnnOptions options;
    options.neighbours = {0};
    CHECK_THROWS_AS(knnAccuracies(x, y, x, y, options), RuntimeError);
    options.neighbours = {5};
    options.temperature = 0;
    CHECK_THROWS_AS(knnAccuracies(x, y, x, y, options), RuntimeError);
    CHECK_THROWS_AS(knnAccuracies(x, Labels(29), x, y), RuntimeError);
    CHECK_THROWS_AS(knnAccuracies(x, Labels(30, -1), x, y), RuntimeError);
}

TEST_CASE("purity is 1 for clusters that are apart, chance for labels at random, and has the right chance") {
    const auto [x, y] = classCloud(400, 8, 4, 20.0, 4);
    const auto graph = neighbours::nearestNeighbours(x, 10);
    const Purity apart = neighbourPurity(graph, y);
    CHECK(apart.purity == 1);
    CHECK(apart.chance == doctest::Approx(99.0 / 399));
    CHECK(apart.count == 400);

    Labels any(400);
    RandomStream random(5, "purity");
    for (auto& label : any) label = static_cast<std::int64_t>(random.below(4));
    const Purity mixed = neighbourPurity(graph, any);
    CHECK(mixed.interval.first < mixed.chance);
    CHECK(mixed.interval.second > mixed.chance);

    any[0] = -1;
    const Purity partial = neighbourPurity(graph, any);
    CHECK(partial.count == 399);
    CHECK(std::isnan(partial.perImage[0]));
    CHECK_THROWS_AS(neighbourPurity(graph, Labels(400, -1)), RuntimeError);
    CHECK_THROWS_AS(neighbourPurity(graph, Labels(3)), RuntimeError);
}
