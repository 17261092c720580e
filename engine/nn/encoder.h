// The image encoders. Parameter names are those of the notebook's PyTorch module ("conv1.0.weight",
// "res1.0.0.weight", …, "fc.1.weight"), so that weights go back and forth.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <torch/nn/module.h>
#include <torch/types.h>
#include <torch/utils.h>
#include <utility>
#include <vector>

namespace selfsight::nn {

// What every encoder offers. Images come normalised, [n, 3, h, w], h and w at least 16 and not necessarily
// equal.
class EncoderImpl : public torch::nn::Module {
  public:
    // The embedding, float32 [n, dimension()].
    virtual torch::Tensor embed(const torch::Tensor& images) = 0;
    // The classifier's logits of an embedding, float32 [n, classes].
    virtual torch::Tensor classify(const torch::Tensor& embedding) = 0;
    virtual std::int64_t dimension() const = 0;
    // Multiply-adds of one forward pass of one image, of the convolutions alone.
    virtual double multiplyAdds(std::int64_t height, std::int64_t width) const = 0;

    // The type in which convolutions compute: float32 or bfloat16. Parameters, statistics and embeddings stay
    // float32.
    void setPrecision(torch::Dtype precision) { precision_ = precision; }
    torch::Dtype precision() const { return precision_; }

    std::int64_t parameterCount() const;
    // Parameters without the classifier's: what self-supervised methods train.
    std::vector<std::pair<std::string, torch::Tensor>> trunkParameters() const;

  protected:
    torch::Dtype precision_ = torch::kFloat32;
};
using Encoder = std::shared_ptr<EncoderImpl>;

struct EncoderOptions {
    // Or "compact", the notebook's without its last residual, embedding at three depths; or "resnet18", in
    // CIFAR form, of which two libraries have a stem of their own: "resnet18-pad2" is padded by two pixels
    // (solo-learn), "resnet18-linear" has no ReLU after its norm (lightly).
    std::string kind = "notebook";
    double width = 1;      // scales every channel count; away from 1 counts are rounded to multiples of 16
    double lastWidth = 0;  // the factor of the last stage (the embedding), 0: as `width`
    std::int64_t classes = 100;  // of the classifier; at least 1

    bool operator==(const EncoderOptions&) const = default;
};

// The mean squared length of a compact encoder's embedding over the images that its norm has seen, and what a maximum
// counts beside a mean: chosen by the notebook's probe, whose C = 1 makes both matter, on validation images.
inline constexpr double kCompactEnergy = 64;
inline constexpr double kCompactMaximum = 0.5;
// The factors behind the norm of the first half of its dimensions, means, and of the second, maxima.
std::pair<double, double> compactScales(std::int64_t dimension);

// `channels` scaled: unchanged at factor 1, otherwise the nearest multiple of 16, at least 16.
std::int64_t scaledChannels(std::int64_t channels, double factor);

// A fresh encoder with PyTorch's default initialisation, drawn from torch's global generator
// (torch::manual_seed), its convolutions stored channels-last. Throws RuntimeError(Usage) for an unknown kind
// or a width outside [0.05, 4].
Encoder makeEncoder(const EncoderOptions& options);

}  // namespace selfsight::nn
