// The pixel arithmetic of augmentation, one sample at a time on float planes: what the CPU kernel is made of.
// Values are in [0, 1]; an image is three planes, red, green, blue, one after the other.
#pragma once

#include "data/augment.h"
#include "data/resample.h"

#include <array>
#include <cstdint>
#include <torch/types.h>
#include <vector>

namespace selfsight::data {

// torchvision's weights of grey (ITU-R BT.601, as it rounds them).
inline constexpr std::array<float, 3> lumaWeights{0.2989F, 0.587F, 0.114F};

// out = clamp(matrix · (r, g, b) + meanShare · mean grey of the image), row by row.
struct ColourMatrix {
    std::array<float, 9> matrix;
    float meanShare;
};
// Brightness, contrast, saturation, hue and grey of one sample, in this order, as one linear map.
ColourMatrix colourMatrix(const SampleAugmentation& sample);

// Shifted by the padded crop, then flipped, then rotated (nearest pixel); zeros outside.
void shiftFlipRotate(const Planes& image, const SampleAugmentation& sample, bool rotate, float* out);

void applyColourMatrix(const ColourMatrix& colour, float* planes, std::int64_t pixels);
// torchvision's ColorJitter and Grayscale with the sample's factors and order.
void applyTorchvisionColour(const SampleAugmentation& sample, float* planes, std::int64_t pixels);
// Normalised Gaussian weights of an odd kernel.
std::vector<float> gaussianKernel(int size, float sigma);
void blur(const std::vector<float>& kernel, int height, int width, std::vector<float>& scratch,
          float* planes);
void solarise(float* planes, std::int64_t count);

torch::Tensor applyAugmentationsOnCpu(const torch::Tensor& images,
                                      const std::vector<SampleAugmentation>& samples,
                                      const AugmentOptions& options);

}  // namespace selfsight::data
