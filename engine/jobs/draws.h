// Encoders that were never trained: the statistics of their norms, and several draws of their weights.
#pragma once

#include "jobs/train_data.h"
#include "methods/recipe.h"
#include "nn/encoder.h"

#include <functional>

namespace selfsight::jobs {

// How many images calibrateOn() passes through the encoder: whole batches.
std::int64_t calibrationImages(const methods::Recipe& recipe, const TrainingData& data);

// Sets the running statistics of the norms to those of the first training images in the order of `seed`, as the
// recipe's method.calibration_images asks. `progress` receives the fraction after each batch and may throw.
void calibrateOn(nn::EncoderImpl& encoder, const TrainingData& data, const methods::Recipe& recipe,
                 std::uint64_t seed, const std::function<void(double)>& progress);

}  // namespace selfsight::jobs
