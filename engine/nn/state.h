// The state of modules as named tensors: what checkpoints hold and what PyTorch's state_dict() calls by the
// same names.
#pragma once

#include "io/tensor.h"

#include <string>
#include <torch/nn/module.h>
#include <torch/types.h>
#include <utility>
#include <vector>

namespace selfsight::nn {

using NamedTensor = std::pair<std::string, torch::Tensor>;

// Parameters and buffers, names prefixed. The tensors are live: copy them to keep them.
std::vector<NamedTensor> moduleState(const torch::nn::Module& module, const std::string& prefix = {});

// Copies the tensors whose names start with `prefix` into the module. Throws RuntimeError(Input) naming
// `source` when one is missing or of another shape.
void loadModuleState(torch::nn::Module& module, const std::vector<NamedTensor>& state,
                     const std::string& prefix, const std::string& source);

// Contiguous copies on the CPU, for a writer on another thread.
std::vector<NamedTensor> snapshot(const std::vector<NamedTensor>& state);

// To and from plain bytes. float32, float64, int64 and uint8; the bytes are C-contiguous.
std::vector<io::Tensor> toBytes(const std::vector<NamedTensor>& state);
std::vector<NamedTensor> fromBytes(const std::vector<io::Tensor>& tensors);

}  // namespace selfsight::nn
