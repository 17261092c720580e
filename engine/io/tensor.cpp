#include "io/tensor.h"

#include <bit>
#include <cmath>
#include <type_traits>

namespace selfsight::io {

namespace {

// Calls visit(double-or-integer value) for each element, in its own type.
template <typename T, typename Visit>
void forEachAs(const Tensor& tensor, const Visit& visit) {
    for (std::size_t at = 0; at + sizeof(T) <= tensor.bytes.size(); at += sizeof(T))
        visit(loadLittle<T>(tensor.bytes.data() + at));
}

template <typename Visit>
void forEachElement(const Tensor& tensor, const Visit& visit) {
    switch (tensor.dtype) {
        case DType::Bool:
            return forEachAs<std::uint8_t>(tensor, [&](std::uint8_t v) { visit(std::uint8_t{v != 0}); });
        case DType::U8:
            return forEachAs<std::uint8_t>(tensor, visit);
        case DType::I8:
            return forEachAs<std::int8_t>(tensor, visit);
        case DType::U16:
            return forEachAs<std::uint16_t>(tensor, visit);
        case DType::I16:
            return forEachAs<std::int16_t>(tensor, visit);
        case DType::U32:
            return forEachAs<std::uint32_t>(tensor, visit);
        case DType::I32:
            return forEachAs<std::int32_t>(tensor, visit);
        case DType::U64:
            return forEachAs<std::uint64_t>(tensor, visit);
        case DType::I64:
            return forEachAs<std::int64_t>(tensor, visit);
        case DType::F16:
            return forEachAs<std::uint16_t>(tensor, [&](std::uint16_t v) { visit(halfToFloat(v)); });
        case DType::BF16:
            return forEachAs<std::uint16_t>(
                tensor, [&](std::uint16_t v) { visit(std::bit_cast<float>(std::uint32_t{v} << 16)); });
        case DType::F32:
            return forEachAs<float>(tensor, visit);
        case DType::F64:
            return forEachAs<double>(tensor, visit);
    }
}

}  // namespace

std::size_t dtypeSize(DType dtype) {
    switch (dtype) {
        case DType::Bool:
        case DType::U8:
        case DType::I8:
            return 1;
        case DType::U16:
        case DType::I16:
        case DType::F16:
        case DType::BF16:
            return 2;
        case DType::U32:
        case DType::I32:
        case DType::F32:
            return 4;
        case DType::U64:
        case DType::I64:
        case DType::F64:
            return 8;
    }
    throw LogicError("dtypeSize: unknown type");
}

const char* dtypeName(DType dtype) {
    switch (dtype) {
        case DType::Bool:
            return "bool";
        case DType::U8:
            return "uint8";
        case DType::I8:
            return "int8";
        case DType::U16:
            return "uint16";
        case DType::I16:
            return "int16";
        case DType::U32:
            return "uint32";
        case DType::I32:
            return "int32";
        case DType::U64:
            return "uint64";
        case DType::I64:
            return "int64";
        case DType::F16:
            return "float16";
        case DType::BF16:
            return "bfloat16";
        case DType::F32:
            return "float32";
        case DType::F64:
            return "float64";
    }
    throw LogicError("dtypeName: unknown type");
}

bool isFloating(DType dtype) {
    return dtype == DType::F16 || dtype == DType::BF16 || dtype == DType::F32 || dtype == DType::F64;
}

std::int64_t Tensor::elementCount() const {
    const auto bytesNeeded = byteCount(shape, DType::U8, INT64_MAX);
    if (!bytesNeeded) throw LogicError("Tensor: impossible shape of " + name);
    return static_cast<std::int64_t>(*bytesNeeded);
}

std::string Tensor::shapeText() const {
    std::string text = std::string(dtypeName(dtype)) + " [";
    for (std::size_t i = 0; i < shape.size(); ++i) text += (i ? ", " : "") + std::to_string(shape[i]);
    return text + "]";
}

std::optional<std::uint64_t> byteCount(std::span<const std::int64_t> shape, DType dtype,
                                       std::uint64_t limit) {
    std::uint64_t total = dtypeSize(dtype);
    bool empty = false;
    for (const auto length : shape) {
        if (length < 0) return std::nullopt;
        empty = empty || length == 0;
    }
    if (empty) return 0;
    for (const auto length : shape) {
        if (static_cast<std::uint64_t>(length) > limit / total) return std::nullopt;
        total *= static_cast<std::uint64_t>(length);
    }
    if (total > limit) return std::nullopt;
    return total;
}

std::vector<float> toFloats(const Tensor& tensor) {
    std::vector<float> values;
    values.reserve(tensor.bytes.size() / dtypeSize(tensor.dtype));
    forEachElement(tensor, [&](auto value) { values.push_back(static_cast<float>(value)); });
    return values;
}

std::vector<std::int64_t> toIntegers(const Tensor& tensor, const std::string& name) {
    std::vector<std::int64_t> values;
    values.reserve(tensor.bytes.size() / dtypeSize(tensor.dtype));
    forEachElement(tensor, [&](auto value) {
        using T = decltype(value);
        bool fits = true;
        if constexpr (std::is_floating_point_v<T>)
            fits = value == std::trunc(value) && value >= T(-0x1p63) && value < T(0x1p63);
        if constexpr (std::is_same_v<T, std::uint64_t>) fits = value <= INT64_MAX;
        if (!fits)
            throw inputError(name, "whole numbers were expected, entry " + std::to_string(values.size()) +
                                       " is " + std::to_string(value));
        values.push_back(static_cast<std::int64_t>(value));
    });
    return values;
}

float halfToFloat(std::uint16_t bits) {
    const std::uint32_t sign = std::uint32_t{bits & 0x8000u} << 16;
    const std::uint32_t exponent = bits >> 10 & 31;
    const std::uint32_t mantissa = bits & 1023;
    if (exponent == 31) return std::bit_cast<float>(sign | 0x7f800000u | mantissa << 13);
    if (exponent == 0) {
        const float value = std::ldexp(static_cast<float>(mantissa), -24);
        return sign ? -value : value;
    }
    return std::bit_cast<float>(sign | (exponent + 112) << 23 | mantissa << 13);
}

}  // namespace selfsight::io
