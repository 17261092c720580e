#include "core/parallel.h"

#include <atomic>
#include <doctest/doctest.h>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace selfsight;

TEST_CASE("parallelFor visits every item once, at any count and thread count") {
    for (const int threads : {1, 2, 5}) {
        setThreadCount(threads);
        for (const int count : {0, 1, 2, 7, 1000}) {
            std::vector<int> visits(static_cast<std::size_t>(count));
            parallelFor(count, 1, [&](std::int64_t begin, std::int64_t end, int) {
                for (auto i = begin; i < end; ++i) ++visits[static_cast<std::size_t>(i)];
            });
            for (const int v : visits) CHECK(v == 1);
        }
    }
    setThreadCount(static_cast<int>(std::thread::hardware_concurrency()));
}

TEST_CASE("an exception in a chunk reaches the caller and the pool survives it") {
    setThreadCount(3);
    CHECK_THROWS_AS(parallelFor(100, 1,
                                [](std::int64_t begin, std::int64_t, int) {
                                    if (begin > 0) throw std::runtime_error("chunk");
                                }),
                    std::runtime_error);
    std::atomic<int> sum{0};
    parallelFor(100, 1, [&](std::int64_t b, std::int64_t e, int) { sum += static_cast<int>(e - b); });
    CHECK(sum == 100);
}

TEST_CASE("nested and concurrent calls finish") {
    setThreadCount(2);
    std::atomic<int> sum{0};
    const auto nested = [&] {
        parallelFor(4, 1, [&](std::int64_t b, std::int64_t e, int) {
            for (auto i = b; i < e; ++i)
                parallelFor(10, 1,
                            [&](std::int64_t ib, std::int64_t ie, int) { sum += static_cast<int>(ie - ib); });
        });
    };
    std::thread other(nested);
    nested();
    other.join();
    CHECK(sum == 80);
}
