#include "core/error.h"
#include "data/split.h"
#include "io/npy.h"
#include "support/paths.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <map>
#include <numeric>
#include <set>
#include <string>

using namespace selfsight;
using namespace selfsight::data;

namespace {

Labels unevenLabels() {
    Labels labels;
    for (std::int64_t i = 0; i < 1000; ++i)
        labels.push_back(i % 7 == 0 ? -1 : i % 10 < 6 ? 0 : i % 10 < 9 ? 1 : 2);
    return labels;
}

std::map<std::int64_t, std::int64_t> countByLabel(const Labels& labels,
                                                  const std::vector<std::int64_t>& indices) {
    std::map<std::int64_t, std::int64_t> counts;
    for (const std::int64_t i : indices) ++counts[labels[static_cast<std::size_t>(i)]];
    return counts;
}

}  // namespace

TEST_CASE("scikit-learn's split is reproduced index for index") {
    for (const std::int64_t count : {10000, 2000, 101}) {
        for (const std::uint32_t seed : {0U, 20261124U}) {
            CAPTURE(count);
            CAPTURE(seed);
            const std::string name = "split_" + std::to_string(count) + "_" + std::to_string(seed) + ".npy";
            const Labels expected = io::readLabels(test::testData("fixtures/" + name));
            const IndexSplit split = sklearnTrainTestSplit(count, 0.25, seed);
            Labels found = split.first;
            found.insert(found.end(), split.second.begin(), split.second.end());
            CHECK(found == expected);
        }
    }
}

TEST_CASE("a split that leaves nothing to train on is refused") {
    CHECK_THROWS_AS(sklearnTrainTestSplit(1, 0.25, 0), RuntimeError);
    CHECK_THROWS_AS(sklearnTrainTestSplit(10, 1.0, 0), RuntimeError);
    CHECK_THROWS_AS(sklearnTrainTestSplit(10, 0.95, 0), RuntimeError);
}

TEST_CASE("the validation part has every class's share, and the parts are a partition") {
    const Labels labels = unevenLabels();
    const IndexSplit split = stratifiedValidation(labels, 137, 3);
    CHECK(split.second.size() == 137);
    std::vector<std::int64_t> all = split.first;
    all.insert(all.end(), split.second.begin(), split.second.end());
    std::sort(all.begin(), all.end());
    std::vector<std::int64_t> expected(labels.size());
    std::iota(expected.begin(), expected.end(), 0);
    CHECK(all == expected);
    CHECK(std::is_sorted(split.first.begin(), split.first.end()));
    CHECK(std::is_sorted(split.second.begin(), split.second.end()));

    const auto whole = countByLabel(labels, expected);
    for (const auto& [label, count] : countByLabel(labels, split.second)) {
        const double share = 137.0 * static_cast<double>(whole.at(label)) / 1000.0;
        CHECK(std::abs(static_cast<double>(count) - share) < 1.0);
    }
    CHECK(stratifiedValidation(labels, 137, 3).second == split.second);
    CHECK(stratifiedValidation(labels, 137, 4).second != split.second);
}

TEST_CASE("a validation part must leave images to train on") {
    CHECK(stratifiedValidation(unevenLabels(), 0, 0).second.empty());
    CHECK_THROWS_WITH_AS(stratifiedValidation({0, 1, 2}, 3, 0),
                         "the validation part must have between 0 and 2 of the 3 training images, not 3",
                         RuntimeError);
    CHECK_THROWS_AS(stratifiedValidation({}, 0, 0), RuntimeError);
}

TEST_CASE("folds are even overall and within every class") {
    const Labels labels = unevenLabels();
    const std::vector<int> fold = stratifiedFolds(labels, 5, 1);
    std::map<int, int> sizes;
    std::map<std::pair<std::int64_t, int>, int> ofClass;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        ++sizes[fold[i]];
        ++ofClass[{labels[i], fold[i]}];
    }
    REQUIRE(sizes.size() == 5);
    for (const auto& [number, size] : sizes) CHECK(size == 200);
    for (const std::int64_t label : {-1, 0, 1, 2}) {
        std::set<int> counts;
        for (int k = 0; k < 5; ++k) counts.insert(ofClass[{label, k}]);
        CHECK(*counts.rbegin() - *counts.begin() <= 1);
    }
    CHECK(stratifiedFolds(labels, 5, 1) == fold);
    CHECK(stratifiedFolds(labels, 5, 2) != fold);
    CHECK_THROWS_AS(stratifiedFolds(labels, 1, 0), RuntimeError);
}
