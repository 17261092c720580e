#include "methods/schedule.h"

#include <doctest/doctest.h>

using namespace selfsight::methods;

namespace {

Recipe recipeWith(const std::string& kind) {
    Recipe recipe;
    recipe.set("schedule.kind", kind);
    recipe.set("optimiser.learning_rate", "0.1");
    recipe.set("schedule.warmup", "0.1");
    recipe.set("schedule.floor", "0.01");
    return recipe;
}

}  // namespace

TEST_CASE("cosine rises, peaks and anneals to its floor") {
    const RateSchedule schedule(recipeWith("cosine"));
    CHECK(schedule.rate(0) == doctest::Approx(0.001));
    CHECK(schedule.rate(0.1) == doctest::Approx(0.1));
    CHECK(schedule.rate(1) == doctest::Approx(0.001));
    for (double p = 0.1; p < 0.99; p += 0.01) CHECK(schedule.rate(p + 0.01) < schedule.rate(p));
}

TEST_CASE("one-cycle peaks where it is told and ends at its floor") {
    auto recipe = recipeWith("one-cycle");
    recipe.set("schedule.peak", "0.3");
    const RateSchedule schedule(recipe);
    CHECK(schedule.rate(0.3) == doctest::Approx(0.1));
    CHECK(schedule.rate(1) == doctest::Approx(0.001));
    CHECK(schedule.rate(0) > 0);
    for (double p = 0; p <= 1; p += 0.01) CHECK(schedule.rate(p) <= 0.1 + 1e-12);
}

TEST_CASE("plateau halves after more than the patience without a gain, down to its floor") {
    Recipe recipe;
    recipe.set("optimiser.learning_rate", "5e-4");
    RateSchedule schedule(recipe);
    CHECK(schedule.rate(0.5) == 5e-4);
    schedule.observe(0.5);
    for (int i = 0; i < 5; ++i) schedule.observe(0.501);  // below the threshold of half a percent
    CHECK(schedule.rate(0.5) == 5e-4);
    schedule.observe(0.501);
    CHECK(schedule.rate(0.5) == 2.5e-4);
    schedule.observe(0.6);
    CHECK(schedule.rate(0.5) == 2.5e-4);
    for (int i = 0; i < 1000; ++i) schedule.observe(0);
    CHECK(schedule.rate(0.5) == 1e-7);

    RateSchedule copy(recipe);
    copy.setMemory(schedule.memory());
    CHECK(copy.rate(0.2) == schedule.rate(0.2));
}

TEST_CASE("constant is constant after its warm-up") {
    const RateSchedule schedule(recipeWith("constant"));
    CHECK(schedule.rate(0.05) == doctest::Approx(0.05));
    CHECK(schedule.rate(0.2) == 0.1);
    CHECK(schedule.rate(1) == 0.1);
}
