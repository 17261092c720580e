// The training images on the device that trains, the order in which epochs visit them, and their
// normalisation.
#pragma once

#include "data/source.h"

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <torch/types.h>
#include <vector>

namespace selfsight::data {

// Mean and (population) standard deviation of each colour channel, of values in [0, 1].
struct ChannelStats {
    std::array<float, 3> mean{0, 0, 0};
    std::array<float, 3> deviation{1, 1, 1};
};

// ImageNet's, as torchvision's recipes and byol-pytorch use them.
inline constexpr ChannelStats imagenetStats{{0.485F, 0.456F, 0.406F}, {0.229F, 0.224F, 0.225F}};

// Over the images at `indices`, or over all of them when `indices` is empty. Sums are exact integers, so the
// result depends on nothing but the pixels; a channel without any spread gets the deviation 1. Throws
// RuntimeError(Input) when there are no images.
ChannelStats channelStats(const ImageSet& images, std::span<const std::int64_t> indices = {});

struct Batch {
    torch::Tensor images;  // uint8 [n, 3, h, w], contiguous
    torch::Tensor labels;  // int64 [n], −1: unlabelled
};

// One part of a data set as two tensors. Copies share the tensors.
struct DeviceDataset {
    torch::Tensor images;  // uint8 [n, 3, h, w], contiguous; on the CPU where device() has no room for them
    torch::Tensor labels;  // int64 [n], −1: unlabelled
    ChannelStats stats;    // of the training images, whichever part this is

    std::int64_t size() const { return images.defined() ? images.size(0) : 0; }
    // Where batches are made.
    torch::Device device() const { return labels.device(); }
    // The images and labels at `indices` (int64 [k], on any device). Images that are not on the device are
    // gathered into page-locked memory, from which they travel while the device works.
    Batch batch(const torch::Tensor& indices) const;
    // Those from `from` on, at most `count`.
    torch::Tensor imagesFrom(std::int64_t from, std::int64_t count) const;
};

// On the CPU the tensor shares the memory of `images` (and keeps it alive). On another device it is the only
// other copy; images that would leave it less than as much room again stay where they are. `labelColumn`
// empty: all labels −1; otherwise throws RuntimeError(Usage) when there is no such column, naming those there
// are.
DeviceDataset toDevice(std::shared_ptr<const ImageSet> images, const std::string& labelColumn,
                       const ChannelStats& stats, torch::Device device);

// Which images each step of training sees: every epoch is a permutation of the training indices drawn from
// the seed and the epoch's number alone, cut into full batches; the remainder of an epoch is dropped. Nothing
// but the step is state.
class EpochOrder {
  public:
    // Throws RuntimeError(Usage) when batchSize < 1 or there are fewer indices than that.
    EpochOrder(std::vector<std::int64_t> indices, std::int64_t batchSize, std::uint64_t seed);

    std::int64_t batchSize() const { return batchSize_; }
    std::int64_t batchesPerEpoch() const { return batchesPerEpoch_; }
    std::int64_t epochOf(std::int64_t step) const { return step / batchesPerEpoch_; }
    // The indices of step 0, 1, …: int64 [batchSize] on the CPU. Steps may be asked for in any order; in
    // order is fast.
    torch::Tensor batch(std::int64_t step);

  private:
    std::vector<std::int64_t> indices_;
    std::int64_t batchSize_;
    std::int64_t batchesPerEpoch_;
    std::uint64_t seed_;
    std::int64_t epoch_ = -1;
    std::vector<std::int64_t> order_;  // of epoch_
};

// (images / 255 − mean) / deviation per channel, as `dtype` (computed in float32). images: uint8 [n, 3, h,
// w].
torch::Tensor normalise(const torch::Tensor& images, const ChannelStats& stats,
                        torch::Dtype dtype = torch::kFloat32, bool channelsLast = true);

}  // namespace selfsight::data
