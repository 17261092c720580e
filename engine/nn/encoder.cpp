#include "nn/encoder.h"

#include "core/error.h"
#include "nn/blocks.h"
#include "nn/initial_weights.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <torch/nn/module.h>
#include <torch/utils.h>

namespace selfsight::nn {
namespace {

torch::Tensor prepare(const torch::Tensor& images, torch::Dtype precision) {
    return images.to(images.options().dtype(precision), false, false, torch::MemoryFormat::ChannelsLast);
}

// The 2×2 max-pool of the last 2×2 map, which at other sizes is the maximum over the whole map.
torch::Tensor globalMax(const torch::Tensor& map) {
    return map.flatten(2).amax(2).to(torch::kFloat32);
}

// Two blocks in a row; the caller adds the skip. Children are "0" and "1".
class ResidualImpl : public torch::nn::Module {
  public:
    explicit ResidualImpl(std::int64_t channels, bool bias = true) {
        ConvBlockImpl::Shape shape{channels, channels};
        shape.bias = bias;
        for (int i = 0; i < 2; ++i)
            blocks_[i] = register_module(std::to_string(i), ConvBlock(shape));
    }
    torch::Tensor forward(const torch::Tensor& x, torch::Dtype precision) {
        return blocks_[1]->forward(blocks_[0]->forward(x, precision), precision, x);
    }
    double multiplyAdds(std::int64_t& h, std::int64_t& w) const {
        return blocks_[0]->multiplyAdds(h, w) + blocks_[1]->multiplyAdds(h, w);
    }

  private:
    ConvBlock blocks_[2]{nullptr, nullptr};
};
TORCH_MODULE(Residual);

// The first seven convolutions of ResNet-9, which the notebook's encoder and the compact one share.
class TrunkImpl : public EncoderImpl {
  protected:
    TrunkImpl(const EncoderOptions& options, bool bias) : bias_(bias) {
        const auto c = [&](std::int64_t channels) { return scaledChannels(channels, options.width); };
        conv1_ = block("conv1", 3, c(64), false);
        conv2_ = block("conv2", c(64), c(128), true);
        res1_ = register_module("res1", Residual(c(128), bias));
        conv3_ = block("conv3", c(128), c(256), true);
        conv4_ = block("conv4", c(256), c(512), true);
        res2_ = register_module("res2", Residual(c(512), bias));
        channels_ = {c(256), c(512)};
    }

    ConvBlock block(const char* name, std::int64_t in, std::int64_t out, bool pool) {
        ConvBlockImpl::Shape shape{in, out};
        shape.bias = bias_;
        shape.pool = pool;
        return register_module(name, ConvBlock(shape));
    }

    // Maps at a quarter and an eighth of the images' side.
    struct Maps {
        torch::Tensor quarter, eighth;
    };
    Maps trunk(const torch::Tensor& images) {
        const auto p = precision_;
        const auto half = conv2_->forward(conv1_->forward(prepare(images, p), p), p);
        const auto quarter = conv3_->forward(res1_->forward(half, p), p);
        return {quarter, res2_->forward(conv4_->forward(quarter, p), p)};
    }
    double trunkMultiplyAdds(std::int64_t& h, std::int64_t& w) const {
        double cost = conv1_->multiplyAdds(h, w);
        cost += conv2_->multiplyAdds(h, w);
        cost += res1_->multiplyAdds(h, w);
        cost += conv3_->multiplyAdds(h, w);
        cost += conv4_->multiplyAdds(h, w);
        return cost + res2_->multiplyAdds(h, w);
    }
    std::int64_t quarterChannels() const { return channels_.first; }
    std::int64_t eighthChannels() const { return channels_.second; }

  private:
    bool bias_;
    std::pair<std::int64_t, std::int64_t> channels_;
    ConvBlock conv1_{nullptr}, conv2_{nullptr}, conv3_{nullptr}, conv4_{nullptr};
    Residual res1_{nullptr}, res2_{nullptr};
};

double lastFactor(const EncoderOptions& options) {
    return options.lastWidth > 0 ? options.lastWidth : options.width;
}

// ResNet-9 with 1,028 channels at the end, as the notebook has it.
class NotebookEncoderImpl final : public TrunkImpl {
  public:
    explicit NotebookEncoderImpl(const EncoderOptions& options)
        : TrunkImpl(options, true), dimension_(scaledChannels(1028, lastFactor(options))) {
        conv5_ = block("conv5", eighthChannels(), dimension_, true);
        res3_ = register_module("res3", Residual(dimension_));
        fc_ = register_module("fc", Classifier(dimension_, options.classes));
    }

    torch::Tensor embed(const torch::Tensor& images) override {
        const auto p = precision_;
        return globalMax(res3_->forward(conv5_->forward(trunk(images).eighth, p), p));
    }

    torch::Tensor classify(const torch::Tensor& embedding) override { return fc_->forward(embedding); }
    std::int64_t dimension() const override { return dimension_; }

    double multiplyAdds(std::int64_t h, std::int64_t w) const override {
        double cost = trunkMultiplyAdds(h, w);
        cost += conv5_->multiplyAdds(h, w);
        return cost + res3_->multiplyAdds(h, w);
    }

  private:
    std::int64_t dimension_;
    ConvBlock conv5_{nullptr};
    Residual res3_{nullptr};
    Classifier fc_{nullptr};
};

// For small budgets: ResNet-9 after Page ("How to train your ResNet", 2018), which is the notebook's network
// without its last pool and its last residual. Mean and maximum of the maps at three depths are the embedding
// (hypercolumns, Hariharan et al. 2015): a wide embedding for no more convolutions, from maps of any size. A
// norm without weights ends it, so that what counts how much in a regularised probe is not left to chance:
// all means alike, maxima less, and the same mean squared length at every width.
class CompactEncoderImpl final : public TrunkImpl {
  public:
    explicit CompactEncoderImpl(const EncoderOptions& options) : TrunkImpl(options, false) {
        const std::int64_t deepest = scaledChannels(1028, lastFactor(options));
        dimension_ = 2 * (quarterChannels() + eighthChannels() + deepest);
        conv5_ = block("conv5", eighthChannels(), deepest, false);
        norm_ = register_module(
            "norm", torch::nn::BatchNorm2d(torch::nn::BatchNorm2dOptions(dimension_).affine(false)));
        fc_ = register_module("fc", Classifier(dimension_, options.classes));
    }

    torch::Tensor embed(const torch::Tensor& images) override {
        const auto [quarter, eighth] = trunk(images);
        const std::array maps{quarter, eighth, conv5_->forward(eighth, precision_)};
        std::vector<torch::Tensor> parts;
        for (const auto& map : maps) parts.push_back(map.to(torch::kFloat32).mean({2, 3}));
        for (const auto& map : maps) parts.push_back(globalMax(map));
        const auto normed = norm_->forward(at::cat(parts, 1).unsqueeze(2).unsqueeze(3)).flatten(1);
        const auto [mean, maximum] = compactScales(dimension_);
        const auto halves = normed.chunk(2, 1);
        return at::cat({halves[0] * mean, halves[1] * maximum}, 1);
    }

    torch::Tensor classify(const torch::Tensor& embedding) override { return fc_->forward(embedding); }
    std::int64_t dimension() const override { return dimension_; }

    double multiplyAdds(std::int64_t h, std::int64_t w) const override {
        const double cost = trunkMultiplyAdds(h, w);
        return cost + conv5_->multiplyAdds(h, w);
    }

  private:
    std::int64_t dimension_ = 0;
    ConvBlock conv5_{nullptr};
    torch::nn::BatchNorm2d norm_{nullptr};
    Classifier fc_{nullptr};
};

// A basic block (He et al. 2016) with a 1×1 projection where shapes differ.
class BasicBlockImpl : public torch::nn::Module {
  public:
    BasicBlockImpl(std::int64_t in, std::int64_t out, std::int64_t stride) {
        ConvBlockImpl::Shape shape{in, out, 3, stride, false};
        first_ = register_module("conv1", ConvBlock(shape));
        second_ = register_module("conv2", ConvBlock(ConvBlockImpl::Shape{out, out, 3, 1, false, false}));
        if (stride != 1 || in != out)
            shortcut_ = register_module("shortcut",
                                        ConvBlock(ConvBlockImpl::Shape{in, out, 1, stride, false, false}));
    }
    torch::Tensor forward(const torch::Tensor& x, torch::Dtype precision) {
        const auto skip = shortcut_.is_empty() ? x : shortcut_->forward(x, precision);
        return second_->forward(first_->forward(x, precision), precision, skip).relu_();
    }
    double multiplyAdds(std::int64_t& h, std::int64_t& w) const {
        auto sh = h, sw = w;
        double cost = shortcut_.is_empty() ? 0 : shortcut_->multiplyAdds(sh, sw);
        cost += first_->multiplyAdds(h, w);
        return cost + second_->multiplyAdds(h, w);
    }

  private:
    ConvBlock first_{nullptr}, second_{nullptr}, shortcut_{nullptr};
};
TORCH_MODULE(BasicBlock);

// ResNet-18 in CIFAR form: a 3×3 stem without a pool; four stages of two basic blocks; mean over the last
// map. solo-learn pads the stem by two pixels instead of one (solo/methods/base.py). lightly cuts its own
// ResNet into a Sequential of children, among which the stem's ReLU is not: its forward() called that as a
// function.
class ResNet18Impl final : public EncoderImpl {
  public:
    explicit ResNet18Impl(const EncoderOptions& options) {
        const double last = lastFactor(options);
        std::int64_t in = scaledChannels(64, options.width);
        ConvBlockImpl::Shape stem{3, in, 3, 1, false};
        if (options.kind == "resnet18-pad2") stem.padding = 2;
        stem.relu = options.kind != "resnet18-linear";
        stem_ = register_module("stem", ConvBlock(stem));
        for (int stage = 0; stage < 4; ++stage) {
            const std::int64_t out =
                scaledChannels(std::int64_t{64} << stage, stage == 3 ? last : options.width);
            for (int i = 0; i < 2; ++i) {
                const auto name = "layer" + std::to_string(stage + 1) + "_" + std::to_string(i);
                blocks_.push_back(register_module(name, BasicBlock(in, out, i == 0 && stage > 0 ? 2 : 1)));
                in = out;
            }
        }
        dimension_ = in;
        fc_ = register_module("fc", Classifier(dimension_, options.classes));
    }

    torch::Tensor embed(const torch::Tensor& images) override {
        auto x = stem_->forward(prepare(images, precision_), precision_);
        for (auto& block : blocks_) x = block->forward(x, precision_);
        return x.to(torch::kFloat32).mean({2, 3});
    }
    torch::Tensor classify(const torch::Tensor& embedding) override { return fc_->forward(embedding); }
    std::int64_t dimension() const override { return dimension_; }
    double multiplyAdds(std::int64_t h, std::int64_t w) const override {
        double cost = stem_->multiplyAdds(h, w);
        for (const auto& block : blocks_) cost += block->multiplyAdds(h, w);
        return cost;
    }

  private:
    std::int64_t dimension_ = 0;
    ConvBlock stem_{nullptr};
    std::vector<BasicBlock> blocks_;
    Classifier fc_{nullptr};
};

}  // namespace

std::int64_t EncoderImpl::parameterCount() const {
    std::int64_t count = 0;
    for (const auto& parameter : parameters()) count += parameter.numel();
    return count;
}

std::vector<std::pair<std::string, torch::Tensor>> EncoderImpl::trunkParameters() const {
    std::vector<std::pair<std::string, torch::Tensor>> trunk;
    for (const auto& item : named_parameters())
        if (item.key().rfind("fc.", 0) != 0) trunk.emplace_back(item.key(), item.value());
    return trunk;
}

std::pair<double, double> compactScales(std::int64_t dimension) {
    const double mean = std::sqrt(2 * kCompactEnergy / static_cast<double>(dimension) /
                                  (1 + kCompactMaximum * kCompactMaximum));
    return {mean, kCompactMaximum * mean};
}

std::int64_t scaledChannels(std::int64_t channels, double factor) {
    if (factor == 1) return channels;
    return std::max<std::int64_t>(16, 16 * std::llround(static_cast<double>(channels) * factor / 16));
}

Encoder makeEncoder(const EncoderOptions& options) {
    const auto check = [](const char* name, double value) {
        if (!(value >= 0.05 && value <= 4))
            throw usageError(std::string(name) + " must be between 0.05 and 4, not " + std::to_string(value));
    };
    check("encoder.width", options.width);
    if (options.lastWidth != 0) check("encoder.last_width", options.lastWidth);
    if (options.classes < 1) throw LogicError("an encoder needs at least one class");
    const auto drawing = holdInitialWeights();
    Encoder encoder;
    if (options.kind == "notebook")
        encoder = std::make_shared<NotebookEncoderImpl>(options);
    else if (options.kind == "compact")
        encoder = std::make_shared<CompactEncoderImpl>(options);
    else if (options.kind == "resnet18" || options.kind == "resnet18-pad2" ||
             options.kind == "resnet18-linear")
        encoder = std::make_shared<ResNet18Impl>(options);
    else
        throw usageError("encoder.kind is one of notebook, compact, resnet18, resnet18-pad2, resnet18-linear, not \"" +
                         options.kind + "\"");
    torch::NoGradGuard guard;
    for (auto& parameter : encoder->parameters())
        if (parameter.dim() == 4) parameter.set_data(parameter.contiguous(torch::MemoryFormat::ChannelsLast));
    return encoder;
}

}  // namespace selfsight::nn
