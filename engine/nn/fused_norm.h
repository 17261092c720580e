// Batch norm in training mode with what follows it (ReLU, 2×2 max-pool, the residual's sum), in as few passes
// over memory as there can be: two over the convolution's output forward, two backward. Torch's own
// operations take about ten.
#pragma once

#include <torch/types.h>

namespace selfsight::nn {

struct FusedNormOptions {
    double epsilon = 1e-5;
    double momentum = 0.1;
    bool relu = true;
    bool pool = false;  // needs relu, and no skip
};

// Whether fusedNorm() takes this tensor: on the CPU, float32 or bfloat16.
bool fusedNormTakes(const torch::Tensor& x);

// pool(relu(norm(x + shift))) + skip of x [n, c, h, w] in batch statistics (Ioffe & Szegedy 2015), gradients
// included. `weight`, `bias` [c] and the running statistics are float32; the latter are moved by `momentum`,
// the variance unbiased. `shift` [c] is the bias of the convolution before: it changes nothing but the
// running mean, so the convolution can leave it out, and it gets no gradient. `skip` and `shift` may be
// undefined.
torch::Tensor fusedNorm(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
                        const torch::Tensor& skip, const torch::Tensor& shift, torch::Tensor runningMean,
                        torch::Tensor runningVar, const FusedNormOptions& options);

}  // namespace selfsight::nn
