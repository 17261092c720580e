#include "core/error.h"
#include "methods/collapse.h"
#include "methods/losses.h"

#include <doctest/doctest.h>
#include <torch/utils.h>

using namespace selfsight;
using namespace selfsight::methods;

TEST_CASE("cosine distance is 0 for parallel, 2 for orthogonal, 4 for opposite vectors") {
    const auto a = torch::tensor({{1.F, 0.F}, {0.F, 3.F}});
    CHECK(cosineDistance(a, 5 * a).item<double>() == doctest::Approx(0));
    CHECK(cosineDistance(a, a.flip({1})).item<double>() == doctest::Approx(2));
    CHECK(cosineDistance(a, -a).item<double>() == doctest::Approx(4));
}

TEST_CASE("two views give the sum of both directions; more views keep the scale") {
    torch::manual_seed(1);
    std::vector<torch::Tensor> p, t;
    for (int i = 0; i < 3; ++i) {
        p.push_back(torch::randn({8, 5}));
        t.push_back(torch::randn({8, 5}));
    }
    const double both = (cosineDistance(p[0], t[1]) + cosineDistance(p[1], t[0])).item<double>();
    CHECK(viewsLoss({p[0], p[1]}, {t[0], t[1]}, false).item<double>() == doctest::Approx(both));
    CHECK(viewsLoss({p[0], p[1]}, {t[0], t[1]}, true).item<double>() == doctest::Approx(both));
    const auto small = cosineDistance(p[2], t[0]) + cosineDistance(p[2], t[1]);
    CHECK(viewsLoss({p[0], p[1], p[2]}, {t[0], t[1]}, false).item<double>() ==
          doctest::Approx((both + small.item<double>()) / 2));
    CHECK_THROWS_AS(viewsLoss({p[0]}, {t[0]}, false), LogicError);
}

TEST_CASE("mixed cross entropy is the mixture of its parts") {
    torch::manual_seed(2);
    const auto logits = torch::randn({6, 4});
    const auto a = torch::randint(4, {6}), b = torch::randint(4, {6});
    const double expected =
        0.3 * crossEntropy(logits, a, 0).item<double>() + 0.7 * crossEntropy(logits, b, 0).item<double>();
    CHECK(mixedCrossEntropy(logits, a, b, 0.3, 0).item<double>() == doctest::Approx(expected));
    CHECK(mixedCrossEntropy(logits, a, b, 1, 0.1).item<double>() ==
          doctest::Approx(crossEntropy(logits, a, 0.1).item<double>()));
}

TEST_CASE("collapse measures tell a point from a cloud") {
    torch::manual_seed(3);
    const auto cloud = torch::randn({2000, 16});
    const auto point = torch::randn({1, 16}).repeat({2000, 1});
    const auto line = torch::randn({2000, 1}) * torch::randn({1, 16});
    CHECK(collapseDeviation(cloud) == doctest::Approx(1).epsilon(0.02));
    CHECK(collapseDeviation(point) < 1e-3);
    CHECK(effectiveRank(cloud) > 15.5);
    CHECK(effectiveRank(line) == doctest::Approx(1).epsilon(0.01));
    CHECK(effectiveRank(cloud.slice(0, 0, 8)) <= 8.001);
}

TEST_CASE("nearest neighbours find separated classes, and chance where there are none") {
    torch::manual_seed(4);
    const auto labels = torch::arange(1200) % 4;
    const auto centres = 10 * torch::eye(4);
    const auto apart = centres.index_select(0, labels) + torch::randn({1200, 4});
    CHECK(knnAccuracy(apart, labels) > 0.99);
    CHECK(knnAccuracy(torch::randn({1200, 4}), labels) < 0.4);
    CHECK(std::isnan(knnAccuracy(apart, torch::full({1200}, -1, torch::kLong))));
}
