// Times the linear probe on .npy files: bench_probe E.npy Y.npy FIT.npy [ovr|multinomial] [repetitions]. FIT
// holds the rows to fit on; the others are predicted. Prints one JSON object.
#include "eval/probe.h"
#include "io/npy.h"

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

using namespace selfsight;

int main(int argc, char** argv) {
    if (argc < 4) {
        std::cerr << "bench_probe E.npy Y.npy FIT.npy [ovr|multinomial] [repetitions]\n";
        return 2;
    }
    const Matrix all = io::readMatrix(argv[1]);
    const Labels labels = io::readLabels(argv[2]);
    const Labels rows = io::readLabels(argv[3]);
    eval::ProbeOptions options;
    if (argc > 4 && std::string(argv[4]) == "multinomial") options.model = eval::ProbeModel::Multinomial;
    const int repetitions = argc > 5 ? std::stoi(argv[5]) : 3;

    Matrix x(static_cast<std::int64_t>(rows.size()), all.cols);
    Labels y(rows.size());
    std::vector<bool> fitted(labels.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        std::copy_n(all.row(rows[i]).begin(), all.cols, x.row(static_cast<std::int64_t>(i)).begin());
        y[i] = labels[static_cast<std::size_t>(rows[i])];
        fitted[static_cast<std::size_t>(rows[i])] = true;
    }
    eval::ProbeFit fit;
    double best = 1e30;
    for (int i = 0; i < repetitions; ++i) {
        fit = eval::fitProbe(x, y, options);
        best = std::min(best, fit.seconds);
    }
    const Labels predicted = eval::predictProbe(fit, all);
    std::int64_t hits = 0, held = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (fitted[i]) continue;
        ++held;
        hits += predicted[i] == labels[i];
    }
    std::cout << nlohmann::json{{"seconds", best},
                                {"iterations", fit.iterations},
                                {"converged", fit.converged},
                                {"objectives", fit.objectives},
                                {"accuracy", static_cast<double>(hits) / static_cast<double>(held)}}
              << "\n";
}
