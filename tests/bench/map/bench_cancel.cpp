// How long a map takes to answer cancel: bench_cancel ROWS COLUMNS [TRIALS]. In each trial neighbours,
// preparation, iterations and trust of random clouds run in turn, and cancel comes at a random moment of one
// of them. Prints the longest answer of each part in milliseconds.
#include "core/control.h"
#include "core/random.h"
#include "map/map.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <thread>

using namespace selfsight;
using Clock = std::chrono::steady_clock;

namespace {

double secondsSince(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

// Runs `part`, cancels it after `after` seconds, and returns how long the answer took; 0 when it had ended by
// itself.
double answer(const std::function<void(std::stop_token)>& part, double after) {
    std::stop_source source;
    Clock::time_point asked{};
    std::jthread asking([&](const std::stop_token& ended) {
        const auto begin = Clock::now();
        while (secondsSince(begin) < after && !ended.stop_requested())
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        asked = Clock::now();
        source.request_stop();
    });
    try {
        part(source.get_token());
        return 0;
    } catch (const Cancelled&) {
        return secondsSince(asked);
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) return 2;
    const std::int64_t n = std::atoll(argv[1]), d = std::atoll(argv[2]);
    const int trials = argc > 3 ? std::atoi(argv[3]) : 8;
    RandomStream random(1, "bench cancel");
    Matrix x(n, d);
    for (std::int64_t i = 0; i < n; ++i)
        for (std::int64_t j = 0; j < d; ++j)
            x.at(i, j) = static_cast<float>(random.uniform() + (j % 50 == i % 50 ? 3 : 0));
    map::MapOptions options;
    auto begin = Clock::now();
    const auto lap = [&] {
        const double seconds = secondsSince(begin);
        begin = Clock::now();
        return seconds;
    };
    const std::int64_t k = map::neighboursNeeded(options, n);
    lap();
    const neighbours::Graph graph = neighbours::nearestNeighbours(x, k);
    const double search = lap();
    auto state = map::initialise(x, options, &graph);
    const double prepare = lap();
    state->run(5);
    const double iterations = lap();
    const auto report = [&](const char* name, double seconds,
                            const std::function<void(std::stop_token)>& part) {
        double worst = 0;
        for (int trial = 0; trial < trials; ++trial)
            worst = std::max(worst, answer(part, seconds * random.uniform()));
        std::printf("\"%s\": {\"seconds\": %.3f, \"worst_ms\": %.1f}, ", name, seconds, 1000 * worst);
        std::fflush(stdout);
    };
    std::printf("{\"rows\": %lld, \"columns\": %lld, ", static_cast<long long>(n), static_cast<long long>(d));
    report("neighbours", search,
           [&](std::stop_token stop) { neighbours::nearestNeighbours(x, k, {}, stop); });
    report("prepare", prepare,
           [&](std::stop_token stop) { map::initialise(x, options, &graph, nullptr, std::move(stop)); });
    report("iterations", iterations, [&](std::stop_token stop) {
        // A state of its own, whose token is asked: prepared beforehand would be another token.
        static std::unique_ptr<map::MapState> own;
        const Matrix start = state->points();
        map::MapOptions late = options;
        late.earlyIterations = 0;
        own = map::initialise(x, late, &graph, nullptr, std::move(stop), &start);
        own->run(5);
    });
    report("trust", 1.0,
           [&](std::stop_token stop) { map::measureTrust(x, state->points(), 12, 0, std::move(stop)); });
    std::printf("\"trials\": %d}\n", trials);
}
