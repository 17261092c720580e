// How much an embedding gathers by a label column: class, superclass, background, anything. Torch-free.
#pragma once

#include "core/matrix.h"
#include "neighbours/neighbours.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace selfsight::eval {

// Measured in the original space, never on a map.
struct Purity {
    double purity = 0;  // mean share of an image's labelled neighbours that have its label
    std::pair<double, double> interval{0, 0};  // 95 %, normal, over images taken as independent
    double chance =
        0;  // what neighbours drawn at random among the other images would give: Σ n_c(n_c − 1) / (n(n − 1))
    std::int64_t count = 0;  // labelled images with a labelled neighbour
    std::int64_t k = 0;
    std::vector<float> perImage;  // NaN where an image or all its neighbours have no label
};

// Throws RuntimeError(Input) when the labels are not one an image, or when none is labelled.
Purity neighbourPurity(const neighbours::Graph& graph, const Labels& labels);

}  // namespace selfsight::eval
