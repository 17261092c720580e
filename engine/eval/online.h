// What is measured at every evaluation point of a training: cheap, and of validation images only.
#pragma once

#include <torch/types.h>

namespace selfsight::eval {

// Accuracy of a linear classifier fitted in closed form: ridge regression of the classes' indicators on
// standardised features [n, d], fitted on every second image of each class and asked about the others, and
// the other way round, so that every labelled image is held out once. The penalty is a tenth of the samples.
// It costs a small share of a probe by logistic regression and follows its course, a few points below. Rows
// labelled −1 do not count; NaN when fewer than four are labelled.
double onlineProbe(const torch::Tensor& features, const torch::Tensor& labels);

// log mean exp(−2‖x − y‖²) over pairs of normalised rows (Wang & Isola 2020, eq. 2); lower is more even.
double uniformity(const torch::Tensor& features);

}  // namespace selfsight::eval
