#include "fixtures.h"
#include "map/affinities.h"

#include <doctest/doctest.h>
#include <numeric>

using namespace selfsight;
using namespace selfsight::map;

TEST_CASE("affinities are openTSNE's") {
    const Matrix x = test::recorded("embeddings");
    const double perplexity = test::facts()["perplexity"];
    const auto graph = neighbours::nearestNeighbours(x, static_cast<std::int64_t>(3 * perplexity));
    const Affinities p = perplexityAffinities(graph, perplexity);
    const Labels rows = test::recordedLabels("affinities_row"),
                 columns = test::recordedLabels("affinities_column");
    REQUIRE(p.rowStart == std::vector<std::int64_t>(rows.begin(), rows.end()));
    CHECK(std::vector<std::int64_t>(p.column.begin(), p.column.end()) == columns);
    const io::Tensor recorded = io::readNpy(test::path("affinities_value.npy"));
    const auto* values = reinterpret_cast<const float*>(recorded.bytes.data());
    CHECK(test::relativeDifference(p.value, std::vector<float>(values, values + p.value.size())) < 1e-5);
    CHECK(std::accumulate(p.value.begin(), p.value.end(), 0.0) == doctest::Approx(1).epsilon(1e-5));
}

TEST_CASE("a row has the perplexity asked for") {
    std::vector<float> distances(90), p(90);
    RandomStream random(3);
    for (float& v : distances) v = static_cast<float>(20 + random.uniform());
    std::sort(distances.begin(), distances.end());
    for (const double perplexity : {2.0, 15.0, 30.0}) {
        conditionalProbabilities(distances.data(), 90, perplexity, p.data());
        double entropy = 0;
        for (const float v : p) entropy -= v > 0 ? v * std::log(v) : 0;
        CHECK(std::exp(entropy) == doctest::Approx(perplexity).epsilon(1e-4));
    }
}

TEST_CASE("rows of equal distances are uniform") {
    const std::vector<float> distances(10, 0.5f);
    std::vector<float> p(10);
    conditionalProbabilities(distances.data(), 10, 3, p.data());
    for (const float v : p) CHECK(v == doctest::Approx(0.1));
}
