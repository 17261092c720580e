#include "io/weights_file.h"

#include "io/file.h"
#include "io/safetensors.h"
#include "io/sha256.h"
#include "io/torch_file.h"

#include <algorithm>
#include <array>

namespace selfsight::io {

WeightsFile readWeightsFile(const std::filesystem::path& file) {
    const auto bytes = openFile(file);
    std::array<std::uint8_t, 9> head{};
    const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(bytes->size(), head.size()));
    bytes->read(0, std::span(head.data(), length));
    WeightsFile result;
    result.sha256 = sha256File(file);
    // A zip archive is PyTorch's, a header of JSON behind eight bytes of length is a safetensors file. A
    // pickle (0x80) goes to PyTorch's reader, which knows what to say about files from before 1.6.
    if (length >= 4 && ((head[0] == 'P' && head[1] == 'K') || head[0] == 0x80)) {
        TorchFile torch = readTorchFile(*bytes);
        result.format = "PyTorch";
        result.tensors = std::move(torch.tensors);
        result.notes = std::move(torch.scalars);
    } else if (length == head.size() && head[8] == '{') {
        SafetensorsFile tensors = readSafetensors(*bytes);
        result.format = "safetensors";
        result.tensors = std::move(tensors.tensors);
        result.notes = std::move(tensors.metadata);
    } else {
        throw inputError(
            file.string(),
            "is no file of weights: safetensors, or what torch.save writes (.pt, .pth, .ckpt), was "
            "expected");
    }
    return result;
}

}  // namespace selfsight::io
