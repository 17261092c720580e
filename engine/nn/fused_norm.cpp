#include "nn/fused_norm.h"

#include "nn/norm_kernels.h"

#include <ATen/Parallel.h>
#include <algorithm>
#include <cmath>
#include <optional>
#include <torch/csrc/autograd/custom_function.h>
#include <vector>

namespace selfsight::nn {
namespace kernels {
namespace {

bool has(const char* set) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (std::string(set) == "avx512")
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
    (void)set;
    return false;
#endif
}

}  // namespace

const NormKernels& floatKernels() {
    static const NormKernels& chosen = has("avx512") ? avx512::floats
                                       : has("avx2") ? avx2::floats
                                                     : portable::floats;
    return chosen;
}

const NormKernels& bfloatKernels() {
    static const NormKernels& chosen = has("avx512") ? avx512::bfloats
                                       : has("avx2") ? avx2::bfloats
                                                     : portable::bfloats;
    return chosen;
}

}  // namespace kernels

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// The work is cut into a fixed number of parts, so that sums do not depend on the number of threads.
constexpr std::int64_t kParts = 16;

const kernels::NormKernels& kernelsFor(const torch::Tensor& x) {
    return x.scalar_type() == torch::kBFloat16 ? kernels::bfloatKernels() : kernels::floatKernels();
}

template <typename Body>
void inParts(std::int64_t count, const Body& body) {
    at::parallel_for(0, kParts, 1, [&](std::int64_t from, std::int64_t to) {
        for (std::int64_t part = from; part < to; ++part)
            body(part, count * part / kParts, count * (part + 1) / kParts);
    });
}

// Two sums a channel over all parts, in double.
template <typename Body>
std::pair<std::vector<double>, std::vector<double>> sums(std::int64_t count, std::int64_t c,
                                                         const Body& body) {
    std::vector<double> parts(static_cast<std::size_t>(2 * kParts * c));
    inParts(count, [&](std::int64_t part, std::int64_t begin, std::int64_t end) {
        double* own = parts.data() + 2 * part * c;
        body(begin, end, own, own + c);
    });
    std::pair<std::vector<double>, std::vector<double>> total{
        std::vector<double>(static_cast<std::size_t>(c)), std::vector<double>(static_cast<std::size_t>(c))};
    for (std::int64_t part = 0; part < kParts; ++part)
        for (std::int64_t k = 0; k < c; ++k) {
            total.first[static_cast<std::size_t>(k)] += parts[static_cast<std::size_t>(2 * part * c + k)];
            total.second[static_cast<std::size_t>(k)] +=
                parts[static_cast<std::size_t>((2 * part + 1) * c + k)];
        }
    return total;
}

kernels::NormShape shapeOf(const torch::Tensor& x, bool relu, bool pool) {
    return {x.size(0), x.size(2), x.size(3), x.size(1), relu, pool};
}

torch::Tensor channelsLast(const torch::Tensor& x) {
    return x.contiguous(torch::MemoryFormat::ChannelsLast);
}

class FusedNorm : public torch::autograd::Function<FusedNorm> {
  public:
    static torch::Tensor forward(AutogradContext* context, const torch::Tensor& input,
                                 const torch::Tensor& weight, const torch::Tensor& bias,
                                 const std::optional<torch::Tensor>& skip,
                                 const std::optional<torch::Tensor>& shift, torch::Tensor runningMean,
                                 torch::Tensor runningVar, const FusedNormOptions& options) {
        const auto x = channelsLast(input);
        const auto shape = shapeOf(x, options.relu, options.pool);
        const auto& kernel = kernelsFor(x);
        const std::int64_t c = shape.c, positions = shape.n * shape.h * shape.w;
        const auto floats = torch::dtype(torch::kFloat32);

        // Sums are taken about the first position, which keeps their difference exact where the mean is far
        // from 0.
        const auto origin = x.select(0, 0).select(1, 0).select(1, 0).to(torch::kFloat32).contiguous();
        const auto* shiftBy = origin.data_ptr<float>();
        const auto [sum, square] =
            sums(positions, c, [&](std::int64_t begin, std::int64_t end, double* one, double* two) {
                kernel.moments(x.const_data_ptr(), shape, shiftBy, begin, end, one, two);
            });
        // Rows: mean, 1/deviation, scale, offset.
        auto channel = torch::empty({4, c}, floats);
        auto* mean = channel.data_ptr<float>();
        float *inverse = mean + c, *scale = mean + 2 * c, *offset = mean + 3 * c;
        const auto weights = weight.contiguous(), biases = bias.contiguous();
        const auto shifts = shift ? shift->to(torch::kFloat32).contiguous() : torch::Tensor();
        auto* rm = runningMean.data_ptr<float>();
        auto* rv = runningVar.data_ptr<float>();
        const auto m = static_cast<double>(positions);
        for (std::int64_t k = 0; k < c; ++k) {
            const double d = sum[static_cast<std::size_t>(k)] / m;
            const double variance = std::max(0.0, square[static_cast<std::size_t>(k)] / m - d * d);
            const double mu = static_cast<double>(shiftBy[k]) + d;
            const double inv = 1 / std::sqrt(variance + options.epsilon);
            const double gamma = weights.const_data_ptr<float>()[k];
            mean[k] = static_cast<float>(mu);
            inverse[k] = static_cast<float>(inv);
            scale[k] = static_cast<float>(gamma * inv);
            offset[k] = static_cast<float>(biases.const_data_ptr<float>()[k] - mu * gamma * inv);
            const double whole = shifts.defined() ? mu + shifts.const_data_ptr<float>()[k] : mu;
            rm[k] = static_cast<float>((1 - options.momentum) * rm[k] + options.momentum * whole);
            rv[k] = static_cast<float>((1 - options.momentum) * rv[k] +
                                       options.momentum * variance * m / std::max(1.0, m - 1));
        }
        const kernels::NormAffine affine{scale, offset};
        const auto size =
            options.pool ? std::vector<std::int64_t>{shape.n, c, shape.h / 2, shape.w / 2} : x.sizes().vec();
        auto y = torch::empty(size, x.options(), torch::MemoryFormat::ChannelsLast);
        const auto other = skip ? channelsLast(*skip) : torch::Tensor();
        inParts(shape.rows(), [&](std::int64_t, std::int64_t begin, std::int64_t end) {
            kernel.forward(x.const_data_ptr(), shape, affine,
                           other.defined() ? other.const_data_ptr() : nullptr, begin, end, y.data_ptr());
        });
        context->save_for_backward({x, channel});
        context->saved_data["relu"] = options.relu;
        context->saved_data["pool"] = options.pool;
        context->saved_data["skip"] = skip.has_value();
        return y;
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        const auto saved = context->get_saved_variables();
        const auto &x = saved[0], &channel = saved[1];
        const auto shape =
            shapeOf(x, context->saved_data["relu"].toBool(), context->saved_data["pool"].toBool());
        const auto& kernel = kernelsFor(x);
        const auto dy = channelsLast(gradients[0]);
        const std::int64_t c = shape.c;
        const auto* mean = channel.const_data_ptr<float>();
        const float *inverse = mean + c, *scale = mean + 2 * c, *offset = mean + 3 * c;
        const kernels::NormAffine affine{scale, offset};
        const auto [sum, product] =
            sums(shape.rows(), c, [&](std::int64_t begin, std::int64_t end, double* one, double* two) {
                kernel.backwardSums(x.const_data_ptr(), dy.const_data_ptr(), shape, affine, mean, begin, end,
                                    one, two);
            });
        auto dWeight = torch::empty({c}, torch::kFloat32), dBias = torch::empty({c}, torch::kFloat32);
        auto coefficients = torch::empty({2, c}, torch::kFloat32);
        auto* b = coefficients.data_ptr<float>();
        float* constant = b + c;
        const auto m = static_cast<double>(shape.n * shape.h * shape.w);
        for (std::int64_t k = 0; k < c; ++k) {
            const double g = sum[static_cast<std::size_t>(k)];
            const double gx = product[static_cast<std::size_t>(k)] * inverse[k];  // Σ g · x̂
            dWeight.data_ptr<float>()[k] = static_cast<float>(gx);
            dBias.data_ptr<float>()[k] = static_cast<float>(g);
            const double slope = -static_cast<double>(scale[k]) * inverse[k] * gx / m;
            b[k] = static_cast<float>(slope);
            constant[k] = static_cast<float>(-static_cast<double>(scale[k]) * g / m - slope * mean[k]);
        }
        auto dx = torch::empty(x.sizes(), x.options(), torch::MemoryFormat::ChannelsLast);
        inParts(shape.rows(), [&](std::int64_t, std::int64_t begin, std::int64_t end) {
            kernel.backward(x.const_data_ptr(), dy.const_data_ptr(), shape, affine, scale, b, constant, begin,
                            end, dx.data_ptr());
        });
        return {dx, dWeight, dBias, context->saved_data["skip"].toBool() ? dy : torch::Tensor(),
                {}, {},      {},    {}};
    }
};

}  // namespace

bool fusedNormTakes(const torch::Tensor& x) {
    return x.is_cpu() && (x.scalar_type() == torch::kFloat32 || x.scalar_type() == torch::kBFloat16);
}

torch::Tensor fusedNorm(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
                        const torch::Tensor& skip, const torch::Tensor& shift, torch::Tensor runningMean,
                        torch::Tensor runningVar, const FusedNormOptions& options) {
    // An undefined tensor has no place among a function's inputs, an empty optional has.
    const auto given = [](const torch::Tensor& tensor) {
        return tensor.defined() ? std::optional(tensor) : std::nullopt;
    };
    return FusedNorm::apply(x, weight, bias, given(skip), given(shift.defined() ? shift.detach() : shift),
                            runningMean, runningVar, options);
}

}  // namespace selfsight::nn
