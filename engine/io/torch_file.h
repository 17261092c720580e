// PyTorch's files (torch.save since 1.6: a zip of one pickle and the storages), without Python: state dicts,
// ordered or plain, nested dictionaries, Lightning checkpoints. Nothing in a file is ever run.
#pragma once

#include "io/file.h"
#include "io/tensor.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace selfsight::io {

struct TorchFile {
    std::vector<Tensor>
        tensors;            // of the state dict, by its names ("learner.net.conv1.0.weight"), in its order
    std::string stateDict;  // where it stood: "state_dict", "model", …; empty: the file is the state dict
    // Numbers, truths and texts of the file beside it, by dotted path: "epoch", "hyper_parameters.lr",
    // "pytorch-lightning_version".
    std::map<std::string, std::string> scalars;

    const Tensor* find(const std::string& name) const;  // nullptr: absent
};

// The state dict is the entry "state_dict", "model_state_dict", "model", "net", "network", "encoder" or
// "backbone" of the top-level dictionary, the first that holds tensors, else the top-level dictionary itself.
// Throws RuntimeError(Input): no such file, a pickle that names anything beyond what tensors and checkpoints
// need, sizes, strides or offsets outside of the storages, no tensors, a file from before PyTorch 1.6. Memory
// is bounded by a small multiple of the file's size.
TorchFile readTorchFile(RandomAccess& file);
TorchFile readTorchFile(const std::filesystem::path& file);

// Written atomically as an OrderedDict of contiguous CPU tensors, which torch.load(weights_only=True) reads.
// LogicError for types that PyTorch has no storage for (uint16, uint32, uint64).
void writeTorchFile(const std::filesystem::path& file, std::span<const Tensor> tensors);

}  // namespace selfsight::io
