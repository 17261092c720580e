// Weights in a file of any format that is read here. Torch-free.
#pragma once

#include "io/tensor.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace selfsight::io {

struct WeightsFile {
    std::string format;  // "safetensors", "PyTorch"
    std::vector<Tensor> tensors;
    // What else the file says: safetensors' metadata, a checkpoint's numbers and texts ("epoch",
    // "global_step").
    std::map<std::string, std::string> notes;
    std::string sha256;  // of the file
};

// Told apart by content, whatever the name is. Throws RuntimeError(Input): neither format, damaged, or
// holding anything beyond tensors and plain values; nothing in the file is ever run.
WeightsFile readWeightsFile(const std::filesystem::path& file);

}  // namespace selfsight::io
