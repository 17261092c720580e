#include "core/control.h"
#include "core/parallel.h"
#include "fixtures.h"
#include "map/umap.h"

#include <doctest/doctest.h>

using namespace selfsight;
using namespace selfsight::map;

namespace {

MapOptions umap() {
    MapOptions options;
    options.method = "umap";
    return options;
}

}  // namespace

TEST_CASE("the fuzzy graph and the curve are umap-learn's") {
    const auto facts = test::facts();
    const UmapCurve curve = fitCurve(0.1);
    CHECK(curve.a == doctest::Approx(facts["umap_a"].get<double>()).epsilon(1e-3));
    CHECK(curve.b == doctest::Approx(facts["umap_b"].get<double>()).epsilon(1e-3));
    const Matrix x = test::recorded("embeddings");
    const Affinities graph = fuzzyGraph(neighbours::nearestNeighbours(x, 14));
    const Labels rows = test::recordedLabels("umap_row"), columns = test::recordedLabels("umap_column");
    REQUIRE(graph.rowStart == std::vector<std::int64_t>(rows.begin(), rows.end()));
    CHECK(std::vector<std::int64_t>(graph.column.begin(), graph.column.end()) == columns);
    const io::Tensor recorded = io::readNpy(test::path("umap_value.npy"));
    const auto* values = reinterpret_cast<const float*>(recorded.bytes.data());
    CHECK(test::relativeDifference(graph.value, std::vector<float>(values, values + graph.value.size())) <
          1e-3);
}

TEST_CASE("UMAP's map is trusted as umap-learn's is") {
    const Matrix x = test::recorded("embeddings");
    const Matrix y = test::finished(x, umap());
    CHECK(measureTrust(x, y, 12).trustworthiness >
          test::facts()["umap_trustworthiness"].get<double>() - 0.005);
}

TEST_CASE("UMAP stopped and resumed equals straight through, on one thread as on three") {
    const Matrix x = test::blobs(900, 12, 7, 3);
    MapOptions options = umap();
    options.epochs = 60;
    setThreadCount(1);
    const Matrix straight = test::finished(x, options);
    setThreadCount(3);
    const auto state = initialise(x, options);
    while (!state->finished()) state->run(7);
    CHECK(state->points().values == straight.values);
    options.seed = 1;
    CHECK(test::finished(x, options).values != straight.values);
}

TEST_CASE("UMAP keeps separate blobs separate and awkward data finite") {
    const Matrix x = test::blobs(600, 20, 6, 8);
    const Matrix y = test::finished(x, umap());
    CHECK(measureTrust(x, y, 12).trustworthiness > 0.95);
    for (const std::int64_t n : {1, 2, 3, 5, 20})
        CHECK(test::finite(test::finished(test::blobs(n, 3, 2, 1), umap())));
    CHECK(test::finite(test::finished(Matrix(50, 4), umap())));
}

TEST_CASE("UMAP can be cancelled") {
    std::stop_source source;
    const auto state = initialise(test::blobs(100, 5, 3, 2), umap(), nullptr, nullptr, source.get_token());
    source.request_stop();
    CHECK_THROWS_AS(state->run(1), Cancelled);
    CHECK(state->iteration() == 0);
}
