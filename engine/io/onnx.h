// ONNX models (onnx/onnx.proto, IR version 8, operator set 17), written by hand. Torch-free, and free of a
// protobuf library, of which torch has one of its own.
#pragma once

#include "io/tensor.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace selfsight::io {

struct OnnxNode {
    std::string type;  // "Conv", "Relu", …
    std::string name;
    std::vector<std::string> inputs, outputs;
    std::vector<std::pair<std::string, std::vector<std::int64_t>>> lists;  // attributes of whole numbers
    std::vector<std::pair<std::string, std::int64_t>> integers;
    std::vector<std::pair<std::string, float>> reals;
};

// A float32 value of the graph; sizes that are free have a name.
struct OnnxValue {
    std::string name;
    std::vector<std::string> dimensions;  // "n", "3", "512"
};

struct OnnxModel {
    std::string name;
    std::string producerVersion;
    std::vector<OnnxNode> nodes;
    std::vector<OnnxValue> inputs, outputs;
    std::vector<Tensor> weights;                  // float32
    std::map<std::string, std::string> metadata;  // provenance
};

// LogicError for weights that are not float32.
Bytes encodeOnnx(const OnnxModel& model);

}  // namespace selfsight::io
