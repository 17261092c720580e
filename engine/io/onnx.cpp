#include "io/onnx.h"

#include "io/protobuf.h"

#include <algorithm>
#include <cctype>

namespace selfsight::io {
namespace {

constexpr std::int64_t kIrVersion = 8;
constexpr std::int64_t kOperatorSet = 17;
constexpr std::int64_t kFloat = 1;  // TensorProto.FLOAT

// AttributeProto: name = 1, f = 2, i = 3, ints = 8, type = 20 (FLOAT 1, INT 2, INTS 7).
Bytes attribute(const std::string& name, std::int64_t type) {
    Bytes out;
    appendTextField(out, 1, name);
    appendIntegerField(out, 20, type);
    return out;
}

// NodeProto: input = 1, output = 2, name = 3, op_type = 4, attribute = 5.
Bytes encode(const OnnxNode& node) {
    Bytes out;
    for (const auto& input : node.inputs) appendTextField(out, 1, input);
    for (const auto& output : node.outputs) appendTextField(out, 2, output);
    appendTextField(out, 3, node.name);
    appendTextField(out, 4, node.type);
    for (const auto& [name, value] : node.integers) {
        Bytes a = attribute(name, 2);
        appendIntegerField(a, 3, value);
        appendBytesField(out, 5, a);
    }
    for (const auto& [name, value] : node.reals) {
        Bytes a = attribute(name, 1);
        appendFloatField(a, 2, value);
        appendBytesField(out, 5, a);
    }
    for (const auto& [name, values] : node.lists) {
        Bytes a = attribute(name, 7);
        for (const auto value : values) appendIntegerField(a, 8, value);
        appendBytesField(out, 5, a);
    }
    return out;
}

// ValueInfoProto: name = 1, type = 2; TypeProto: tensor_type = 1; Tensor: elem_type = 1, shape = 2;
// TensorShapeProto: dim = 1; Dimension: dim_value = 1, dim_param = 2.
Bytes encode(const OnnxValue& value) {
    Bytes shape;
    for (const auto& size : value.dimensions) {
        Bytes dimension;
        if (std::ranges::all_of(size, [](unsigned char c) { return std::isdigit(c); }))
            appendIntegerField(dimension, 1, std::stoll(size));
        else
            appendTextField(dimension, 2, size);
        appendBytesField(shape, 1, dimension);
    }
    Bytes tensor;
    appendIntegerField(tensor, 1, kFloat);
    appendBytesField(tensor, 2, shape);
    Bytes type;
    appendBytesField(type, 1, tensor);
    Bytes out;
    appendTextField(out, 1, value.name);
    appendBytesField(out, 2, type);
    return out;
}

// TensorProto: dims = 1, data_type = 2, name = 8, raw_data = 9.
Bytes encode(const Tensor& tensor) {
    if (tensor.dtype != DType::F32) throw LogicError("encodeOnnx: " + tensor.name + " is not float32");
    Bytes out;
    for (const auto size : tensor.shape) appendIntegerField(out, 1, size);
    appendIntegerField(out, 2, kFloat);
    appendTextField(out, 8, tensor.name);
    appendBytesField(out, 9, tensor.bytes);
    return out;
}

}  // namespace

Bytes encodeOnnx(const OnnxModel& model) {
    // GraphProto: node = 1, name = 2, initializer = 5, input = 11, output = 12.
    Bytes graph;
    for (const auto& node : model.nodes) appendBytesField(graph, 1, encode(node));
    appendTextField(graph, 2, model.name);
    for (const auto& tensor : model.weights) appendBytesField(graph, 5, encode(tensor));
    for (const auto& input : model.inputs) appendBytesField(graph, 11, encode(input));
    for (const auto& output : model.outputs) appendBytesField(graph, 12, encode(output));
    // ModelProto: ir_version = 1, producer_name = 2, producer_version = 3, graph = 7, opset_import = 8
    // (version = 2), metadata_props = 14 (key = 1, value = 2).
    Bytes out;
    appendIntegerField(out, 1, kIrVersion);
    appendTextField(out, 2, "selfsight");
    appendTextField(out, 3, model.producerVersion);
    appendBytesField(out, 7, graph);
    Bytes operators;
    appendIntegerField(operators, 2, kOperatorSet);
    appendBytesField(out, 8, operators);
    for (const auto& [key, value] : model.metadata) {
        Bytes entry;
        appendTextField(entry, 1, key);
        appendTextField(entry, 2, value);
        appendBytesField(out, 14, entry);
    }
    return out;
}

}  // namespace selfsight::io
