// Safetensors (huggingface/safetensors, format.md): named tensors without any code, with a checksum of our
// own in the metadata.
#pragma once

#include "io/file.h"
#include "io/tensor.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace selfsight::io {

// The metadata entry that holds the file's SHA-256 in hexadecimal: of all its bytes, with the 64 digits
// themselves taken as '0'. Every byte of the file is covered.
inline constexpr const char* kSha256Key = "selfsight.sha256";

struct SafetensorsFile {
    std::vector<Tensor> tensors;  // in the order of their bytes
    std::map<std::string, std::string> metadata;
    bool verified = false;  // a checksum was there, and it is right

    const Tensor* find(const std::string& name) const;  // nullptr: absent
};

// Written atomically, with the checksum; returns it. Throws RuntimeError(Environment); LogicError for two
// tensors of one name.
std::string writeSafetensors(const std::filesystem::path& file, std::span<const Tensor> tensors,
                             const std::map<std::string, std::string>& metadata = {});

// Throws RuntimeError(Input) for a file that is not as the format demands (header, types, sizes, offsets
// without gap or overlap), or whose checksum is wrong, or is missing where `checksumRequired`. Memory is
// bounded by the file's size.
SafetensorsFile readSafetensors(RandomAccess& file, bool checksumRequired = false);
SafetensorsFile readSafetensors(const std::filesystem::path& file, bool checksumRequired = false);

// Names, types and shapes (without bytes) and metadata, from the header alone.
SafetensorsFile readSafetensorsHeader(RandomAccess& file);

}  // namespace selfsight::io
