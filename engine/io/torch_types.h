// What PyTorch's files call things. Private to the readers and writers of that format.
#pragma once

#include "io/tensor.h"

#include <string_view>

namespace selfsight::io {

struct TorchStorageType {
    std::string_view name;  // below "torch."
    std::string_view dtype;
    DType type;
};
inline constexpr TorchStorageType kTorchStorages[] = {
    {"FloatStorage", "float32", DType::F32}, {"DoubleStorage", "float64", DType::F64},
    {"HalfStorage", "float16", DType::F16},  {"BFloat16Storage", "bfloat16", DType::BF16},
    {"LongStorage", "int64", DType::I64},    {"IntStorage", "int32", DType::I32},
    {"ShortStorage", "int16", DType::I16},   {"CharStorage", "int8", DType::I8},
    {"ByteStorage", "uint8", DType::U8},     {"BoolStorage", "bool", DType::Bool}};

}  // namespace selfsight::io
