#include "core/error.h"
#include "eval/comparison.h"
#include "eval/fixtures.h"

#include <doctest/doctest.h>
#include <numeric>

using namespace selfsight;
using namespace selfsight::eval;

namespace {

// A probe of n images of `classes` classes that is right with the given probability for each class.
ProbeResult probeWith(std::int64_t n, const std::vector<double>& right, std::uint64_t seed) {
    ProbeResult probe;
    RandomStream random(seed, "comparison");
    const auto classes = static_cast<std::int64_t>(right.size());
    for (std::int64_t i = 0; i < n; ++i) {
        const std::int64_t truth = i % classes;
        probe.testIndices.push_back(i);
        probe.truth.push_back(truth);
        probe.predicted.push_back(
            random.uniform() < right[static_cast<std::size_t>(truth)] ? truth : (truth + 1) % classes);
    }
    return probe;
}

ProbeResult tiny(Labels predicted) {
    ProbeResult probe;
    probe.testIndices = {4, 7, 9, 12};
    probe.truth = {0, 0, 1, 2};
    probe.predicted = std::move(predicted);
    return probe;
}

}  // namespace

TEST_CASE("accuracy by class and superclass, and the confusion matrix, count right") {
    const ProbeResult probe = tiny({0, 1, 1, 5});
    const auto classes = accuracyByClass(probe);
    REQUIRE(classes.size() == 3);
    CHECK(classes[0].hits == 1);
    CHECK(classes[0].total == 2);
    CHECK(classes[0].interval == wilsonInterval(1, 2));
    CHECK(classes[2].accuracy == 0);
    const auto groups = accuracyByGroup(probe, {8, 8, 3});
    REQUIRE(groups.size() == 2);
    CHECK(groups[0].group == 3);
    CHECK(groups[1].hits == 2);
    CHECK(groups[1].total == 3);
    CHECK_THROWS_AS(accuracyByGroup(probe, {8}), LogicError);

    const Confusion confusion = confusionMatrix(probe);
    CHECK(confusion.classes == std::vector<std::int64_t>{0, 1, 2, 5});
    CHECK(confusion.at(0, 1) == 1);
    CHECK(confusion.at(2, 3) == 1);
    CHECK(std::accumulate(confusion.counts.begin(), confusion.counts.end(), std::int64_t{0}) == 4);
}

TEST_CASE("combinations say who has an image right, over the images that all held out") {
    std::vector<ProbeResult> probes{tiny({0, 1, 1, 2}), tiny({0, 0, 0, 2}), tiny({1, 1, 1, 2}),
                                    tiny({1, 1, 0, 2})};
    probes[3].testIndices[0] = 5;  // another image, so image 4 is not common to all
    const Combinations who = combinations(probes);
    CHECK(who.indices == std::vector<std::int64_t>{7, 9, 12});
    CHECK(who.codes == std::vector<std::uint8_t>{2, 5, 15});
    CHECK(who.counts.size() == 16);
    CHECK(who.counts[15] == 1);
    probes[1].truth[2] = 2;
    CHECK_THROWS_AS(combinations(probes), RuntimeError);
}

TEST_CASE("pairs of encoders are tested with correction") {
    const std::vector<ProbeResult> probes{probeWith(2000, {0.6, 0.6}, 1), probeWith(2000, {0.3, 0.3}, 2),
                                          probeWith(2000, {0.3, 0.3}, 3)};
    const auto tests = compareEncoders(probes);
    REQUIRE(tests.size() == 3);
    CHECK(tests[0].adjusted < 1e-6);
    CHECK(tests[0].test.onlyFirst > tests[0].test.onlySecond);
    CHECK(tests[2].first == 1);
    CHECK(tests[2].second == 2);
    CHECK(tests[2].adjusted > 0.01);
    for (const auto& t : tests) CHECK(t.adjusted >= t.test.pValue);
    CHECK(compareEncoders(std::span(probes).first(1)).empty());
}

TEST_CASE("classes that gain or lose are told from those that do not") {
    std::vector<double> first(20, 0.5), second(20, 0.5);
    second[3] = 0.95;
    second[11] = 0.05;
    const auto changes = classChanges(probeWith(2000, first, 4), probeWith(2000, second, 5));
    REQUIRE(changes.size() == 20);
    CHECK(changes.front().group == 3);
    CHECK(changes.back().group == 11);
    CHECK(changes.front().clear);
    CHECK(changes.back().clear);
    CHECK(changes.front().total == 100);
    for (std::size_t i = 1; i < 19; ++i) CHECK_FALSE(changes[i].clear);
    for (const auto& c : changes) {
        CHECK(c.interval.first <= c.gain);
        CHECK(c.interval.second >= c.gain);
        CHECK(c.interval.first >= -1);
        CHECK(c.interval.second <= 1);
    }
    CHECK(toJson(changes).size() == 20);
}

TEST_CASE("the interval of a paired difference covers the truth") {
    int covered = 0;
    const int samplings = 2000;
    RandomStream random(6, "paired");
    for (int s = 0; s < samplings; ++s) {
        ProbeResult a, b;
        for (std::int64_t i = 0; i < 100; ++i) {
            // Both right 0.4, only the first 0.1, only the second 0.2: a gain of 0.1.
            const double u = random.uniform();
            a.testIndices.push_back(i);
            a.truth.push_back(1);
            a.predicted.push_back(u < 0.5);
            b.predicted.push_back(u < 0.4 || (u >= 0.5 && u < 0.7));
        }
        b.testIndices = a.testIndices;
        b.truth = a.truth;
        const auto change = classChanges(a, b).front();
        covered += change.interval.first <= 0.1 && 0.1 <= change.interval.second;
    }
    CHECK(covered >= 0.94 * samplings);
    CHECK(covered <= 0.975 * samplings);
}
