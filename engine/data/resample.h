// Linear resampling of three-plane float images by separable filters, for image folders and augmentation
// alike. Torch-free.
#pragma once

#include "io/image.h"

#include <vector>

namespace selfsight::data {

// Where each output pixel of one axis comes from: `taps` weights a pixel over the input from `first` on.
struct AxisWeights {
    int taps = 0;
    std::vector<int> first;
    std::vector<float> weights;  // [outputs, taps]
};
// A triangle filter over the box [start, start + length), normalised over the pixels inside it; as torch's
// interpolate defines it, align_corners off. `mirror` turns the output round.
void resizeWeights(int start, int length, int outputs, bool antialias, bool mirror, AxisWeights& axis);

struct Planes {
    const float* data;
    int height;
    int width;
};

// Resamples by both axes into `out` [3, outHeight, outWidth]; `scratch` grows as needed.
void resample(const Planes& image, const AxisWeights& vertical, const AxisWeights& horizontal,
              std::vector<float>& scratch, float* out);
// The same of bytes, of which no more than a row is held as floats: an image may have hundreds of megabytes.
void resample(const io::Image& image, const AxisWeights& vertical, const AxisWeights& horizontal,
              std::vector<float>& scratch, float* out);

}  // namespace selfsight::data
