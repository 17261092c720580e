// Images as rows whose cosine says how alike they look, whatever an encoder makes of them. Torch-free.
#pragma once

#include "core/matrix.h"
#include "data/source.h"

namespace selfsight::eval {

// Each image averaged over a grid of at most 16 × 16 cells a channel, minus its mean and scaled to length 1: the
// cosine of two rows is the correlation of the two coarse images, blind to brightness and contrast. float32
// [count, 3·cells]. An image of one colour is a row of zeros.
Matrix imagePatterns(const data::ImageSet& images);

// Patterns that correlate at least so much are called near-duplicates.
inline constexpr double kDuplicateCorrelation = 0.98;

}  // namespace selfsight::eval
