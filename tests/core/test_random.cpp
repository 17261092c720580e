#include "core/random.h"

#include <doctest/doctest.h>
#include <set>
#include <vector>

using namespace selfsight;

TEST_CASE("a stream is a function of its name and counter") {
    RandomStream a(7, "split", 3);
    RandomStream b(7, "split", 3);
    std::vector<std::uint64_t> first;
    for (int i = 0; i < 100; ++i) first.push_back(a.bits());
    b.setCounter(50);
    for (int i = 50; i < 100; ++i) CHECK(b.bits() == first[static_cast<std::size_t>(i)]);
}

TEST_CASE("streams of other seeds, purposes and indices differ") {
    std::set<std::uint64_t> firsts;
    for (std::uint64_t seed = 0; seed < 20; ++seed)
        for (const char* purpose : {"split", "augment", "init"})
            for (std::uint64_t index = 0; index < 20; ++index)
                firsts.insert(RandomStream(seed, purpose, index).bits());
    CHECK(firsts.size() == 20 * 3 * 20);
}

TEST_CASE("moments of uniform and normal numbers") {
    RandomStream stream(1, "moments");
    const int n = 200000;
    double mean = 0, square = 0, uniformMean = 0;
    for (int i = 0; i < n; ++i) {
        const double z = stream.normal();
        mean += z / n;
        square += z * z / n;
        const double u = stream.uniform();
        CHECK_UNARY(u >= 0 && u < 1);
        uniformMean += u / n;
    }
    CHECK(std::abs(mean) < 0.01);
    CHECK(std::abs(square - 1) < 0.02);
    CHECK(std::abs(uniformMean - 0.5) < 0.005);
}

TEST_CASE("shuffle permutes") {
    std::vector<int> items(1000);
    for (int i = 0; i < 1000; ++i) items[static_cast<std::size_t>(i)] = i;
    RandomStream stream(5, "shuffle");
    stream.shuffle(std::span(items));
    int fixed = 0;
    std::set<int> seen;
    for (int i = 0; i < 1000; ++i) {
        fixed += items[static_cast<std::size_t>(i)] == i;
        seen.insert(items[static_cast<std::size_t>(i)]);
    }
    CHECK(seen.size() == 1000);
    CHECK(fixed < 10);
}
