#include "nn/onnx_graph.h"

#include "core/error.h"
#include "nn/encoder.h"

#include <algorithm>
#include <cmath>

namespace selfsight::nn {
namespace {

class Builder {
  public:
    explicit Builder(const std::vector<io::Tensor>& tensors) : tensors_(tensors) {}

    struct Conv {
        std::int64_t stride = 1;
        std::int64_t padding = 1;
        bool relu = true;
        bool pool = false;
    };

    // Convolution and norm "NAME.0", "NAME.1", then what the block has; returns the output's name.
    std::string block(const std::string& name, const std::string& input, const Conv& conv) {
        const io::Tensor& weight = tensor(name + ".0.weight");
        std::vector<std::string> inputs{input, use(name + ".0.weight")};
        if (has(name + ".0.bias")) inputs.push_back(use(name + ".0.bias"));
        io::OnnxNode node{"Conv", name + ".0", inputs, {name + ".conv"}, {}, {}, {}};
        node.lists = {{"kernel_shape", {weight.shape[2], weight.shape[3]}},
                      {"strides", {conv.stride, conv.stride}},
                      {"pads", {conv.padding, conv.padding, conv.padding, conv.padding}}};
        model.nodes.push_back(node);
        addNorm(name + ".1", name + ".conv", use(name + ".1.weight"), use(name + ".1.bias"), name + ".norm");
        std::string out = name + ".norm";
        if (conv.relu) out = simple("Relu", name + ".relu", {out});
        if (conv.pool) {
            model.nodes.push_back({"MaxPool",
                                   name + ".pool",
                                   {out},
                                   {name + ".pool"},
                                   {{"kernel_shape", {2, 2}}, {"strides", {2, 2}}},
                                   {},
                                   {}});
            out = name + ".pool";
        }
        return out;
    }

    // Two blocks and the skip about them.
    std::string residual(const std::string& name, const std::string& input) {
        return simple("Add", name + ".sum", {block(name + ".1", block(name + ".0", input, {}), {}), input});
    }

    std::int64_t channels(const std::string& name) const { return tensor(name).shape[0]; }

    // A norm without weights of its own: ONNX wants them, so they are zeros and the scale that gives the
    // output its mean squared length.
    std::string compactNorm(const std::string& name, const std::string& input) {
        const std::vector<std::int64_t> shape = tensor(name + ".running_mean").shape;
        const auto constant = [&](const std::string& called, std::pair<double, double> halves) {
            std::vector<float> values(static_cast<std::size_t>(shape[0]), static_cast<float>(halves.second));
            std::fill_n(values.begin(), shape[0] / 2, static_cast<float>(halves.first));
            model.weights.push_back(io::makeTensor<float>(called, shape, std::span(values)));
            return called;
        };
        addNorm(name, input, constant(name + ".scale", compactScales(shape[0])),
                constant(name + ".zeros", {0, 0}), name + ".out");
        return name + ".out";
    }

    std::string simple(const char* type, const std::string& name, const std::vector<std::string>& inputs) {
        model.nodes.push_back({type, name, inputs, {name}, {}, {}, {}});
        return name;
    }

    bool has(const std::string& name) const { return find(name) != nullptr; }

    io::OnnxModel finish(const std::string& pooled, std::int64_t dimension) {
        model.nodes.push_back({"Flatten", "flatten", {pooled}, {"embedding"}, {}, {{"axis", 1}}, {}});
        model.inputs = {{"images", {"n", "3", "height", "width"}}};
        model.outputs = {{"embedding", {"n", std::to_string(dimension)}}};
        return std::move(model);
    }

    io::OnnxModel model;

  private:
    void addNorm(const std::string& name, const std::string& input, const std::string& scale,
                 const std::string& offset, const std::string& output) {
        model.nodes.push_back(
            {"BatchNormalization",
             name,
             {input, scale, offset, use(name + ".running_mean"), use(name + ".running_var")},
             {output},
             {},
             {},
             {{"epsilon", 1e-5F}}});
    }
    const io::Tensor* find(const std::string& name) const {
        const auto found = std::ranges::find(tensors_, name, &io::Tensor::name);
        return found == tensors_.end() ? nullptr : &*found;
    }
    const io::Tensor& tensor(const std::string& name) const {
        const io::Tensor* found = find(name);
        if (found == nullptr) throw LogicError("onnxEncoder: there is no " + name);
        return *found;
    }
    std::string use(const std::string& name) {
        model.weights.push_back(tensor(name));
        return name;
    }

    const std::vector<io::Tensor>& tensors_;
};

io::OnnxModel notebook(Builder& b) {
    const Builder::Conv pooled{.pool = true};
    std::string x = b.block("conv2", b.block("conv1", "images", {}), pooled);
    x = b.residual("res1", x);
    x = b.block("conv4", b.block("conv3", x, pooled), pooled);
    x = b.residual("res2", x);
    x = b.residual("res3", b.block("conv5", x, pooled));
    return b.finish(b.simple("GlobalMaxPool", "maximum", {x}), b.channels("conv5.1.weight"));
}

io::OnnxModel compact(Builder& b) {
    const Builder::Conv pooled{.pool = true};
    const std::string x = b.residual("res1", b.block("conv2", b.block("conv1", "images", {}), pooled));
    const std::string shallow = b.block("conv3", x, pooled);
    const std::string middle = b.residual("res2", b.block("conv4", shallow, pooled));
    const std::vector<std::string> maps{shallow, middle, b.block("conv5", middle, {})};
    std::vector<std::string> parts;
    for (const auto& map : maps) parts.push_back(b.simple("GlobalAveragePool", map + ".mean", {map}));
    for (const auto& map : maps) parts.push_back(b.simple("GlobalMaxPool", map + ".maximum", {map}));
    b.model.nodes.push_back({"Concat", "parts", parts, {"parts"}, {}, {{"axis", 1}}, {}});
    return b.finish(b.compactNorm("norm", "parts"), b.channels("norm.running_mean"));
}

io::OnnxModel resnet18(Builder& b, std::int64_t stemPadding, bool stemRelu = true) {
    std::string x = b.block("stem", "images", {.padding = stemPadding, .relu = stemRelu});
    for (int stage = 1; stage <= 4; ++stage)
        for (int i = 0; i < 2; ++i) {
            const std::string name = "layer" + std::to_string(stage) + "_" + std::to_string(i);
            const std::int64_t stride = i == 0 && stage > 1 ? 2 : 1;
            const std::string skip =
                b.has(name + ".shortcut.0.weight")
                    ? b.block(name + ".shortcut", x, {.stride = stride, .padding = 0, .relu = false})
                    : x;
            const std::string inner =
                b.block(name + ".conv2", b.block(name + ".conv1", x, {.stride = stride}), {.relu = false});
            x = b.simple("Relu", name + ".out", {b.simple("Add", name + ".sum", {inner, skip})});
        }
    return b.finish(b.simple("GlobalAveragePool", "mean", {x}), b.channels("layer4_1.conv2.1.weight"));
}

}  // namespace

io::OnnxModel onnxEncoder(const std::string& kind, const std::vector<io::Tensor>& tensors) {
    Builder builder(tensors);
    if (kind == "notebook") return notebook(builder);
    if (kind == "compact") return compact(builder);
    if (kind == "resnet18") return resnet18(builder, 1);
    if (kind == "resnet18-pad2") return resnet18(builder, 2);
    if (kind == "resnet18-linear") return resnet18(builder, 1, false);
    throw LogicError("onnxEncoder: unknown kind " + kind);
}

}  // namespace selfsight::nn
