// The statistics of an encoder's norms, measured on plain training images.
#pragma once

#include "jobs/train_data.h"
#include "methods/recipe.h"
#include "nn/encoder.h"

#include <functional>

namespace selfsight::jobs {

// How many images calibrateOn() passes through the encoder when `wanted` are asked for: whole batches of the
// recipe's size.
std::int64_t calibrationImages(const methods::Recipe& recipe, const TrainingData& data, std::int64_t wanted);

// Sets the running statistics of the norms to those of the first `wanted` training images in the order of
// `seed`, not augmented and at full size. Untrained weights have none; after training on smaller or distorted
// views those that were gathered are not the images' (Touvron et al. 2019, "Fixing the train-test resolution
// discrepancy"). `progress` receives the fraction after each batch and may throw.
void calibrateOn(nn::EncoderImpl& encoder, const TrainingData& data, const methods::Recipe& recipe,
                 std::int64_t wanted, std::uint64_t seed, const std::function<void(double)>& progress);

}  // namespace selfsight::jobs
