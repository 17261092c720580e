#include "core/error.h"
#include "eval/fixtures.h"
#include "eval/held_out.h"

#include <algorithm>
#include <doctest/doctest.h>

using namespace selfsight;
using namespace selfsight::eval;
using test::classCloud;

TEST_CASE("out-of-fold predictions cover every labelled image and find labels that were changed") {
    auto [x, y] = classCloud(240, 12, 4, 3.0, 1);
    y[0] = -1;
    Labels changed = y;
    for (const std::size_t i : {17u, 90u, 143u}) changed[i] = (y[i] + 1) % 4;
    std::vector<float> margins;
    const ProbeResult result = probeOutOfFold(x, changed, 0, "cpu", {}, {}, &margins);
    CHECK(result.testCount == 239);
    CHECK(result.testIndices.front() == 1);
    CHECK(result.accuracy > 0.9);
    REQUIRE(margins.size() == 239);
    for (std::size_t i = 0; i < margins.size(); ++i)
        CHECK((margins[i] == 0) == (result.predicted[i] == result.truth[i]));
    const auto suspects = likelyMislabels(result, margins, 3);
    REQUIRE(suspects.size() == 3);
    std::vector<std::int64_t> found;
    for (const auto& s : suspects) found.push_back(s.index);
    std::sort(found.begin(), found.end());
    CHECK(found == std::vector<std::int64_t>{17, 90, 143});
    CHECK_THROWS_AS(probeOutOfFold(x, Labels(240, -1), 0, "cpu"), RuntimeError);
}

TEST_CASE("more labels do not hurt, and draws repeat by seed") {
    const auto [train, trainY] = classCloud(400, 16, 4, 1.0, 2);
    const auto [held, heldY] = classCloud(400, 16, 4, 1.0, 3);
    LabelEfficiencyOptions options;
    options.perClass = {1, 10, -1};
    options.draws = 4;
    const auto results = labelEfficiency(train, trainY, held, heldY, options);
    REQUIRE(results.size() == 3);
    CHECK(results[0].fitCount == 4);
    CHECK(results[0].accuracies.size() == 4);
    CHECK(results[2].fitCount == 400);
    CHECK(results[2].accuracies.size() == 1);
    CHECK(results[0].accuracy.mean < results[1].accuracy.mean);
    CHECK(results[1].accuracy.mean < results[2].accuracy.mean);
    CHECK(labelEfficiency(train, trainY, held, heldY, options)[0].accuracies == results[0].accuracies);
    options.perClass = {0};
    CHECK_THROWS_AS(labelEfficiency(train, trainY, held, heldY, options), RuntimeError);
}

TEST_CASE("near-duplicates are found and can be left out of the score") {
    const auto [train, trainY] = classCloud(200, 20, 2, 0.0, 4);
    auto [held, heldY] = classCloud(50, 20, 2, 0.0, 5);
    std::copy_n(train.row(33).begin(), 20, held.row(7).begin());
    held.at(7, 0) += 0.01f;
    const auto found = nearDuplicates(train, held, 0.99, "cpu");
    REQUIRE(found.size() == 1);
    CHECK(found[0].test == 7);
    CHECK(found[0].train == 33);

    ProbeResult probe;
    probe.testIndices = {3, 7};
    probe.truth = {0, 1};
    probe.predicted = {1, 1};
    CHECK(withoutImages(probe, {7}).accuracy == 0);
    CHECK(withoutImages(probe, {7}).testCount == 1);
    CHECK_THROWS_AS(withoutImages(probe, {3, 7}), RuntimeError);
}
