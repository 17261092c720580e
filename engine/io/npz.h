// NumPy's .npz archives: a zip of .npy files.
#pragma once

#include "io/npy.h"
#include "io/zip.h"

#include <filesystem>
#include <string>
#include <vector>

namespace selfsight::io {

class NpzReader {
  public:
    // Throws as ZipReader does.
    explicit NpzReader(const std::filesystem::path& file) : zip_(file) {}
    explicit NpzReader(RandomAccess& file) : zip_(file) {}

    std::vector<std::string> names() const;  // of the arrays, without ".npy"
    bool contains(const std::string& name) const { return zip_.find(name + ".npy") != nullptr; }
    // Throws RuntimeError(Input) listing what is there when the array is not.
    Tensor read(const std::string& name) const;

  private:
    ZipReader zip_;
};

// Written atomically, uncompressed, as numpy.savez does; array names are the tensors' names.
void writeNpz(const std::filesystem::path& file, std::span<const Tensor> arrays);

}  // namespace selfsight::io
