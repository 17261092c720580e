// Times one map of a .npy embedding by parts, and writes it: bench_map IN.npy OUT.npy [method] [openTSNE|scikit-learn|fine] [neighbours only].
// Wall and processor seconds; the latter say more on a machine that others use.
#include "io/npy.h"
#include "map/map.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

using namespace selfsight;

int main(int argc, char** argv) {
    if (argc < 3) return 2;
    auto last = std::chrono::steady_clock::now();
    std::clock_t lastCpu = std::clock();
    const auto lap = [&](const char* name) {
        const auto now = std::chrono::steady_clock::now();
        const std::clock_t cpu = std::clock();
        std::printf("\"%s\": %.4f, \"%s_cpu\": %.4f, ", name, std::chrono::duration<double>(now - last).count(), name,
                    static_cast<double>(cpu - lastCpu) / CLOCKS_PER_SEC);
        last = now;
        lastCpu = cpu;
    };
    const Matrix embeddings = io::readMatrix(argv[1]);
    std::printf("{");
    lap("read");
    map::MapOptions options;
    if (argc > 3) options.method = argv[3];
    const std::string kind = argc > 4 ? argv[4] : "openTSNE";
    if (kind == "fine")
        options.makeFine();
    else
        options.define(kind);
    const std::int64_t k = map::neighboursNeeded(options, embeddings.rows);
    neighbours::Graph graph;
    if (k > 0) graph = neighbours::nearestNeighbours(embeddings, k);
    lap("neighbours");
    std::printf("\"recall\": %.4f, ", graph.recall);
    if (argc > 5) {
        std::printf("\"graph\": \"%s\"}\n", graph.method.c_str());
        return 0;
    }
    const auto state = map::initialise(embeddings, options, k > 0 ? &graph : nullptr);
    lap("prepare");
    state->run(options.earlyIterations);
    lap("early");
    while (!state->finished()) state->run(1000);
    lap("late");
    const double objective = state->objective();
    lap("objective");
    const map::Trust trust = map::measureTrust(embeddings, state->points());
    lap("trust_seconds");
    std::printf("\"kl\": %.6f, \"trustworthiness\": %.6f, \"continuity\": %.6f, \"preservation\": %.6f}\n",
                objective, trust.trustworthiness, trust.continuity, trust.neighbourPreservation);
    io::writeNpy(argv[2], state->points());
}
