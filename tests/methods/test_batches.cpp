#include "core/error.h"
#include "methods/batches.h"
#include "support/formula.h"

#include <doctest/doctest.h>
#include <numeric>

using namespace selfsight;
using namespace selfsight::methods;

namespace {

data::DeviceDataset dataset(std::int64_t n = 40) {
    data::DeviceDataset set;
    set.images = ((test::images(n, 32, 1) * 0.35 + 0.5).clamp(0, 1) * 255).to(torch::kUInt8);
    set.labels = torch::arange(n) % 4;
    return set;
}

std::vector<std::int64_t> all(std::int64_t n) {
    std::vector<std::int64_t> indices(static_cast<std::size_t>(n));
    std::iota(indices.begin(), indices.end(), std::int64_t{0});
    return indices;
}

Recipe recipeFor(const std::string& method) {
    auto recipe = loadRecipe("quick", method);
    recipe.set("train.batch_size", "8");
    return recipe;
}

}  // namespace

TEST_CASE("a batch is a function of seed and step") {
    for (const std::string method : {"supervised", "byol"}) {
        BatchMaker a(dataset(), all(40), recipeFor(method), methodInfo(method), 3);
        BatchMaker b(dataset(), all(40), recipeFor(method), methodInfo(method), 3);
        BatchMaker c(dataset(), all(40), recipeFor(method), methodInfo(method), 4);
        CHECK(a.batchesPerEpoch() == 5);
        a.make(0);
        a.make(6);
        const auto x = a.make(7), y = b.make(7), z = c.make(7);
        CHECK(torch::equal(x.views[0], y.views[0]));
        CHECK(torch::equal(x.labels, y.labels));
        CHECK_FALSE(torch::equal(x.views[0], z.views[0]));
    }
}

TEST_CASE("self-supervised methods get views that differ, and small ones where asked") {
    auto recipe = recipeFor("byol");
    recipe.set("method.views", "3");
    recipe.set("method.small_views", "2");
    recipe.set("method.small_size", "16");
    recipe.set("augment.size", "0");
    BatchMaker maker(dataset(), all(40), recipe, methodInfo("byol"), 1);
    const auto batch = maker.make(0);
    REQUIRE(batch.views.size() == 3);
    REQUIRE(batch.small.size() == 2);
    CHECK(batch.views[0].sizes() == std::vector<std::int64_t>{8, 3, 32, 32});
    CHECK(batch.small[1].sizes() == std::vector<std::int64_t>{8, 3, 16, 16});
    CHECK_FALSE(torch::equal(batch.views[0], batch.views[1]));
    // As a share of the images' side.
    recipe.set("augment.size", "0.75");
    recipe.set("method.small_size", "0.5");
    const auto shares = BatchMaker(dataset(), all(40), recipe, methodInfo("byol"), 1).make(0);
    CHECK(shares.views[0].sizes() == std::vector<std::int64_t>{8, 3, 24, 24});
    CHECK(shares.small[0].sizes() == std::vector<std::int64_t>{8, 3, 16, 16});
    CHECK_FALSE(batch.otherLabels.defined());
}

TEST_CASE("mixup and cutmix blend with a partner and say how much") {
    for (const std::string option : {"method.mixup", "method.cutmix"}) {
        auto recipe = recipeFor("supervised");
        BatchMaker plain(dataset(), all(40), recipe, methodInfo("supervised"), 1);
        recipe.set(option, "1");
        BatchMaker maker(dataset(), all(40), recipe, methodInfo("supervised"), 1);
        double least = 1, most = 0;
        for (std::int64_t step = 0; step < 20; ++step) {
            const auto batch = maker.make(step);
            REQUIRE(batch.otherLabels.defined());
            CHECK(torch::equal(batch.labels, plain.make(step).labels));
            CHECK(batch.mix >= 0);
            CHECK(batch.mix <= 1);
            CHECK(torch::equal(std::get<0>(batch.labels.sort()), std::get<0>(batch.otherLabels.sort())));
            least = std::min(least, batch.mix);
            most = std::max(most, batch.mix);
        }
        CHECK(most - least > 0.3);
    }
}

TEST_CASE("options that do not fit the data are refused by name") {
    auto recipe = recipeFor("byol");
    recipe.set("method.small_views", "1");
    recipe.set("method.small_size", "64");
    CHECK_THROWS_WITH_AS(BatchMaker(dataset(), all(40), recipe, methodInfo("byol"), 1),
                         doctest::Contains("method.small_size"), RuntimeError);
    for (const char* wrong : {"0.1", "20.5"}) {
        recipe.set("method.small_size", wrong);
        CHECK_THROWS_WITH_AS(BatchMaker(dataset(), all(40), recipe, methodInfo("byol"), 1),
                             doctest::Contains("method.small_size"), RuntimeError);
    }
    auto large = recipeFor("supervised");
    large.set("train.batch_size", "64");
    CHECK_THROWS_AS(BatchMaker(dataset(), all(40), large, methodInfo("supervised"), 1), RuntimeError);
}
