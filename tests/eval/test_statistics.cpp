#include "core/error.h"
#include "eval/fixtures.h"
#include "eval/probe.h"
#include "eval/statistics.h"

#include <cmath>
#include <doctest/doctest.h>

using namespace selfsight;
using namespace selfsight::eval;

TEST_CASE("McNemar, Holm, Benjamini–Hochberg and Student's t equal SciPy's and statsmodels' values") {
    const auto& truth = test::expected("statistics");
    for (const auto& row : truth["mcnemar"]) {
        CHECK(mcNemar(row[0].get<std::int64_t>(), row[1].get<std::int64_t>()).pValue ==
              doctest::Approx(row[2].get<double>()).epsilon(1e-9));
    }
    const auto p = truth["p"].get<std::vector<double>>();
    const auto adjustedHolm = holm(p), adjustedBh = benjaminiHochberg(p);
    for (std::size_t i = 0; i < p.size(); ++i) {
        CHECK(adjustedHolm[i] == doctest::Approx(truth["holm"][i].get<double>()).epsilon(1e-12));
        CHECK(adjustedBh[i] == doctest::Approx(truth["bh"][i].get<double>()).epsilon(1e-12));
    }
    const auto values = truth["t_values"].get<std::vector<double>>();
    const MeanInterval interval = meanInterval(values);
    CHECK(interval.low == doctest::Approx(truth["t_interval"][0].get<double>()).epsilon(1e-9));
    CHECK(interval.high == doctest::Approx(truth["t_interval"][1].get<double>()).epsilon(1e-9));
    for (const auto& row : truth["t_quantiles"]) {
        CHECK(studentQuantile(0.975, row[0].get<double>()) ==
              doctest::Approx(row[1].get<double>()).epsilon(1e-9));
    }
}

TEST_CASE("one value has a mean and no interval") {
    const MeanInterval one = meanInterval(std::vector{0.5});
    CHECK(one.mean == 0.5);
    CHECK(std::isinf(one.high));
    CHECK_THROWS_AS(meanInterval({}), LogicError);
}

TEST_CASE("Wilson's interval equals statsmodels' and is closed at the ends") {
    for (const auto& row : test::expected("statistics")["wilson"]) {
        const auto [low, high] = wilsonInterval(row[0].get<std::int64_t>(), row[1].get<std::int64_t>());
        CHECK(std::abs(low - row[2].get<double>()) < 1e-12);
        CHECK(std::abs(high - row[3].get<double>()) < 1e-12);
    }
    CHECK_THROWS_AS(wilsonInterval(0, 0), LogicError);
    CHECK_THROWS_AS(wilsonInterval(3, 2), LogicError);
}

TEST_CASE("Wilson's 95 % interval covers the truth in 94 to 96 % of simulated samplings") {
    RandomStream random(0, "wilson coverage");
    for (const double truth : {0.16, 0.32, 0.59}) {
        int covered = 0;
        const int samplings = 4000;
        for (int s = 0; s < samplings; ++s) {
            std::int64_t hits = 0;
            for (int i = 0; i < 2500; ++i) hits += random.uniform() < truth;
            const auto [low, high] = wilsonInterval(hits, 2500);
            covered += low <= truth && truth <= high;
        }
        CHECK(covered >= 0.94 * samplings);
        CHECK(covered <= 0.96 * samplings);
    }
}

TEST_CASE("Student's interval of a mean over five draws covers the truth in 94 to 96 % of simulated samplings") {
    RandomStream random(1, "mean coverage");
    int covered = 0;
    const int samplings = 4000;
    for (int s = 0; s < samplings; ++s) {
        std::vector<double> draws(5);
        for (double& draw : draws) draw = 0.16 + 0.01 * random.normal();
        const MeanInterval interval = meanInterval(draws);
        covered += interval.low <= 0.16 && 0.16 <= interval.high;
    }
    CHECK(covered >= 0.94 * samplings);
    CHECK(covered <= 0.96 * samplings);
}

TEST_CASE("McNemar counts discordant images") {
    const McNemar test = mcNemar({1, 1, 1, 2, 2}, {1, 1, 0, 2, 0}, {1, 0, 0, 2, 2});
    CHECK(test.onlyFirst == 1);
    CHECK(test.onlySecond == 1);
    CHECK(test.pValue == 1);
    CHECK_THROWS_AS(mcNemar({1}, {1, 2}, {1}), LogicError);
}
