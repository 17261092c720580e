#include "core/error.h"
#include "eval/over_represented.h"

#include <cmath>
#include <doctest/doctest.h>

using namespace selfsight;

namespace {

// Pascal's triangle: exact to 2^53.
double choose(int n, int k) {
    if (k < 0 || k > n) return 0;
    double result = 1;
    for (int i = 1; i <= k; ++i) result = result * (n - k + i) / i;
    return result;
}

}  // namespace

TEST_CASE("the hypergeometric tail is the sum of its terms") {
    for (const int population : {1, 7, 30})
        for (int marked = 0; marked <= population; marked += 3)
            for (int drawn = 0; drawn <= population; drawn += 2)
                for (int hits = 0; hits <= drawn + 1; ++hits) {
                    double sum = 0;
                    for (int k = hits; k <= std::min(drawn, marked); ++k)
                        sum += choose(marked, k) * choose(population - marked, drawn - k) /
                               choose(population, drawn);
                    const double log = eval::logHypergeometricTail(hits, drawn, marked, population);
                    CHECK(std::exp(log) == doctest::Approx(sum).epsilon(1e-9));
                }
    // Far below the smallest double, and still ordered.
    const double less = eval::logHypergeometricTail(900, 1000, 1000, 1000000);
    const double least = eval::logHypergeometricTail(1000, 1000, 1000, 1000000);
    CHECK(std::isfinite(least));
    CHECK(least < less);
    CHECK(less < -700);
}

TEST_CASE("the value that fills a subset is named with its shares") {
    Labels labels;
    for (int i = 0; i < 1000; ++i) labels.push_back(i % 10);
    labels[3] = -1;
    std::vector<std::int64_t> subset;
    for (std::int64_t i = 0; i < 500; i += 10) subset.push_back(i + 7);  // fifty of value 7
    for (std::int64_t i = 0; i < 10; ++i) subset.push_back(i);           // one of each, one unlabelled
    const auto found = eval::mostOverRepresented(subset, labels);
    REQUIRE(found);
    CHECK(found->value == 7);
    CHECK(found->hits == 51);
    CHECK(found->total == 59);
    CHECK(found->share == doctest::Approx(51.0 / 59));
    CHECK(found->overall == doctest::Approx(100.0 / 999));
    CHECK(found->logP < -50);
}

TEST_CASE("a subset like the whole has no such value") {
    Labels labels;
    for (int i = 0; i < 1000; ++i) labels.push_back(i % 10);
    std::vector<std::int64_t> even;
    for (std::int64_t i = 0; i < 200; ++i) even.push_back(i);
    CHECK_FALSE(eval::mostOverRepresented(even, labels));
    CHECK_FALSE(eval::mostOverRepresented({}, labels));
    // Two of a value out of two are no proof among a thousand images and ten values.
    const std::vector<std::int64_t> two{4, 14};
    CHECK_FALSE(eval::mostOverRepresented(two, labels));
    CHECK_FALSE(eval::mostOverRepresented(even, Labels(1000, -1)));
    const std::vector<std::int64_t> beyond{1000};
    CHECK_THROWS_AS(eval::mostOverRepresented(beyond, labels), LogicError);
}
