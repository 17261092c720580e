#include "core/control.h"
#include "core/error.h"
#include "core/parallel.h"
#include "fixtures.h"
#include "map/map.h"
#include "map/tsne.h"
#include "map/tsne_tensors.h"

#include <doctest/doctest.h>

using namespace selfsight;
using namespace selfsight::map;

namespace {

MapOptions quick() {
    MapOptions options;
    options.perplexity = 10;
    options.earlyIterations = 60;
    options.iterations = 90;
    return options;
}

// The same start but for its last digits, which is enough to move where a small map ends by more than a per
// cent, here and in openTSNE (make_fixtures.py). What is compared is the mean over several.
Matrix nudged(Matrix start, std::size_t k) {
    for (std::size_t i = 0; i < start.values.size(); ++i)
        start.values[i] *= 1 + 1e-6F * static_cast<float>(k * ((7 * i + k) % 5));
    return start;
}

}  // namespace

TEST_CASE("the gradient and the divergence are openTSNE's in float64") {
    const Matrix x = test::recorded("embeddings");
    const auto facts = test::facts();
    const double perplexity = facts["perplexity"];
    TsneState state(test::recorded("points"),
                    perplexityAffinities(neighbours::nearestNeighbours(x, 30), perplexity), {}, {});
    std::vector<float> gradient;
    state.gradient(1, gradient);
    CHECK(test::relativeDifference(gradient, test::recorded("gradient").values) < 1e-3);
    CHECK(state.objective() == doctest::Approx(facts["kl_points"].get<double>()).epsilon(1e-4));
}

TEST_CASE("the map's divergence is at most one per cent above openTSNE's") {
    const Matrix x = test::recorded("embeddings");
    MapOptions options;
    options.perplexity = test::facts()["perplexity"];
    const Affinities affinities = perplexityAffinities(
        neighbours::nearestNeighbours(x, neighboursNeeded(options, x.rows)), options.perplexity);
    const Matrix start = initialise(x, options)->points();
    constexpr std::size_t starts = 32;
    double mean = 0;
    for (std::size_t k = 0; k < starts; ++k) {
        TsneState state(nudged(start, k), affinities, options, {});
        while (!state.finished()) state.run(250);
        CHECK(state.iteration() == 750);
        mean += state.objective() / starts;
    }
    CHECK(mean < 1.01 * test::facts()["kl_openTSNE"].get<double>());
}

TEST_CASE("stopped and resumed equals straight through, and one thread equals three") {
    const Matrix x = test::blobs(700, 12, 7, 2);
    setThreadCount(1);
    const Matrix straight = test::finished(x, quick());
    setThreadCount(3);
    const auto state = initialise(x, quick());
    while (!state->finished()) {
        state->run(7);
        state->objective();  // looking must not change anything
    }
    CHECK(state->points().values == straight.values);
    MapOptions other = quick();
    other.seed = 1;
    CHECK(test::finished(x, other).values != straight.values);
}

TEST_CASE(
    "on tensors: the first steps are the same, the divergence as good, resumed equals straight through") {
    const Matrix x = test::recorded("embeddings");
    MapOptions options;
    options.perplexity = test::facts()["perplexity"];
    const Affinities affinities = perplexityAffinities(
        neighbours::nearestNeighbours(x, neighboursNeeded(options, x.rows)), options.perplexity);
    for (const char* definition : {"openTSNE", "scikit-learn"}) {
        options.define(definition);
        const Matrix start = test::blobs(x.rows, 2, 5, 1);
        TsneState state(start, affinities, options, {});
        const auto tensors = makeTensorTsne(start, affinities, options, {});
        CHECK(tensors->objective() == doctest::Approx(state.objective()).epsilon(1e-4));
        state.run(10);
        tensors->run(10);
        CHECK(test::relativeDifference(tensors->points().values, state.points().values) < 1e-3);
    }
    options.define("openTSNE");
    const Matrix start = initialise(x, options)->points();
    const auto straight = makeTensorTsne(start, affinities, options, {}),
               inParts = makeTensorTsne(start, affinities, options, {});
    straight->run(options.earlyIterations + options.iterations);
    while (!inParts->finished()) {
        inParts->run(101);
        inParts->objective();
    }
    CHECK(straight->points().values == inParts->points().values);
    // A tensor's map takes seconds: fewer of them, and a bound of four standard errors of their mean.
    constexpr std::size_t starts = 6;
    double mean = straight->objective() / starts;
    for (std::size_t k = 1; k < starts; ++k) {
        const auto other = makeTensorTsne(nudged(start, k), affinities, options, {});
        other->run(options.earlyIterations + options.iterations);
        mean += other->objective() / starts;
    }
    CHECK(mean < 1.025 * test::facts()["kl_openTSNE"].get<double>());
}

TEST_CASE("on tensors: maps of awkward data are finite, and cancel leaves whole iterations behind") {
    for (const std::int64_t n : {1, 2, 3, 10, 35}) {
        const Matrix x = test::blobs(n, 3, 2, 1);
        MapOptions options = quick();
        const Affinities affinities =
            n > 1 ? perplexityAffinities(neighbours::nearestNeighbours(x, neighboursNeeded(options, n)),
                                         options.perplexity)
                  : Affinities{.count = 1, .rowStart = {0, 0}};
        std::stop_source source;
        const auto state =
            makeTensorTsne(initialise(x, options)->points(), affinities, options, source.get_token());
        while (!state->finished()) state->run(50);
        CHECK(state->points().rows == n);
        CHECK(test::finite(state->points()));
        CHECK(std::isfinite(state->objective()));
    }
    const Matrix x = test::blobs(100, 3, 2, 1);
    std::stop_source source;
    const auto state =
        makeTensorTsne(initialise(x, quick())->points(),
                       perplexityAffinities(neighbours::nearestNeighbours(x, 30), quick().perplexity),
                       quick(), source.get_token());
    state->run(2);
    const Matrix before = state->points();
    source.request_stop();
    CHECK_THROWS_AS(state->run(1), Cancelled);
    CHECK(state->points().values == before.values);
}

TEST_CASE("separate blobs stay separate") {
    const std::int64_t groups = 6;
    const Matrix x = test::blobs(600, 20, groups, 8);
    for (const char* start : {"pca", "random"}) {
        MapOptions options;
        options.perplexity = 20;
        options.initialisation = start;
        const Matrix y = test::finished(x, options);
        // The nearest point in the map is of the same blob.
        for (std::int64_t i = 0; i < y.rows; ++i) {
            std::int64_t nearest = -1;
            double best = 1e30;
            for (std::int64_t j = 0; j < y.rows; ++j) {
                const double square =
                    std::pow(y.at(i, 0) - y.at(j, 0), 2) + std::pow(y.at(i, 1) - y.at(j, 1), 2);
                if (j != i && square < best) {
                    best = square;
                    nearest = j;
                }
            }
            CHECK(nearest % groups == i % groups);
        }
    }
}

TEST_CASE("maps of awkward data are finite") {
    std::vector<Matrix> cases;
    for (const std::int64_t n : {1, 2, 3, 4, 10, 35})
        cases.push_back(test::blobs(n, 3, 2, 1));  // fewer than 3 · perplexity
    cases.emplace_back(50, 4);                     // all the same
    cases.push_back(test::blobs(60, 4, 3, 2));     // a constant column
    for (std::int64_t i = 0; i < 60; ++i) cases.back().at(i, 1) = 5;
    cases.push_back(test::blobs(90, 3, 3, 2));  // every point three times
    for (std::int64_t i = 30; i < 90; ++i)
        for (int c = 0; c < 3; ++c) cases.back().at(i, c) = cases.back().at(i % 30, c);
    cases.push_back(test::blobs(60, 1, 2, 1));
    for (const Matrix& x : cases) {
        const Matrix y = test::finished(x, quick());
        CHECK(y.rows == x.rows);
        CHECK(y.cols == 2);
        CHECK(test::finite(y));
    }
}

TEST_CASE("values that are not finite are refused by row") {
    Matrix x = test::blobs(20, 3, 2, 1);
    x.at(7, 1) = std::numeric_limits<float>::infinity();
    try {
        initialise(x, quick());
        FAIL("no error");
    } catch (const RuntimeError& e) {
        CHECK(e.code() == ErrorCode::Input);
        CHECK(std::string(e.what()).find("row 7") != std::string::npos);
    }
}

TEST_CASE("cancel ends preparation and iterations, and leaves whole iterations behind") {
    const Matrix x = test::blobs(300, 5, 3, 2);
    std::stop_source source;
    const auto state = initialise(x, quick(), nullptr, nullptr, source.get_token());
    state->run(3);
    const Matrix before = state->points();
    source.request_stop();
    CHECK_THROWS_AS(state->run(1), Cancelled);
    CHECK(state->iteration() == 3);
    CHECK(state->points().values == before.values);
    CHECK_THROWS_AS(initialise(x, quick(), nullptr, nullptr, source.get_token()), Cancelled);
}

TEST_CASE("a longer graph than needed gives the same map, another embedding's is a bug") {
    const Matrix x = test::blobs(200, 5, 4, 2);
    const auto graph = neighbours::nearestNeighbours(x, 60);
    const auto state = initialise(x, quick(), &graph);
    state->run(150);
    CHECK(state->points().values == test::finished(x, quick()).values);
    const auto shorter = neighbours::nearestNeighbours(test::blobs(100, 5, 4, 2), 60);
    CHECK_THROWS_AS(initialise(x, quick(), &shorter), LogicError);
}

TEST_CASE("scikit-learn's definition has its neighbours, iterations and rate; openTSNE's is untouched") {
    MapOptions options;
    CHECK(options.fileStem() == "tsne-p30-s0");
    options.define("scikit-learn");
    CHECK(options.iterations == 750);
    CHECK(neighboursNeeded(options, 1000) == 91);
    CHECK(options.fileStem() != "tsne-p30-s0");
    CHECK(MapOptions::fromJson(options.toJson(), "test").definition == "scikit-learn");
    CHECK_THROWS_AS(options.define("mine"), RuntimeError);

    // The first step from rest: the rate is 4 · max(n / exaggeration / 4, 50), gains rise to 1.2 only where
    // openTSNE's do.
    const Matrix x = test::recorded("embeddings");
    options = quick();
    options.definition = "scikit-learn";
    TsneState state(test::recorded("points"), perplexityAffinities(neighbours::nearestNeighbours(x, 30), 10),
                    options, {});
    std::vector<float> gradient;
    state.gradient(options.earlyExaggeration, gradient);
    const Matrix before = state.points();
    state.run(1);
    std::vector<float> moved(gradient.size());
    double mean[2] = {0, 0};
    for (std::size_t c = 0; c < moved.size(); ++c) mean[c % 2] += gradient[c] / (0.5 * moved.size());
    for (std::size_t c = 0; c < moved.size(); ++c) {
        moved[c] = state.points().values[c] - before.values[c];
        gradient[c] = static_cast<float>(-4 * 50 * 0.8 * (gradient[c] - mean[c % 2]));
    }
    CHECK(test::relativeDifference(moved, gradient) < 1e-3);
}

TEST_CASE("a fine map diverges less, and scikit-learn's definition converges") {
    const Matrix x = test::recorded("embeddings");
    const auto divergence = [&](MapOptions options) {
        options.perplexity = test::facts()["perplexity"];
        const auto state = initialise(x, options);
        while (!state->finished()) state->run(250);
        return state->objective();
    };
    MapOptions plain, fine, sklearn;
    fine.makeFine();
    sklearn.define("scikit-learn");
    const double reached = divergence(plain);
    CHECK(divergence(fine) < reached);
    CHECK(divergence(sklearn) < 1.1 * reached);
}
