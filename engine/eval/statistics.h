// What can be said about accuracies that were measured on a finite number of images. Torch-free.
#pragma once

#include "core/matrix.h"

#include <cstdint>
#include <span>
#include <vector>

namespace selfsight::eval {

// McNemar's test (1947) of two classifiers on the same held-out images.
struct McNemar {
    std::int64_t onlyFirst = 0;   // images that the first alone has right
    std::int64_t onlySecond = 0;  // images that the second alone has right
    double pValue = 1;            // exact and two-sided: binomial with p = ½ on the discordant images
};
McNemar mcNemar(std::int64_t onlyFirst, std::int64_t onlySecond);
// From predictions of the same images. Throws LogicError when lengths differ.
McNemar mcNemar(const Labels& truth, const Labels& first, const Labels& second);

// Holm's step-down correction (1979): adjusted p-values in the order given, for the family-wise error rate.
std::vector<double> holm(std::span<const double> pValues);
// Benjamini and Hochberg's step-up correction (1995): adjusted p-values (q-values), for the false discovery
// rate.
std::vector<double> benjaminiHochberg(std::span<const double> pValues);

// The value that Student's t with `freedom` degrees of freedom stays below with the given probability, in
// [0.5, 1).
double studentQuantile(double probability, double freedom);

// Two-sided 95 % interval of a mean over few repetitions (seeds, draws), by Student's t with n − 1 degrees of
// freedom.
struct MeanInterval {
    double mean = 0;
    double low = 0;
    double high = 0;
    std::int64_t count = 0;  // one value: low and high are not finite
};
MeanInterval meanInterval(std::span<const double> values);

}  // namespace selfsight::eval
