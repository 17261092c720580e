// Our encoders as ONNX graphs. Torch-free.
#pragma once

#include "io/onnx.h"

#include <string>
#include <vector>

namespace selfsight::nn {

// From normalised images [n, 3, height, width] ("images") to embeddings [n, d] ("embedding"), as the encoder
// in evaluation mode computes them. `tensors` are its state under our names. LogicError for an unknown kind
// or a missing tensor.
io::OnnxModel onnxEncoder(const std::string& kind, const std::vector<io::Tensor>& tensors);

}  // namespace selfsight::nn
