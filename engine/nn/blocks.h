// Building blocks of the encoders.
#pragma once

#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>
#include <torch/types.h>

namespace selfsight::nn {

// 3×3 (or 1×1) convolution with stride, then batch norm, then optionally ReLU and a 2×2 max-pool. Children
// are "0" (convolution) and "1" (norm), as in the notebook's Sequential.
class ConvBlockImpl : public torch::nn::Module {
  public:
    struct Shape {
        std::int64_t in = 0;
        std::int64_t out = 0;
        std::int64_t kernel = 3;
        std::int64_t stride = 1;
        bool bias = true;
        bool relu = true;
        bool pool = false;
        std::int64_t padding = -1;  // −1: half the kernel, which keeps the size
        std::int64_t paddingUsed() const { return padding < 0 ? kernel / 2 : padding; }
    };
    explicit ConvBlockImpl(const Shape& shape);

    // x in `precision`, channels-last; returns the same.
    // `skip` is added at the end where it is defined (not with a pool).
    torch::Tensor forward(const torch::Tensor& x, torch::Dtype precision, const torch::Tensor& skip = {});
    const Shape& shape() const { return shape_; }
    // Multiply-adds for one image of h × w; h and w become those of the output.
    double multiplyAdds(std::int64_t& h, std::int64_t& w) const;

  private:
    Shape shape_;
    torch::nn::Conv2d conv_{nullptr};
    torch::nn::BatchNorm2d norm_{nullptr};
};
TORCH_MODULE(ConvBlock);

// Linear classifier whose weights are named "1.weight" and "1.bias" (after the notebook's Flatten).
class ClassifierImpl : public torch::nn::Module {
  public:
    ClassifierImpl(std::int64_t in, std::int64_t classes);
    torch::Tensor forward(const torch::Tensor& embedding);

  private:
    torch::nn::Linear linear_{nullptr};
};
TORCH_MODULE(Classifier);

}  // namespace selfsight::nn
