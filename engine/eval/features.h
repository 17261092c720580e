// Embeddings of images by an encoder.
#pragma once

#include "data/dataset.h"
#include "nn/encoder.h"

#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <torch/types.h>

namespace selfsight::eval {

enum class Extraction {
    Eval,      // evaluation mode, running statistics, normalised images
    Notebook,  // as the notebook did: training-mode norms on batches of 1,024, images in [0, 1] and not
               // normalised
};
Extraction extractionFromName(const std::string& name);  // "eval", "notebook"; throws RuntimeError(Usage)

// The embeddings of the images at `indices` (all when empty), float32 [n, d] on the CPU, in the encoder's
// current precision. The encoder's running statistics are left as they were, and it is left in evaluation
// mode. Throws Cancelled when the token is signalled. Whether they are finite is the caller's to check.
torch::Tensor extractFeatures(nn::EncoderImpl& encoder, const data::DeviceDataset& images,
                              std::span<const std::int64_t> indices, const data::ChannelStats& normalisation,
                              Extraction extraction, std::stop_token stop = {},
                              const std::function<void(double)>& progress = {});

}  // namespace selfsight::eval
