// A named array as plain bytes: what every tensor format here reads into and writes from. Torch-free.
#pragma once

#include "core/matrix.h"
#include "io/bytes.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace selfsight::io {

enum class DType { Bool, U8, I8, U16, I16, U32, I32, U64, I64, F16, BF16, F32, F64 };

std::size_t dtypeSize(DType dtype);  // bytes an element
const char* dtypeName(DType dtype);  // "float32", "int64", "bool", "bfloat16", …
bool isFloating(DType dtype);

struct Tensor {
    std::string name;
    DType dtype = DType::F32;
    std::vector<std::int64_t> shape;  // empty: a scalar
    Bytes bytes;                      // row-major (C order), little-endian, without gaps

    std::int64_t elementCount() const;  // product of the shape
    std::string shapeText() const;      // "float32 [64, 3, 3, 3]"
};

// Bytes of an array of this shape, or nothing when a length is negative or the product exceeds `limit`.
std::optional<std::uint64_t> byteCount(std::span<const std::int64_t> shape, DType dtype, std::uint64_t limit);

template <typename T>
constexpr DType dtypeOf() {
    if constexpr (std::is_same_v<T, float>) return DType::F32;
    if constexpr (std::is_same_v<T, double>) return DType::F64;
    if constexpr (std::is_same_v<T, bool>) return DType::Bool;
    if constexpr (std::is_same_v<T, std::uint8_t>) return DType::U8;
    if constexpr (std::is_same_v<T, std::int8_t>) return DType::I8;
    if constexpr (std::is_same_v<T, std::uint16_t>) return DType::U16;
    if constexpr (std::is_same_v<T, std::int16_t>) return DType::I16;
    if constexpr (std::is_same_v<T, std::uint32_t>) return DType::U32;
    if constexpr (std::is_same_v<T, std::int32_t>) return DType::I32;
    if constexpr (std::is_same_v<T, std::uint64_t>) return DType::U64;
    if constexpr (std::is_same_v<T, std::int64_t>) return DType::I64;
}

// Throws LogicError when shape and values do not fit.
template <typename T>
Tensor makeTensor(std::string name, std::vector<std::int64_t> shape, std::span<const T> values) {
    Tensor tensor{std::move(name), dtypeOf<T>(), std::move(shape), {}};
    if (tensor.elementCount() != static_cast<std::int64_t>(values.size()))
        throw LogicError("makeTensor: " + std::to_string(values.size()) + " values for " +
                         tensor.shapeText());
    const ByteView bytes = asBytes(values);
    tensor.bytes.assign(bytes.begin(), bytes.end());
    return tensor;
}

// Values of any type as float (rounded to nearest) or as whole numbers. toIntegers() throws
// RuntimeError(Input) naming `name` for a fraction, a NaN or a value outside of int64.
std::vector<float> toFloats(const Tensor& tensor);
std::vector<std::int64_t> toIntegers(const Tensor& tensor, const std::string& name);

float halfToFloat(std::uint16_t bits);  // IEEE 754 binary16

}  // namespace selfsight::io
