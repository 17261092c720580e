#include "core/error.h"
#include "fixtures.h"
#include "map/map.h"

#include <doctest/doctest.h>

using namespace selfsight;
using namespace selfsight::map;

TEST_CASE("options survive JSON") {
    MapOptions options;
    options.perplexity = 12.5;
    options.seed = 7;
    options.iterations = 1000;
    options.initialisation = "random";
    CHECK(MapOptions::fromJson(options.toJson(), "test").toJson() == options.toJson());
}

TEST_CASE("a file stem names the options, and different options have different stems") {
    MapOptions options;
    CHECK(options.fileStem() == "tsne-p30-s0");
    MapOptions longer = options;
    longer.iterations = 1000;
    CHECK(longer.fileStem() != options.fileStem());
    CHECK(longer.fileStem() == MapOptions(longer).fileStem());
    // An option of another method changes nothing.
    MapOptions other = options;
    other.neighbours = 40;
    CHECK(other.fileStem() == options.fileStem());
    options.method = "pca";
    CHECK(options.fileStem() == "pca");
}

TEST_CASE("options out of range are refused by name") {
    const auto message = [](MapOptions options) -> std::string {
        try {
            options.check(100);
        } catch (const RuntimeError& e) {
            CHECK(e.code() == ErrorCode::Usage);
            return e.what();
        }
        return "";
    };
    MapOptions options;
    CHECK(message(options) == "");
    options.perplexity = 0.5;
    CHECK(message(options).find("perplexity") != std::string::npos);
    options = {};
    options.method = "isomap";
    CHECK(message(options).find("isomap") != std::string::npos);
    options = {};
    options.perplexity = std::nan("");
    CHECK(message(options).find("perplexity") != std::string::npos);
}

TEST_CASE("a result survives JSON, with numbers that are none") {
    MapResult result;
    result.objective = std::nan("");
    result.trust.trustworthiness = 0.9;
    result.trust.sampled = 2000;
    result.split = "train";
    const MapResult again = MapResult::fromJson(nlohmann::json::parse(result.toJson().dump()), "test");
    CHECK(std::isnan(again.objective));
    CHECK(again.trust.trustworthiness == 0.9);
    CHECK(again.trust.sampled == 2000);
    CHECK(again.split == "train");
}
