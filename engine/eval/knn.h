// Accuracy of the k nearest neighbours: the non-linear companion of the linear probe, with nothing to fit.
// Torch-free header.
#pragma once

#include "core/matrix.h"

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace selfsight::eval {

struct KnnOptions {
    std::vector<std::int64_t> neighbours{20, 200};
    double temperature = 0.07;  // a neighbour's vote is exp(cosine / temperature)
    std::string device = "cpu";
};

struct KnnResult {
    std::int64_t neighbours = 0;  // reduced where there are fewer labelled images to ask
    double accuracy = 0;
    std::pair<double, double> interval{0, 0};  // Wilson, 95 %
    std::int64_t fitCount = 0;
    std::int64_t testCount = 0;
    Labels predicted;  // of every test row that has a label, in their order
};

// The weighted vote of Wu et al. 2018 (section 3.4): test images ask the training images, by cosine. Rows
// labelled −1 neither vote nor count. Equal votes go to the lower label. One result for each k. Throws
// RuntimeError(Input) for lengths that differ, values that are not finite, or nothing labelled;
// RuntimeError(Usage) for a k below 1 or a temperature that is not positive.
std::vector<KnnResult> knnAccuracies(MatrixView train, const Labels& trainLabels, MatrixView test,
                                     const Labels& testLabels, const KnnOptions& options = {},
                                     std::stop_token stop = {},
                                     const std::function<void(double)>& progress = {});

}  // namespace selfsight::eval
