// Times the evaluations whose speed is a promise, on .npy files, and prints one JSON object:
//   bench_probe sgemm                                    the rate of float32 products of the probe's shape
//   bench_probe fit E Y ROWS [ovr|multinomial] [times]   fits on ROWS, predicts the others
//   bench_probe standard E Y F Z                         the standard protocol: train, test
//   bench_probe knn E F K                                the K nearest rows of E of every row of F, by cosine
#include "core/control.h"
#include "core/json.h"
#include "core/random.h"
#include "data/split.h"
#include "eval/probe.h"
#include "eval/sample.h"
#include "io/npy.h"
#include "neighbours/neighbours.h"
#include "neighbours/product.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <iostream>
#include <string>
#include <sys/resource.h>

using namespace selfsight;
using nlohmann::json;

namespace {

double secondsOf(const std::function<void()>& work) {
    const auto started = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
}

double peakGib() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / (1 << 20);
}

Matrix noise(std::int64_t rows, std::int64_t cols) {
    Matrix matrix(rows, cols);
    RandomStream random(0, "bench");
    for (float& value : matrix.values) value = static_cast<float>(random.normal());
    return matrix;
}

json sgemm() {
    json rates = json::object();
    for (const std::int64_t rows : {100, 1028}) {
        const Matrix a = noise(rows, 1028);
        const neighbours::PackedMatrix b = neighbours::PackedMatrix::fromRows(noise(7500, 1028));
        Matrix c(rows, b.cols());
        double best = 1e30;
        for (int i = 0; i < 20; ++i)
            best = std::min(
                best, secondsOf([&] { neighbours::multiply(a, b, c.values.data(), b.cols()); }));
        rates[std::to_string(rows) + " x 1028 x 7500"] = 2e-9 * static_cast<double>(rows * 1028 * 7500) / best;
    }
    return {{"gflops", rates}};
}

json fit(const std::vector<std::string>& arguments) {
    const Matrix all = io::readMatrix(arguments.at(0));
    const Labels labels = io::readLabels(arguments.at(1));
    const Labels rows = io::readLabels(arguments.at(2));
    eval::ProbeOptions options;
    if (arguments.size() > 3 && arguments[3] == "multinomial") options.model = eval::ProbeModel::Multinomial;
    const int times = arguments.size() > 4 ? std::stoi(arguments[4]) : 3;

    const eval::Sample fitted = eval::takeLabelled(all, labels, rows);
    eval::ProbeFit result;
    double best = 1e30;
    for (int i = 0; i < times; ++i) {
        result = eval::fitProbe(fitted.x, fitted.y, options);
        best = std::min(best, result.seconds);
    }
    std::vector<bool> isFitted(labels.size());
    for (const std::int64_t row : rows) isFitted[static_cast<std::size_t>(row)] = true;
    const Labels predicted = eval::predictProbe(result, all);
    std::int64_t hits = 0, held = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (isFitted[i]) continue;
        ++held;
        hits += predicted[i] == labels[i];
    }
    return {{"seconds", best},
            {"iterations", result.iterations},
            {"converged", result.converged},
            {"objectives", result.objectives},
            {"accuracy", static_cast<double>(hits) / static_cast<double>(held)}};
}

json standard(const std::vector<std::string>& arguments) {
    Matrix train = io::readMatrix(arguments.at(0));
    const Labels labels = io::readLabels(arguments.at(1));
    const Matrix test = io::readMatrix(arguments.at(2));
    const Labels testLabels = io::readLabels(arguments.at(3));
    const data::IndexSplit split = data::stratifiedValidation(labels, train.rows / 10, 0);
    const eval::Sample fitted = eval::takeLabelled(train, labels, split.first);
    const eval::Sample chosen = eval::takeLabelled(train, labels, split.second);
    train = Matrix();
    eval::ProbeResult result;
    const double seconds = secondsOf([&] {
        result = eval::probeStandard(fitted.x, fitted.y, chosen.x, chosen.y, test, testLabels, "cpu");
    });
    return {{"seconds", seconds},        {"accuracy", result.accuracy}, {"c", result.c},
            {"n_fit", result.fitCount},  {"n_test", result.testCount},  {"converged", result.converged},
            {"peak_gib", peakGib()}};
}

json knn(const std::vector<std::string>& arguments) {
    const Matrix base = io::readMatrix(arguments.at(0));
    const Matrix queries = io::readMatrix(arguments.at(1));
    neighbours::Graph graph;
    double best = 1e30;
    for (int i = 0; i < 2; ++i) {
        best = std::min(best, secondsOf([&] {
                            graph = neighbours::nearestNeighbours(queries, base, std::stoll(arguments.at(2)),
                                                                  {.metric = neighbours::Metric::Cosine});
                        }));
    }
    if (arguments.size() > 3) {
        const std::int64_t shape[] = {graph.count, graph.k};
        io::writeNpy(arguments[3], shape, std::span<const std::int32_t>(graph.indices));
    }
    return {{"seconds", best}, {"peak_gib", peakGib()}};
}

}  // namespace

int main(int argc, char** argv) {
    const std::string what = argc > 1 ? argv[1] : "";
    const std::vector<std::string> arguments(argv + std::min(argc, 2), argv + argc);
    try {
        const json result = what == "sgemm"      ? sgemm()
                            : what == "fit"      ? fit(arguments)
                            : what == "standard" ? standard(arguments)
                            : what == "knn"      ? knn(arguments)
                                                 : throw std::invalid_argument("fit, standard, knn or sgemm?");
        std::cout << result << "\n";
    } catch (const std::exception& error) {
        std::cerr << "bench_probe: " << error.what() << "\n";
        return 2;
    }
}
