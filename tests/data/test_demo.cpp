#include "core/control.h"
#include "core/error.h"
#include "core/parallel.h"
#include "data/source.h"

#include <algorithm>
#include <array>
#include <doctest/doctest.h>
#include <map>
#include <set>

using namespace selfsight;
using namespace selfsight::data;

namespace {

// Colour means and how strongly neighbouring pixels differ, over the image's border: what is there of the
// scene.
std::array<double, 5> borderFeatures(const ImageSet& set, std::int64_t i) {
    std::array<double, 5> f{};
    const auto pixels = set.image(i);
    int count = 0;
    for (int y = 0; y < 31; ++y) {
        for (int x = 0; x < 31; ++x) {
            if (x > 3 && x < 28 && y > 3 && y < 28) continue;
            ++count;
            for (std::size_t c = 0; c < 3; ++c) {
                const std::uint8_t* at = pixels.data() + c * 1024 + static_cast<std::size_t>(y * 32 + x);
                f[c] += at[0];
                f[3] += std::abs(at[0] - at[1]) / 1.5;
                f[4] += std::abs(at[0] - at[32]) / 1.5;
            }
        }
    }
    for (double& value : f) value /= count;
    return f;
}

}  // namespace

TEST_CASE("the demo describes itself") {
    const auto source = openSource("demo");
    const SourceInfo& info = source->info();
    CHECK(info.kind == "demo");
    CHECK(info.location == "demo");
    CHECK(info.trainCount == 10000);
    CHECK(info.testCount == 2000);
    CHECK(info.height == 32);
    REQUIRE(info.columns.size() == 3);
    CHECK(info.columns[0].name == "class");
    CHECK(info.columns[0].names.size() == 20);
    CHECK(info.columns[0].names[1] == "striped star");
    CHECK(info.columns[1].name == "superclass");
    CHECK(info.columns[1].names.size() == 5);
    CHECK(info.columns[2].name == "background");
    CHECK(info.columns[2].names.size() == 8);
}

TEST_CASE("the demo is the same bytes for the same seed, on one thread and on two") {
    const auto load = [](const std::string& specification) {
        return openSource(specification)->load(Part::Train)->pixels;
    };
    const int threads = threadCount();
    setThreadCount(1);
    const auto one = load("demo:train=300,test=20,seed=4");
    setThreadCount(2);
    CHECK(load("demo:train=300,test=20,seed=4") == one);
    setThreadCount(threads);
    CHECK(load("demo:train=300,test=20,seed=5") != one);

    // The hash is that of these bytes on every platform: drawing uses nothing that IEEE 754 leaves open.
    CHECK(openSource("demo:train=200,test=40")->contentHash() ==
          openSource("demo:train=200,test=40,seed=0")->contentHash());
    CHECK(openSource("demo:train=200,test=40")->contentHash() ==
          "5a0c51c6d759065ef897b1c270b05240e27a1f344f777bc214630552e24874ba");
}

TEST_CASE("classes are even, superclasses follow from them, and the background is independent of both") {
    const auto set = openSource("demo:train=8000,test=20,seed=2")->load(Part::Train);
    const Labels& classes = set->column("class")->values;
    const Labels& superclasses = set->column("superclass")->values;
    const Labels& backgrounds = set->column("background")->values;
    std::map<std::int64_t, int> ofClass;
    std::map<std::pair<std::int64_t, std::int64_t>, int> together;
    for (std::size_t i = 0; i < classes.size(); ++i) {
        ++ofClass[classes[i]];
        ++together[{classes[i], backgrounds[i]}];
        REQUIRE(superclasses[i] == classes[i] / 4);
    }
    for (const auto& [label, count] : ofClass) CHECK(count == 400);
    // Pearson's statistic for 20 × 8 cells of expectation 50: 19·7 = 133 degrees of freedom, 99.99 % below
    // 202.
    double statistic = 0;
    for (std::int64_t c = 0; c < 20; ++c)
        for (std::int64_t b = 0; b < 8; ++b) {
            const double difference = together[{c, b}] - 50.0;
            statistic += difference * difference / 50.0;
        }
    CHECK(statistic < 202);
    CHECK(set->column("colour") == nullptr);
}

TEST_CASE("the scene shows: a nearest-centroid rule on the border finds it far above chance") {
    const auto train = openSource("demo:train=800,test=400")->load(Part::Train);
    const auto test = openSource("demo:train=800,test=400")->load(Part::Test);
    CHECK(train->pixels.size() == 800 * 3072);
    std::array<std::array<double, 5>, 8> centroids{};
    std::array<int, 8> counts{};
    for (std::int64_t i = 0; i < train->count; ++i) {
        const auto b =
            static_cast<std::size_t>(train->column("background")->values[static_cast<std::size_t>(i)]);
        const auto f = borderFeatures(*train, i);
        for (std::size_t k = 0; k < 5; ++k) centroids[b][k] += f[k];
        ++counts[b];
    }
    for (std::size_t b = 0; b < 8; ++b)
        for (double& value : centroids[b]) value /= counts[b];
    int right = 0;
    for (std::int64_t i = 0; i < test->count; ++i) {
        const auto f = borderFeatures(*test, i);
        std::size_t nearest = 0;
        double least = 1e30;
        for (std::size_t b = 0; b < 8; ++b) {
            double distance = 0;
            for (std::size_t k = 0; k < 5; ++k)
                distance += (f[k] - centroids[b][k]) * (f[k] - centroids[b][k]);
            if (distance < least) least = distance, nearest = b;
        }
        right += static_cast<std::int64_t>(nearest) ==
                 test->column("background")->values[static_cast<std::size_t>(i)];
    }
    CHECK(right > 0.6 * 400);
}

TEST_CASE("loading can be cancelled and reports its progress") {
    const auto source = openSource("demo:train=500,test=20");
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS(source->load(Part::Train, stop.get_token()), Cancelled);
    double last = 0;
    source->load(Part::Train, {}, [&](double fraction) {
        CHECK(fraction > last);
        last = fraction;
    });
    CHECK(last == 1.0);
}

TEST_CASE("a demo that cannot be is refused with the form that is expected") {
    for (const char* text : {"demo:", "demo:train", "demo:train=x", "demo:train=5", "demo:images=20",
                             "demo:seed=-1", "demo:train=99999999999", "demo:train=20,"}) {
        CAPTURE(text);
        CHECK_THROWS_AS(openSource(text), RuntimeError);
    }
    CHECK_THROWS_WITH_AS(openSource("demo:images=20"),
                         "the demo is asked for as \"demo\" or \"demo:train=N,test=N,seed=N\"; \"images=20\" "
                         "is not understood",
                         RuntimeError);
}
