// Random augmentation by the batch: parameters are drawn per sample on the CPU from (seed, purpose, step), so
// that they do not depend on device, threads or history; pixels are computed where the batch lives.
//
// Two families share one pipeline. ColourModel::Torchvision with Order::ColourFirst reproduces the transforms
// of torchvision on float tensors, sample by sample, to 1/255 (the recipe "notebook"). ColourModel::Matrix
// folds brightness, contrast, saturation, hue and grey into one 3×3 matrix and offset per sample (ours: much
// cheaper, not the same).
#pragma once

#include "data/dataset.h"

#include <array>
#include <cstdint>
#include <string>
#include <torch/types.h>
#include <vector>

namespace selfsight::data {

enum class ColourModel {
    Torchvision,  // four operations in random order, clamped after each; hue in HSV
    Matrix,       // one linear map, clamped once; hue turns chroma in YIQ
};

enum class AugmentOrder {
    ColourFirst,    // jitter, grey, blur on the whole image, then the crop (byol-pytorch 0.6)
    GeometryFirst,  // crop, then jitter, grey, blur, solarise (Grill et al. 2020, appendix B)
};

// All probabilities are in [0, 1] and drawn per sample. What has probability or strength 0 costs nothing.
struct AugmentOptions {
    int size = 0;  // side of the output in pixels, 8 … 512; 0: that of the images. Needs resizedCrop when it
                   // differs from them
    AugmentOrder order = AugmentOrder::GeometryFirst;

    // Geometry. `padding` and `resizedCrop` exclude each other.
    int padding =
        0;  // 0 … half the side: random crop of the image's own size out of the image padded with zeros
    double flip = 0;  // probability of a horizontal flip
    double rotation =
        0;  // degrees, 0 … 180: uniform in ±rotation, after crop and flip; nearest pixel, zeros outside
    bool resizedCrop = false;     // a random box resampled to `size`, bilinear
    double scaleLeast = 0.08;     // the box's share of the image's area, 0.01 … 1
    double scaleMost = 1;         // at least scaleLeast, at most 1
    double ratioLeast = 3.0 / 4;  // the box's width over its height, log-uniform, 0.1 … 10
    double ratioMost = 4.0 / 3;
    bool antialias =
        false;  // widen the bilinear filter where the box is larger than the output (torchvision's default)

    // Colour.
    ColourModel colour = ColourModel::Matrix;
    double jitter = 0;      // probability that a sample is jittered at all
    double brightness = 0;  // factor uniform in [max(0, 1 − b), 1 + b], 0 … 2
    double contrast = 0;    // likewise, about the image's mean grey
    double saturation = 0;  // likewise, about each pixel's grey
    double hue = 0;         // turns uniform in ±hue, 0 … 0.5
    double grey = 0;        // probability of losing all colour

    double blur = 0;              // probability of a Gaussian blur, borders reflected
    int blurKernel = 3;           // pixels, odd, 3 … 31
    double blurSigmaLeast = 0.1;  // pixels, 0.05 … 10
    double blurSigmaMost = 2;

    double solarise = 0;  // probability that values ≥ 0.5 are inverted

    ChannelStats stats;        // the output is (value − mean) / deviation
    bool channelsLast = true;  // memory format of the output

    // Throws RuntimeError(Usage) that names the option ("augment.flip"), its range and what was given.
    void check(int height, int width) const;

    // The notebook's supervised recipe: crop with padding 4, flip, ±15°, torchvision's semantics.
    static AugmentOptions notebookSupervised(const ChannelStats& trainingStats);
    // byol-pytorch 0.6: jitter .8/.8/.8/.2 with p .3, grey .2, flip .5, blur 3×3 σ 1–2 p .2, resized crop
    // .08–1, ImageNet's stats.
    static AugmentOptions notebookSelfSupervised();
};

// What was drawn for one sample.
struct SampleAugmentation {
    int shiftX =
        0;  // of the padded crop: output column x shows input column x + shiftX (before flip and rotation)
    int shiftY = 0;
    bool flip = false;
    float angle = 0;  // degrees, counter-clockwise
    int boxTop = 0;   // of the resized crop, in input pixels
    int boxLeft = 0;
    int boxHeight = 0;
    int boxWidth = 0;

    bool jitter = false;
    float brightness = 1;
    float contrast = 1;
    float saturation = 1;
    float hue = 0;  // turns
    std::array<std::uint8_t, 4> order{
        0, 1, 2, 3};  // of brightness, contrast, saturation, hue; ColourModel::Torchvision only
    bool grey = false;
    bool blur = false;
    float sigma = 1;
    bool solarise = false;
};

// The parameters of `count` samples of height × width images at a step. Every sample uses its own part of the
// stream, so they are the same whatever `count` is, and an option that is off does not shift the draws of the
// others.
std::vector<SampleAugmentation> drawAugmentations(const AugmentOptions& options, std::int64_t count,
                                                  int height, int width, std::uint64_t seed,
                                                  const std::string& purpose, std::int64_t step);

// Applies drawn parameters to images (uint8 [n, 3, h, w]): float32 [n, 3, size, size] on the same device. On
// the CPU one fused kernel, parallel over samples; elsewhere tensor operations on the whole batch. The two
// agree to float rounding.
torch::Tensor applyAugmentations(const torch::Tensor& images, const std::vector<SampleAugmentation>& samples,
                                 const AugmentOptions& options);

// The tensor operations, on any device: what applyAugmentations uses away from the CPU.
torch::Tensor applyAugmentationsByTensors(const torch::Tensor& images,
                                          const std::vector<SampleAugmentation>& samples,
                                          const AugmentOptions& options);

// Options and a named stream together: what a training loop holds, one for each view. Stateless: a step's
// result is a function of the images, the seed, the purpose and the step.
class Augmentation {
  public:
    // `purpose` names the stream: views of the same images need different ones ("augment.view0",
    // "augment.view1").
    Augmentation(AugmentOptions options, std::uint64_t seed, std::string purpose);

    const AugmentOptions& options() const { return options_; }
    // images: uint8 [n, 3, h, w] on any device → float32 [n, 3, size, size] on the same, normalised.
    torch::Tensor operator()(const torch::Tensor& images, std::int64_t step) const;

  private:
    AugmentOptions options_;
    std::uint64_t seed_;
    std::string purpose_;
};

}  // namespace selfsight::data
