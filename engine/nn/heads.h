// Projection heads and predictors: small multilayer perceptrons on the embedding, always in float32.
#pragma once

#include <cstdint>
#include <torch/nn/modules/container/sequential.h>
#include <torch/types.h>

namespace selfsight::nn {

struct HeadOptions {
    std::int64_t in = 0;
    std::int64_t hidden = 512;
    std::int64_t out = 128;
    int layers = 2;          // linear layers, 2 or 3
    bool bias = true;        // of the linear layers
    bool norm = true;        // batch norm (then ReLU) between the linear layers; without it ReLU alone
    bool finalNorm = false;  // a batch norm without affine parameters at the end
};

// byol-pytorch 0.6's MLP is {in, hidden, out, 2, true, true, false}; its SimSiamMLP {in, hidden, out, 3,
// false, true, true}. Children are numbered as in that library's Sequential.
class HeadImpl : public torch::nn::Module {
  public:
    explicit HeadImpl(const HeadOptions& options);
    torch::Tensor forward(torch::Tensor x);

  private:
    torch::nn::Sequential body_;
};
TORCH_MODULE(Head);

}  // namespace selfsight::nn
