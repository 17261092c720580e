#include "core/control.h"
#include "core/error.h"
#include "core/parallel.h"
#include "eval/fixtures.h"
#include "eval/probe.h"

#include <cmath>
#include <doctest/doctest.h>
#include <limits>

using namespace selfsight;
using namespace selfsight::eval;
using test::classCloud;

namespace {

ProbeOptions exactly(ProbeModel model) {
    ProbeOptions options;
    options.model = model;
    options.tolerance = 1e-6;
    return options;
}

void checkError(const Matrix& x, const Labels& y, const std::string& part, const ProbeOptions& options = {}) {
    try {
        fitProbe(x, y, options);
        FAIL("accepted: expected an error with '" << part << "'");
    } catch (const RuntimeError& error) {
        CAPTURE(error.what());
        CHECK(std::string(error.what()).find(part) != std::string::npos);
    }
}

}  // namespace

TEST_CASE("one-vs-rest meets scikit-learn's optimum") {
    const Matrix x = test::fixtureMatrix("probe-x"), held = test::fixtureMatrix("probe-test");
    const Labels y = test::fixtureLabels("probe-y");
    const auto& truth = test::expected("probe");
    const ProbeFit loose = fitProbe(x, y, {});
    const ProbeFit tight = fitProbe(x, y, exactly(ProbeModel::OneVsRest));
    CHECK(loose.converged);
    REQUIRE(loose.objectives.size() == 6);
    for (std::size_t c = 0; c < 6; ++c) {
        const double best = truth["ovr_objectives"][c];
        CHECK(loose.objectives[c] == doctest::Approx(best).epsilon(1e-4));
        CHECK(loose.objectives[c] > best * (1 - 1e-5));
        CHECK(tight.objectives[c] == doctest::Approx(best).epsilon(1e-5));
        for (std::size_t j = 0; j < 30; ++j) {
            const double weight = truth["ovr_weights"][c][j];
            CHECK(std::abs(tight.weights.at(static_cast<std::int64_t>(c), static_cast<std::int64_t>(j)) -
                           weight) < 5e-3);
        }
    }
    CHECK(predictProbe(tight, held) == truth["ovr_predicted"].get<Labels>());
}

TEST_CASE("multinomial meets scikit-learn's optimum") {
    const Matrix x = test::fixtureMatrix("probe-x"), held = test::fixtureMatrix("probe-test");
    const Labels y = test::fixtureLabels("probe-y");
    const auto& truth = test::expected("probe");
    const ProbeFit fit = fitProbe(x, y, exactly(ProbeModel::Multinomial));
    CHECK(fit.converged);
    REQUIRE(fit.objectives.size() == 1);
    CHECK(fit.objectives[0] == doctest::Approx(truth["joint_objective"].get<double>()).epsilon(1e-5));
    CHECK(predictProbe(fit, held) == truth["joint_predicted"].get<Labels>());
}

TEST_CASE("standardisation is folded into the weights") {
    ProbeOptions options = exactly(ProbeModel::Multinomial);
    options.standardise = true;
    options.c = 0.05;
    const ProbeFit fit = fitProbe(test::fixtureMatrix("probe-x"), test::fixtureLabels("probe-y"), options);
    CHECK(predictProbe(fit, test::fixtureMatrix("probe-test")) ==
          test::expected("probe")["scaled_predicted"].get<Labels>());
}

TEST_CASE("a constant column changes nothing, standardised or not") {
    const auto [x, y] = classCloud(300, 6, 3, 1.0, 1);
    Matrix wide(300, 7);
    for (std::int64_t i = 0; i < 300; ++i) {
        std::copy_n(x.row(i).begin(), 6, wide.row(i).begin());
        wide.at(i, 6) = 123.456f;
    }
    for (const bool standardise : {false, true}) {
        ProbeOptions options = exactly(ProbeModel::OneVsRest);
        options.standardise = standardise;
        const ProbeFit narrow = fitProbe(x, y, options), with = fitProbe(wide, y, options);
        CHECK(predictProbe(narrow, x) == predictProbe(with, wide));
        for (std::size_t c = 0; c < 3; ++c)
            CHECK(with.objectives[c] == doctest::Approx(narrow.objectives[c]).epsilon(1e-5));
    }
}

TEST_CASE("more features than samples, and identical samples") {
    const auto [x, y] = classCloud(20, 60, 2, 2.0, 2);
    const ProbeFit fit = fitProbe(x, y, {});
    CHECK(fit.converged);
    CHECK(predictProbe(fit, x) == y);
    const Matrix same(12, 5);
    const ProbeFit flat = fitProbe(same, Labels{0, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1}, {});
    CHECK(flat.converged);
    CHECK(predictProbe(flat, same) == Labels(12, 1));
}

TEST_CASE("labels need not be consecutive and a class may have one sample") {
    auto [x, y] = classCloud(60, 5, 3, 4.0, 3);
    for (auto& label : y) label = label * 7 + 2;
    y[5] = 100;
    const ProbeFit fit = fitProbe(x, y, {});
    CHECK(fit.classes == std::vector<std::int64_t>{2, 9, 16, 100});
    CHECK(fit.converged);
    CHECK(fit.weights.rows == 4);
}

TEST_CASE("the probe gives the same bytes again, whatever the number of threads") {
    const auto [x, y] = classCloud(500, 40, 10, 0.5, 4);
    const int before = threadCount();
    for (const ProbeModel model : {ProbeModel::OneVsRest, ProbeModel::Multinomial}) {
        ProbeOptions options;
        options.model = model;
        setThreadCount(1);
        const ProbeFit one = fitProbe(x, y, options);
        setThreadCount(3);
        const ProbeFit three = fitProbe(x, y, options);
        CHECK(one.weights.values == three.weights.values);
        CHECK(one.objectives == three.objectives);
    }
    setThreadCount(before);
}

TEST_CASE("bad input to a probe is refused") {
    auto [x, y] = classCloud(40, 4, 2, 1.0, 5);
    checkError(x, Labels(39, 0), "40 embeddings, but 39 labels");
    checkError(x, Labels(40, 3), "at least two classes");
    checkError(Matrix(0, 4), {}, "no embeddings");
    ProbeOptions options;
    options.c = 0;
    checkError(x, y, "C must be positive", options);
    Matrix huge = x;
    huge.at(3, 1) = 1e20f;
    checkError(huge, y, "at most 1e12");
    x.at(7, 2) = std::numeric_limits<float>::infinity();
    checkError(x, y, "row 7, column 2");
    x.at(7, 2) = std::numeric_limits<float>::quiet_NaN();
    checkError(x, y, "row 7, column 2");
}

TEST_CASE("a cancelled probe stops") {
    const auto [x, y] = classCloud(100, 10, 2, 1.0, 6);
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS(fitProbe(x, y, {}, stop.get_token()), Cancelled);
}

TEST_CASE("the notebook's protocol reports on a quarter and survives JSON") {
    auto [x, y] = classCloud(200, 10, 5, 2.0, 7);
    y[3] = -1;  // unlabelled images are left out
    const ProbeResult result = probeNotebook(x, y, "cpu");
    CHECK(result.protocol == "notebook");
    CHECK(result.fitCount + result.testCount == 199);
    CHECK(result.accuracy > 0.8);
    CHECK(result.interval.first < result.accuracy);
    CHECK(result.interval.second > result.accuracy);
    CHECK(std::find(result.testIndices.begin(), result.testIndices.end(), 3) == result.testIndices.end());
    for (std::size_t i = 0; i < result.truth.size(); ++i)
        CHECK(result.truth[i] == y[static_cast<std::size_t>(result.testIndices[i])]);
    CHECK(toJson(probeFromJson(toJson(result))) == toJson(result));
    nlohmann::json broken = toJson(result);
    broken.erase("accuracy");
    CHECK_THROWS_AS(probeFromJson(broken), RuntimeError);
}

TEST_CASE("the standard protocol chooses C on validation and reports on test") {
    const auto [train, trainY] = classCloud(400, 20, 4, 1.0, 8);
    const auto [validation, validationY] = classCloud(120, 20, 4, 1.0, 9);
    const auto [held, heldY] = classCloud(300, 20, 4, 1.0, 10);
    const ProbeResult result = probeStandard(train, trainY, validation, validationY, held, heldY, "cpu");
    CHECK(result.fitCount == 520);
    CHECK(result.testCount == 300);
    CHECK(result.chance == doctest::Approx(0.25));
    CHECK(result.accuracy > 0.7);
    CHECK(result.c > 0);
    CHECK_THROWS_AS(probeStandard(train, trainY, Matrix(5, 3), Labels(5, 0), held, heldY, "cpu"),
                    RuntimeError);
    CHECK_THROWS_AS(probeStandard(train, trainY, validation, Labels(120, -1), held, heldY, "cpu"),
                    RuntimeError);
}
