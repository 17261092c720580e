// The repulsive half of the t-SNE gradient in LibTorch's operations, for devices other than the CPU.
#pragma once

#include <cstdint>
#include <torch/types.h>

namespace selfsight::map {

// What Repulsion computes, by the same methods: exactly in blocks of rows up to `exactAtMost` points, above
// that on GridRepulsion's grid. The same inputs on the same device give the same bits.
class TensorRepulsion {
  public:
    static constexpr std::int64_t exactAtMost = 16384;

    explicit TensorRepulsion(std::int64_t exactUpTo = exactAtMost) : exactUpTo_(exactUpTo) {}

    struct Result {
        torch::Tensor force;  // [n, 2] float32: Σⱼ w² (yᵢ − yⱼ)
        torch::Tensor z;      // float64, one value: Σ_{i≠j} w
    };
    // y is [n, 2] float32 on the device of the computation. Call it in inference mode.
    Result compute(const torch::Tensor& y);

  private:
    Result exact(const torch::Tensor& y) const;
    Result onGrid(const torch::Tensor& y);
    void makeTable(std::int64_t length, double spacing, const torch::Device& device);

    std::int64_t exactUpTo_;
    std::int64_t length_ = 0;
    double spacing_ = 0;
    torch::Tensor
        table_;  // [length, length / 2 + 1] float32: the spectrum of w, without what all have in common
    torch::Tensor values_,
        slopes_;            // [8, 8] float64: powers of a point's place in its cell to what nodes get
    torch::Tensor weight_;  // [length / 2 + 1] float64: how many frequencies a column stands for
    double total_ = 0;      // the sum of w over the whole grid
};

}  // namespace selfsight::map
