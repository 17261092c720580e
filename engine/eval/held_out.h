// Evaluations built on probes of held-out images: out-of-fold predictions, label efficiency, near-duplicates,
// likely mislabels. Torch-free header.
#pragma once

#include "core/matrix.h"
#include "eval/probe.h"
#include "eval/statistics.h"

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace selfsight::eval {

// The notebook's probe (one-vs-rest, C = 1, raw features) cross-fitted over four stratified folds, so that
// every labelled test image has a prediction of a probe that has not seen it. The protocol is called
// "notebook-folds"; its accuracy is over all these images. `margins`, if given, receives for each of them the
// decision value of the predicted class minus that of the given label (0: they agree).
ProbeResult probeOutOfFold(MatrixView embeddings, const Labels& labels, std::uint64_t seed,
                           const std::string& device, std::stop_token stop = {},
                           const std::function<void(double)>& progress = {},
                           std::vector<float>* margins = nullptr);

// An image whose held-out prediction speaks against its label.
struct SuspectLabel {
    std::int64_t index = 0;
    std::int64_t given = 0;
    std::int64_t predicted = 0;
    float margin = 0;  // decision value of the prediction minus that of the label
};
// The `most` largest margins, largest first.
std::vector<SuspectLabel> likelyMislabels(const ProbeResult& outOfFold, const std::vector<float>& margins,
                                          std::int64_t most);

// Accuracy against the number of labelled images of each class.
struct LabelEfficiency {
    std::int64_t perClass = 0;  // −1: all
    std::int64_t fitCount = 0;
    MeanInterval accuracy;           // over draws of the labelled images (Student's t)
    std::vector<double> accuracies;  // one a draw
};
struct LabelEfficiencyOptions {
    std::vector<std::int64_t> perClass{1, 2, 5, 10, 25, 50, -1};
    int draws = 5;  // of each number; all images are drawn once
    std::uint64_t seed = 0;
    std::string device = "cpu";
};
// Multinomial, standardised, C = 1. A number that a class does not have takes all that it has.
std::vector<LabelEfficiency> labelEfficiency(MatrixView train, const Labels& trainLabels, MatrixView test,
                                             const Labels& testLabels,
                                             const LabelEfficiencyOptions& options = {},
                                             std::stop_token stop = {},
                                             const std::function<void(double)>& progress = {});

// A test image and its nearest training image, where their cosine similarity is at least the threshold. Most
// similar first.
struct NearDuplicate {
    std::int64_t test = 0;
    std::int64_t train = 0;
    float similarity = 0;
};
std::vector<NearDuplicate> nearDuplicates(MatrixView train, MatrixView test, double threshold,
                                          const std::string& device, std::stop_token stop = {},
                                          const std::function<void(double)>& progress = {});
// The same probe's score on the held-out images that are not in `left` (indices of test images). Throws
// RuntimeError(Input) when none remains.
ProbeResult withoutImages(const ProbeResult& probe, const std::vector<std::int64_t>& left);

}  // namespace selfsight::eval
