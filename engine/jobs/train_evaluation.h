// What is measured of an encoder on validation images while it trains.
#pragma once

#include "jobs/train_data.h"
#include "methods/method.h"

#include <string>
#include <utility>
#include <vector>

namespace selfsight::jobs {

struct Evaluation {
    std::vector<std::pair<std::string, double>> values;  // "val_accuracy", "val_knn", "val_probe", …
    bool scored = false;
    double score = 0;      // larger is better: accuracy of the classifier, else of the neighbours
    bool collapsed = false;  // nearly all validation images have the same direction
};

class Evaluator {
  public:
    // Uses at most train.evaluate_images validation images, the same at every call and for every seed.
    Evaluator(const TrainingData& data, const methods::Recipe& recipe, const methods::MethodInfo& method);

    bool empty() const { return indices_.empty(); }
    // Leaves the encoder in training mode and its statistics as they were. Embeddings that are not finite give
    // an Evaluation without values.
    Evaluation operator()(nn::EncoderImpl& encoder) const;

  private:
    // Mean squared distance between the directions of two augmented views (Wang & Isola 2020, eq. 1).
    double alignment(nn::EncoderImpl& encoder) const;

    const TrainingData& data_;
    const methods::Recipe& recipe_;
    const methods::MethodInfo& method_;
    std::vector<std::int64_t> indices_;
};

// Directions that spread less than this are called collapsed (methods::collapseDeviation; healthy: near 1).
inline constexpr double kCollapsedDeviation = 0.1;

}  // namespace selfsight::jobs
