// From a data set on the device to what a step sees: order, gather, augmentation, blending. A step's batch is
// a function of (data, recipe, seed, step) alone, so nothing has to be stored to go on exactly where a run
// was.
#pragma once

#include "data/augment.h"
#include "data/dataset.h"
#include "methods/method.h"

#include <cstdint>
#include <vector>

namespace selfsight::methods {

// The recipe's augment.* options for the view number `view` of images whose smaller side is `side`; `small`
// for the small crops of multi-crop. Throws RuntimeError(Usage) for sizes that such images do not have.
data::AugmentOptions augmentOptions(const Recipe& recipe, const data::ChannelStats& stats, int side, int view,
                                    bool small);

// The statistics by which the recipe normalises: the data set's or ImageNet's.
data::ChannelStats normalisation(const Recipe& recipe, const data::ChannelStats& dataset);

// The smaller side of images [n, 3, h, w].
int sideOf(const torch::Tensor& images);

class BatchMaker {
  public:
    // `indices` are the training images. Throws RuntimeError(Usage) when an option does not fit the images or
    // their number.
    BatchMaker(data::DeviceDataset dataset, std::vector<std::int64_t> indices, const Recipe& recipe,
               const MethodInfo& method, std::uint64_t seed);

    std::int64_t batchSize() const { return order_.batchSize(); }
    std::int64_t batchesPerEpoch() const { return order_.batchesPerEpoch(); }
    Batch make(std::int64_t step);
    // Whether images are blended (mixup, cutmix).
    bool blends() const { return mixup_ > 0 || cutmix_ > 0; }

  private:
    void blend(Batch& batch, std::int64_t step) const;

    data::DeviceDataset dataset_;
    data::EpochOrder order_;
    std::vector<data::Augmentation> views_, small_;
    double mixup_ = 0, cutmix_ = 0;
    std::uint64_t seed_;
};

}  // namespace selfsight::methods
