#include "data/dataset.h"

#include "core/error.h"
#include "core/random.h"

#include <cmath>
#include <numeric>
#include <torch/utils.h>

namespace selfsight::data {

namespace {

torch::Tensor channelConstant(const std::array<float, 3>& values, torch::Device device) {
    return torch::tensor({values[0], values[1], values[2]}, torch::kFloat32).view({1, 3, 1, 1}).to(device);
}

const LabelColumn& requireColumn(const ImageSet& images, const std::string& name) {
    if (const LabelColumn* column = images.column(name)) return *column;
    std::string known;
    for (const LabelColumn& column : images.columns) known += (known.empty() ? "" : ", ") + column.name;
    throw usageError("there is no label column \"" + name + "\"; the data set has " +
                     (known.empty() ? std::string("no labels") : known));
}

}  // namespace

ChannelStats channelStats(const ImageSet& images, std::span<const std::int64_t> indices) {
    const std::int64_t count = indices.empty() ? images.count : static_cast<std::int64_t>(indices.size());
    if (count == 0)
        throw RuntimeError(ErrorCode::Input, "there are no images to take the mean and deviation of");
    const std::int64_t plane = static_cast<std::int64_t>(images.height) * images.width;
    std::array<std::uint64_t, 3> sum{};
    std::array<std::uint64_t, 3> squares{};
    for (std::int64_t k = 0; k < count; ++k) {
        const std::uint8_t* pixels =
            images.image(indices.empty() ? k : indices[static_cast<std::size_t>(k)]).data();
        for (std::size_t c = 0; c < 3; ++c, pixels += plane) {
            // 32 bits hold the squares of up to 65,536 pixels, and let the loop be vectorised.
            for (std::int64_t start = 0; start < plane; start += 65536) {
                std::uint32_t partSum = 0;
                std::uint32_t partSquares = 0;
                const std::int64_t end = std::min<std::int64_t>(start + 65536, plane);
                for (std::int64_t i = start; i < end; ++i) {
                    partSum += pixels[i];
                    partSquares += static_cast<std::uint32_t>(pixels[i]) * pixels[i];
                }
                sum[c] += partSum;
                squares[c] += partSquares;
            }
        }
    }
    ChannelStats stats;
    const double pixels = static_cast<double>(count * plane);
    for (std::size_t c = 0; c < 3; ++c) {
        const double mean = static_cast<double>(sum[c]) / pixels;
        const double variance = static_cast<double>(squares[c]) / pixels - mean * mean;
        stats.mean[c] = static_cast<float>(mean / 255.0);
        stats.deviation[c] = variance > 1e-9 ? static_cast<float>(std::sqrt(variance) / 255.0) : 1.0F;
    }
    return stats;
}

Batch DeviceDataset::batch(const torch::Tensor& indices) const {
    const auto there = indices.to(device(), /*non_blocking=*/true);
    const auto chosen = labels.index({there});
    if (images.device() == device()) return {images.index_select(0, there), chosen};
    auto shape = images.sizes().vec();
    shape[0] = indices.size(0);
    auto gathered = torch::empty(shape, images.options().pinned_memory(device().is_cuda()));
    at::index_select_out(gathered, images, 0, indices.cpu());
    return {gathered.to(device(), /*non_blocking=*/true), chosen};
}

torch::Tensor DeviceDataset::imagesFrom(std::int64_t from, std::int64_t count) const {
    return images.slice(0, from, from + count).to(device());
}

namespace {

bool hasRoomFor(const torch::Tensor& images, torch::Device device) {
    try {
        torch::empty({2 * images.numel()}, torch::dtype(torch::kUInt8).device(device));
        return true;
    } catch (const c10::OutOfMemoryError&) {
        return false;
    }
}

}  // namespace

DeviceDataset toDevice(std::shared_ptr<const ImageSet> images, const std::string& labelColumn,
                       const ChannelStats& stats, torch::Device device) {
    DeviceDataset dataset;
    dataset.stats = stats;
    if (labelColumn.empty()) {
        dataset.labels = torch::full({images->count}, -1, torch::kInt64).to(device);
    } else {
        const Labels& values = requireColumn(*images, labelColumn).values;
        dataset.labels = torch::tensor(values, torch::kInt64).to(device);
    }
    // from_blob wants a mutable pointer; nothing writes into a data set's images.
    auto* pixels = const_cast<std::uint8_t*>(images->pixels.data());
    const std::vector<std::int64_t> shape{images->count, 3, images->height, images->width};
    const torch::Tensor shared = torch::from_blob(
        pixels, shape, [images](void*) {}, torch::kUInt8);
    dataset.images = device.is_cpu() || hasRoomFor(shared, device) ? shared.to(device) : shared;
    return dataset;
}

EpochOrder::EpochOrder(std::vector<std::int64_t> indices, std::int64_t batchSize, std::uint64_t seed)
    : indices_(std::move(indices)), batchSize_(batchSize), seed_(seed) {
    const auto count = static_cast<std::int64_t>(indices_.size());
    if (batchSize < 1 || batchSize > count)
        throw usageError("the batch size must be between 1 and the number of training images, " +
                         std::to_string(count) + ", not " + std::to_string(batchSize));
    batchesPerEpoch_ = count / batchSize;
}

torch::Tensor EpochOrder::batch(std::int64_t step) {
    if (step < 0) throw LogicError("EpochOrder::batch: negative step");
    if (epochOf(step) != epoch_) {
        epoch_ = epochOf(step);
        order_ = indices_;
        RandomStream(seed_, "epoch order", static_cast<std::uint64_t>(epoch_)).shuffle(std::span(order_));
    }
    const auto first = order_.begin() + (step % batchesPerEpoch_) * batchSize_;
    return torch::tensor(std::vector<std::int64_t>(first, first + batchSize_), torch::kInt64);
}

torch::Tensor normalise(const torch::Tensor& images, const ChannelStats& stats, torch::Dtype dtype,
                        bool channelsLast) {
    const auto layout = channelsLast ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
    const torch::Tensor values =
        images.to(torch::kFloat32, /*non_blocking=*/false, /*copy=*/false, layout).div_(255.0F);
    return values.sub_(channelConstant(stats.mean, images.device()))
        .div_(channelConstant(stats.deviation, images.device()))
        .to(dtype);
}

}  // namespace selfsight::data
