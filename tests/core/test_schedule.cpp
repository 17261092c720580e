#include "core/schedule.h"

#include <doctest/doctest.h>

using namespace selfsight;

TEST_CASE("a cosine starts, halves and ends where it should") {
    CHECK(cosineBetween(0.98, 1.0, 0) == doctest::Approx(0.98));
    CHECK(cosineBetween(0.98, 1.0, 0.5) == doctest::Approx(0.99));
    CHECK(cosineBetween(0.98, 1.0, 1) == doctest::Approx(1.0));
}

TEST_CASE("warm-up rises, then the rate only falls, to the floor") {
    CHECK(warmupCosine(0, 0.1, 0.01) == doctest::Approx(0));
    CHECK(warmupCosine(0.1, 0.1, 0.01) == doctest::Approx(1));
    CHECK(warmupCosine(1, 0.1, 0.01) == doctest::Approx(0.01));
    CHECK(warmupCosine(0, 0, 0) == doctest::Approx(1));
    for (double p = 0.1; p < 0.99; p += 0.01)
        CHECK(warmupCosine(p, 0.1, 0.01) > warmupCosine(p + 0.01, 0.1, 0.01));
}

TEST_CASE("one cycle peaks once") {
    CHECK(oneCycle(0, 0.3, 0.1, 0) == doctest::Approx(0.1));
    CHECK(oneCycle(0.3, 0.3, 0.1, 0) == doctest::Approx(1));
    CHECK(oneCycle(1, 0.3, 0.1, 0) == doctest::Approx(0));
}
