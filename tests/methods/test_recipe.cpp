#include "core/error.h"
#include "core/json.h"
#include "methods/recipe.h"
#include "support/temporary_folder.h"

#include <doctest/doctest.h>
#include <fstream>

using namespace selfsight;
using namespace selfsight::methods;

namespace {

std::string write(const test::TemporaryFolder& folder, const std::string& text) {
    const auto path = folder / "mine.toml";
    std::ofstream(path) << text;
    return path.string();
}

}  // namespace

TEST_CASE("every built-in recipe loads for every method") {
    CHECK(recipeNames() == std::vector<std::string>{"notebook", "quick",     "cpu-30min",
                                                       "gpu-30min", "long", "ablation-ema"});
    for (const auto& name : recipeNames())
        for (const auto& method : methodList()) {
            const auto recipe = loadRecipe(name, method.name);
            CHECK(recipe.name() == name);
            CHECK_FALSE(recipe.summary().empty());
        }
}

TEST_CASE("the notebook's recipes are what the notebook did") {
    const auto supervised = loadRecipe("notebook", "supervised");
    CHECK(supervised.integer("train.batch_size") == 64);
    CHECK(supervised.real("optimiser.weight_decay") == 1e-3);
    CHECK(supervised.get("schedule.kind") == "plateau");
    CHECK(supervised.real("augment.rotation") == 15);
    const auto byol = loadRecipe("notebook", "byol");
    CHECK(byol.integer("train.batch_size") == 256);
    CHECK(byol.real("optimiser.weight_decay") == 0);
    CHECK(byol.real("method.ema") == 0.99);
    CHECK(byol.real("method.ema_end") == 0.99);
    CHECK(byol.get("augment.order") == "colour-first");
    CHECK_FALSE(loadRecipe("notebook", "simsiam").flag("method.moving_average"));
    CHECK(loadRecipe("notebook", "simsiam").get("method.projector") == "simsiam");
}

TEST_CASE("the ablation differs in the moving average alone") {
    auto byol = loadRecipe("ablation-ema", "byol");
    CHECK(byol.flag("method.moving_average"));
    byol.set("method.moving_average", "false");
    CHECK(byol == loadRecipe("ablation-ema", "simsiam"));
}

TEST_CASE("a recipe goes to JSON and back") {
    auto recipe = loadRecipe("quick", "byol");
    recipe.set("method.ema", "0.123456789");
    recipe.setBudget(Budget::parse("7ep"));
    CHECK(Recipe::fromJson(nlohmann::json::parse(recipe.toJson().dump())) == recipe);
    CHECK_THROWS_AS(Recipe::fromJson(nlohmann::json::object()), RuntimeError);
}

TEST_CASE("budgets are read in every form and written back") {
    CHECK(Budget::parse("90s") == Budget{Budget::Kind::Seconds, 90});
    CHECK(Budget::parse("2m") == Budget{Budget::Kind::Seconds, 120});
    CHECK(Budget::parse("1.5h") == Budget{Budget::Kind::Seconds, 5400});
    CHECK(Budget::parse("12ep") == Budget{Budget::Kind::Epochs, 12});
    CHECK(Budget::parse("600000img") == Budget{Budget::Kind::Images, 600000});
    for (const char* text : {"90s", "2m", "90m", "12ep", "0.5ep", "1000000img"})
        CHECK(Budget::parse(Budget::parse(text).text()) == Budget::parse(text));
    for (const char* text : {"", "0s", "-3ep", "ten", "5", "5x", "nan", "infs", "1e999s"}) {
        CAPTURE(text);
        CHECK_THROWS_WITH_AS(Budget::parse(text), doctest::Contains("90s, 30m"), RuntimeError);
    }
}

TEST_CASE("bad options are refused with name and range") {
    Recipe recipe;
    CHECK_THROWS_WITH_AS(recipe.set("optimiser.learning_rate", "0"),
                         doctest::Contains("optimiser.learning_rate must be a number between"), RuntimeError);
    CHECK_THROWS_WITH_AS(recipe.set("train.batch_size", "1"), doctest::Contains("between 2 and 65536"),
                         RuntimeError);
    CHECK_THROWS_WITH_AS(recipe.set("train.batch_size", "64.5"), doctest::Contains("a whole number"),
                         RuntimeError);
    CHECK_THROWS_WITH_AS(recipe.set("method.predictor", "maybe"), doctest::Contains("true or false"),
                         RuntimeError);
    CHECK_THROWS_WITH_AS(recipe.set("schedule.kind", "linear"),
                         doctest::Contains("one of constant, plateau, cosine, one-cycle"), RuntimeError);
    CHECK_THROWS_WITH_AS(recipe.set("augment.flips", "0.5"), doctest::Contains("the nearest is augment.flip"),
                         RuntimeError);
    CHECK_THROWS_WITH_AS(recipe.set("method.ema", "nan"), doctest::Contains("method.ema"), RuntimeError);
    CHECK_THROWS_WITH_AS(loadRecipe("fast", "byol"), doctest::Contains("notebook, quick"), RuntimeError);
    CHECK_THROWS_WITH_AS(loadRecipe("quick", "dino"), doctest::Contains("supervised, byol, simsiam, simclr, barlow, vicreg, random"),
                         RuntimeError);
}

TEST_CASE("a recipe file is checked with line and key") {
    const test::TemporaryFolder folder;
    const auto good = write(folder, "budget = '3ep'\n[train]\nbatch_size = 32\n[byol.method]\nema = 0.9\n");
    CHECK(loadRecipe(good, "byol").real("method.ema") == 0.9);
    CHECK(loadRecipe(good, "byol").integer("train.batch_size") == 32);
    CHECK(loadRecipe(good, "byol").name() == "mine");
    CHECK(loadRecipe(good, "simsiam").real("method.ema") == 0.99);
    CHECK(loadRecipe(good, "supervised").budget() == Budget{Budget::Kind::Epochs, 3});
    const auto refused = [&](const std::string& text, const char* part) {
        CAPTURE(text);
        // Whichever method is asked for, all tables are checked.
        CHECK_THROWS_WITH_AS(loadRecipe(write(folder, text), "supervised"), doctest::Contains(part),
                             RuntimeError);
    };
    refused("[train]\nbatchsize = 3\n",
            "mine.toml:2: there is no option \"train.batchsize\"; the nearest is train.batch_size");
    refused("[byol.method]\n\nema = 2\n",
            "mine.toml:3: method.ema must be a number between 0 and 1, not \"2\"");
    refused("[colour]\nx = 1\n", "unknown key \"colour\"");
    refused("budget = '-1s'\n", "mine.toml:1");
    refused("[train\n", "mine.toml:1");
    refused("[train]\nbatch_size = [3]\n", "must be a single value");
    CHECK_THROWS_AS(loadRecipe((folder / "absent.toml").string(), "byol"), RuntimeError);
}

TEST_CASE("every option is documented and its default is allowed") {
    const Recipe defaults;
    for (const auto& option : recipeOptions()) {
        CAPTURE(option.key);
        CHECK_FALSE(option.label.empty());
        CHECK(option.help.size() > 10);
        Recipe copy;
        copy.set(option.key, defaults.get(option.key));
        CHECK(copy == defaults);
    }
}
