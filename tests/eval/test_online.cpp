// Measures of the evaluation points, and the patterns that near-duplicates are found by.
#include "eval/evaluation_json.h"
#include "eval/fixtures.h"
#include "eval/online.h"
#include "eval/patterns.h"
#include "eval/quality.h"

#include <cmath>
#include <doctest/doctest.h>
#include <torch/types.h>

using namespace selfsight;
using namespace selfsight::eval;

namespace {

torch::Tensor tensorOf(const Matrix& m) {
    return torch::from_blob(const_cast<float*>(m.values.data()), {m.rows, m.cols}, torch::kFloat).clone();
}

double probeOf(std::int64_t n, std::int64_t d, double separation) {
    const auto [x, y] = test::classCloud(n, d, 5, separation, 3);
    return onlineProbe(tensorOf(x), torch::tensor(y, torch::kLong));
}

}  // namespace

TEST_CASE("the online probe reads classes out where there are some, in both forms of its system") {
    CHECK(probeOf(600, 20, 3.0) > 0.95);
    CHECK(probeOf(60, 200, 3.0) > 0.9);  // more features than images
    CHECK(probeOf(600, 20, 0.0) < 0.3);
    const auto [x, y] = test::classCloud(200, 8, 2, 4.0, 1);
    auto labels = torch::tensor(y, torch::kLong);
    CHECK(onlineProbe(tensorOf(x), labels) == onlineProbe(tensorOf(x), labels));
    labels.fill_(-1);
    CHECK(std::isnan(onlineProbe(tensorOf(x), labels)));
    // A feature that says nothing, at any scale, changes nothing much.
    auto wide = torch::cat({tensorOf(x), torch::full({200, 1}, 7e5)}, 1);
    CHECK(onlineProbe(wide, torch::tensor(y, torch::kLong)) > 0.95);
}

TEST_CASE("uniformity equals that of the quality measures") {
    const auto [x, y] = test::classCloud(300, 16, 3, 1.0, 2);
    CHECK(uniformity(tensorOf(x)) == doctest::Approx(measureQuality(x).uniformity).epsilon(1e-4));
}

TEST_CASE("patterns of images ignore brightness and contrast and nothing else") {
    data::ImageSet images;
    images.count = 4;
    images.height = images.width = 32;
    RandomStream random(5, "patterns");
    for (std::int64_t i = 0; i < images.count; ++i)
        for (int v = 0; v < 3 * 32 * 32; ++v) {
            const int noise = static_cast<int>(random.uniform() * 200);
            const auto first = static_cast<std::size_t>(v);
            if (i == 1)
                images.pixels.push_back(static_cast<std::uint8_t>(images.pixels[first] / 2 + 30));
            else if (i == 3)
                images.pixels.push_back(90);
            else
                images.pixels.push_back(static_cast<std::uint8_t>(noise));
        }
    const Matrix patterns = imagePatterns(images);
    CHECK(patterns.cols == 768);
    const auto cosine = [&](std::int64_t a, std::int64_t b) {
        double sum = 0;
        for (std::int64_t j = 0; j < patterns.cols; ++j) sum += patterns.at(a, j) * patterns.at(b, j);
        return sum;
    };
    CHECK(cosine(0, 0) == doctest::Approx(1).epsilon(1e-5));
    CHECK(cosine(0, 1) > 0.99);
    CHECK(std::abs(cosine(0, 2)) < 0.2);
    CHECK(cosine(3, 3) == 0);
}

TEST_CASE("evaluations come back from JSON as they went") {
    Quality quality{0.5, 12.5, {3, 2, 1}, -1.5, true};
    const Quality back = qualityFromJson(toJson(quality), "f");
    CHECK(back.collapsed);
    CHECK(back.singularValues == quality.singularValues);
    LabelEfficiency one{-1, 500, meanInterval(std::vector{0.5}), {0.5}};
    LabelEfficiency five{5, 50, meanInterval(std::vector{0.3, 0.4}), {0.3, 0.4}};
    const auto efficiency = labelEfficiencyFromJson(toJson(std::vector{five, one}), "f");
    CHECK(efficiency[0].perClass == 5);
    CHECK(efficiency[0].accuracy.low == doctest::Approx(five.accuracy.low));
    CHECK(efficiency[1].perClass == -1);
    CHECK(std::isinf(efficiency[1].accuracy.high));
    const auto duplicates = duplicatesFromJson(toJson(std::vector<NearDuplicate>{{3, 4, 0.99f}}), "f");
    CHECK(duplicates.at(0).train == 4);
    const auto suspects = mislabelsFromJson(toJson(std::vector<SuspectLabel>{{1, 2, 3, 0.5f}}), "f");
    CHECK(suspects.at(0).predicted == 3);
    const Draws draws{{0, 1}, {0.1, 0.2}, meanInterval(std::vector{0.1, 0.2})};
    CHECK(drawsFromJson(toJson(draws), "f").mean.high == doctest::Approx(draws.mean.high));
    CHECK_THROWS_AS(qualityFromJson(nlohmann::json::object(), "f"), RuntimeError);
}
