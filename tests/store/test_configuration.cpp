// Which runs are seeds of one another.
#include "methods/recipe.h"
#include "store/configuration.h"

#include <doctest/doctest.h>

using namespace selfsight;
using namespace selfsight::store;

namespace {

RunRecord byol(const std::string& id, std::uint64_t seed, const std::string& ema = "0.99") {
    RunRecord run;
    run.id = id;
    run.seed = seed;
    run.method = "byol";
    run.encoder = "notebook";
    run.dataHash = "abc";
    run.budget = "2m";
    methods::Recipe recipe = methods::loadRecipe("quick", "byol");
    recipe.set("method.ema", ema);
    run.recipe = recipe.toJson();
    return run;
}

}  // namespace

TEST_CASE("seeds share a configuration, settings do not") {
    const Configuration first = configurationOf(byol("a", 0));
    RunRecord other = byol("b", 1);
    other.steps = 4711;  // a budget of time ends where it ends
    CHECK(configurationOf(other) == first);
    other.recipe["options"]["train.report_every"] = 7;  // is watched, not learned
    CHECK(configurationOf(other) == first);
    const Configuration another = configurationOf(byol("c", 0, "0.9"));
    CHECK(differingKeys({first, another, first}) == std::vector<std::string>{"method.ema"});
    CHECK(another.at("method.ema") == "0.9");
    other = byol("d", 0);
    other.budget = "10m";
    other.dataHash = "def";
    CHECK(differingKeys({first, configurationOf(other)}) == std::vector<std::string>{"budget", "data"});
    CHECK(differingKeys({first, first}).empty());
}

TEST_CASE("an option that an older run did not know is at its default there") {
    RunRecord old = byol("a", 0);
    old.recipe["options"].erase("train.early_stop");
    CHECK(configurationOf(old) == configurationOf(byol("b", 1)));
}

TEST_CASE("untrained weights differ by their encoder alone, weights from elsewhere always") {
    RunRecord first = byol("a", 0), second = byol("b", 1, "0.5");
    first.method = second.method = "random";
    second.budget = "1ep";
    CHECK(configurationOf(first) == configurationOf(second));
    second.width = 0.5;
    CHECK(differingKeys({configurationOf(first), configurationOf(second)}) ==
          std::vector<std::string>{"encoder.width"});
    first.method = second.method = "imported";
    second.width = first.width;
    CHECK(configurationOf(first) != configurationOf(second));
}
