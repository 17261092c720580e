// Our UMAP against umappp on one graph of neighbours, in one process: bench_umappp IN.npy [THREADS]. Both
// make the fuzzy graph and run every epoch from the same start (principal components), then each from the
// start that it takes by itself; umappp with its loop on one thread, its default, and on all. Prints seconds
// and trustworthiness as JSON. Needs the headers of PyPI's assorthead (BSD-2), for this program only.
#include "io/npy.h"
#include "map/map.h"
#include "map/pca.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <umappp/umappp.hpp>

using namespace selfsight;

namespace {

double secondsOf(const std::function<void()>& work) {
    const auto started = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
}

umappp::NeighborList<int, float> listOf(const neighbours::Graph& graph) {
    umappp::NeighborList<int, float> list(static_cast<std::size_t>(graph.count));
    for (std::int64_t i = 0; i < graph.count; ++i) {
        for (std::int64_t j = 0; j < graph.k; ++j) {
            const auto at = static_cast<std::size_t>(i * graph.k + j);
            list[static_cast<std::size_t>(i)].emplace_back(graph.indices[at], graph.distances[at]);
        }
    }
    return list;
}

void report(const char* name, double seconds, const Matrix& embeddings, MatrixView points) {
    const map::Trust trust = map::measureTrust(embeddings, points);
    std::printf("\"%s\": {\"seconds\": %.3f, \"trustworthiness\": %.4f}, ", name, seconds,
                trust.trustworthiness);
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return 2;
    const Matrix embeddings = io::readMatrix(argv[1]);
    const int threads = argc > 2 ? std::atoi(argv[2]) : 2;
    map::MapOptions options;
    options.method = "umap";
    neighbours::Graph graph;
    const double search = secondsOf([&] {
        graph = neighbours::nearestNeighbours(embeddings, map::neighboursNeeded(options, embeddings.rows));
    });
    std::printf("{\"neighbours\": {\"seconds\": %.3f, \"k\": %lld, \"recall\": %.4f}, ", search,
                static_cast<long long>(graph.k), graph.recall);

    std::unique_ptr<map::MapState> ours;
    Matrix start;
    std::int64_t epochs = 0;
    double seconds = secondsOf([&] { ours = map::initialise(embeddings, options, &graph); });
    start = ours->points();
    epochs = ours->iterationsTotal();
    seconds += secondsOf([&] {
        while (!ours->finished()) ours->run(1000);
    });
    report("ours", seconds, embeddings, ours->points());

    const auto peer = [&](const char* name, bool spectral, bool parallel) {
        umappp::Options peerOptions;
        peerOptions.num_threads = threads;
        peerOptions.parallel_optimization = parallel;
        peerOptions.num_epochs = static_cast<int>(epochs);
        peerOptions.min_dist = options.minDistance;
        if (!spectral) peerOptions.initialize_method = umappp::InitializeMethod::NONE;
        Matrix points = start;
        auto list = listOf(graph);
        const double spent = secondsOf([&] {
            auto status =
                umappp::initialize<int, float>(std::move(list), 2, points.values.data(), peerOptions);
            status.run(points.values.data());
        });
        report(name, spent, embeddings, points);
    };
    peer("umappp, same start", false, false);
    peer("umappp, same start, parallel", false, true);
    peer("umappp, spectral start", true, false);
    peer("umappp, spectral start, parallel", true, true);
    std::printf("\"points\": %lld, \"epochs\": %lld}\n", static_cast<long long>(embeddings.rows),
                static_cast<long long>(epochs));
}
