#include "nn/blocks.h"

#include "nn/fused_norm.h"
#include "nn/tiny_conv.h"

namespace selfsight::nn {

ConvBlockImpl::ConvBlockImpl(const Shape& shape) : shape_(shape) {
    conv_ = register_module("0", torch::nn::Conv2d(torch::nn::Conv2dOptions(shape.in, shape.out, shape.kernel)
                                                       .stride(shape.stride)
                                                       .padding(shape.paddingUsed())
                                                       .bias(shape.bias)));
    norm_ = register_module("1", torch::nn::BatchNorm2d(shape.out));
}

torch::Tensor ConvBlockImpl::forward(const torch::Tensor& x, torch::Dtype precision,
                                     const torch::Tensor& skip) {
    const auto weight = conv_->weight.to(precision);
    const std::int64_t stride = shape_.stride, padding = shape_.paddingUsed();
    const auto convolve = [&](const torch::Tensor& bias) {
        if (stride == 1 && padding == 1 && tinyConvTakes(x, weight)) {
            const auto y = tinyConv(x, weight);
            return bias.defined() ? y + bias.view({1, -1, 1, 1}) : y;
        }
        return at::conv2d(x, weight, bias, {stride, stride}, {padding, padding});
    };
    if (is_training() && fusedNormTakes(x)) {
        // The batch mean takes the convolution's bias out again, so it is left out from the start.
        const auto y = convolve({});
        FusedNormOptions options;
        options.epsilon = norm_->options.eps();
        options.momentum = norm_->options.momentum().value_or(0.1);
        options.relu = shape_.relu;
        options.pool = shape_.pool;
        norm_->num_batches_tracked.add_(1);
        return fusedNorm(y, norm_->weight, norm_->bias, skip, conv_->bias, norm_->running_mean,
                         norm_->running_var, options);
    }
    const auto bias = conv_->bias.defined() ? conv_->bias.to(precision) : torch::Tensor();
    auto y = norm_->forward(convolve(bias));
    if (shape_.relu) y = y.relu_();
    if (shape_.pool) y = at::max_pool2d(y, {2, 2});
    return skip.defined() ? y + skip : y;
}

double ConvBlockImpl::multiplyAdds(std::int64_t& h, std::int64_t& w) const {
    const auto side = [&](std::int64_t n) {
        return (n + 2 * shape_.paddingUsed() - shape_.kernel) / shape_.stride + 1;
    };
    h = side(h);
    w = side(w);
    const double cost = static_cast<double>(shape_.in * shape_.out * shape_.kernel * shape_.kernel * h * w);
    if (shape_.pool) {
        h /= 2;
        w /= 2;
    }
    return cost;
}

ClassifierImpl::ClassifierImpl(std::int64_t in, std::int64_t classes) {
    linear_ = register_module("1", torch::nn::Linear(in, classes));
}

torch::Tensor ClassifierImpl::forward(const torch::Tensor& embedding) {
    return linear_->forward(embedding);
}

}  // namespace selfsight::nn
