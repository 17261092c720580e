// 3×3 convolutions over maps of at most 2×2, as they end an encoder of small images. Padding is most of such a
// map's neighbourhood: a general convolution multiplies zeros for 20 of 36 products (32 of 36 over single
// pixels), and its gradient of the weights runs at a tenth of the machine's rate. As dense products of the
// flattened maps the same sums take a sixth of the time on a CPU.
#pragma once

#include <torch/types.h>

namespace selfsight::nn {

// Whether tinyConv() takes this input and these weights: on the CPU, 3×3, a map of 1 or 2 by 1 or 2.
bool tinyConvTakes(const torch::Tensor& x, const torch::Tensor& weight);

// at::conv2d(x, weight, {}, 1, 1) of x [n, c, h, w] and weight [k, c, 3, 3] of the same type, gradients
// included; the result [n, k, h, w] is channels-last.
torch::Tensor tinyConv(const torch::Tensor& x, const torch::Tensor& weight);

}  // namespace selfsight::nn
