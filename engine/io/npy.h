// NumPy's .npy files, versions 1 to 3 (numpy.lib.format): plain numbers only, never pickled objects.
#pragma once

#include "core/matrix.h"
#include "io/file.h"
#include "io/tensor.h"

#include <filesystem>
#include <string>

namespace selfsight::io {

class AtomicFile;

struct NpyHeader {
    DType dtype = DType::F32;
    bool bigEndian = false;
    bool fortranOrder = false;
    std::vector<std::int64_t> shape;
    std::uint64_t dataOffset = 0;
};

// Reads: float 16/32/64, int and uint 8/16/32/64, bool; either byte order, C or Fortran order. The result is
// row-major and little-endian. Throws RuntimeError(Input) that says what was expected and found; the size is
// checked against the file before anything is allocated.
NpyHeader readNpyHeader(RandomAccess& file);
Tensor readNpy(RandomAccess& file);
Tensor readNpy(const std::filesystem::path& file);

// Two dimensions, as float.
Matrix readMatrix(RandomAccess& file);
Matrix readMatrix(const std::filesystem::path& file);
// One dimension (or [n, 1]) of whole numbers.
Labels readLabels(RandomAccess& file);
Labels readLabels(const std::filesystem::path& file);

// The type of a NumPy code without its byte order ("f4", "u1", "b1"); nothing for others.
std::optional<DType> numpyType(std::string_view code);
// Swaps and reorders what was read into Tensor's own order, for a tensor whose bytes fit its shape.
void makeRowMajor(Tensor& tensor, bool bigEndian, bool fortranOrder);

// The header that precedes the data of an array, padded to a multiple of 64 bytes, version 1.
Bytes npyHeader(DType dtype, std::span<const std::int64_t> shape);
Bytes encodeNpy(const Tensor& tensor);

// Written atomically; the result is the file's SHA-256, as hexadecimal digits. bfloat16 has no NumPy type: LogicError.
std::string writeNpy(const std::filesystem::path& file, const Tensor& tensor);
std::string writeNpy(const std::filesystem::path& file, MatrixView matrix);
template <typename T>
std::string writeNpy(const std::filesystem::path& file, std::span<const std::int64_t> shape,
                     std::span<const T> values);
inline std::string writeLabels(const std::filesystem::path& file, const Labels& labels);

// The common end of the writers above; `data` must have the bytes of that shape.
std::string writeNpyBytes(const std::filesystem::path& file, DType dtype, std::span<const std::int64_t> shape,
                          ByteView data);
// Into a file that the caller commits.
std::string writeNpyBytes(AtomicFile& file, DType dtype, std::span<const std::int64_t> shape, ByteView data);

template <typename T>
std::string writeNpy(const std::filesystem::path& file, std::span<const std::int64_t> shape,
                     std::span<const T> values) {
    return writeNpyBytes(file, dtypeOf<T>(), shape, asBytes(values));
}
inline std::string writeLabels(const std::filesystem::path& file, const Labels& labels) {
    const std::int64_t shape[] = {static_cast<std::int64_t>(labels.size())};
    return writeNpyBytes(file, DType::I64, shape, asBytes(std::span(labels)));
}

}  // namespace selfsight::io
