#include "jobs/augmentation_preview.h"

#include "core/error.h"
#include "data/dataset.h"
#include "jobs/view_pixels.h"
#include "methods/batches.h"

#include <algorithm>
#include <torch/utils.h>

namespace selfsight::jobs {

struct AugmentationPreview::State {
    data::DeviceDataset images;
};

AugmentationPreview::AugmentationPreview(const std::string& location) : state_(std::make_unique<State>()) {
    const auto images = data::openSource(location)->load(data::Part::Test);
    if (images->count == 0) throw inputError(location, "has no test images to show");
    state_->images = data::toDevice(images, "", data::channelStats(*images), torch::kCPU);
}

AugmentationPreview::~AugmentationPreview() = default;

std::vector<PreviewImage> AugmentationPreview::draw(const std::string& method, const methods::Recipe& recipe,
                                                    int count, std::int64_t draw) const {
    const torch::InferenceMode guard;
    const std::int64_t n = state_->images.size();
    const std::int64_t shown = std::min<std::int64_t>(count, n);
    std::vector<std::int64_t> indices;
    for (std::int64_t i = 0; i < shown; ++i) indices.push_back((2 * i + 1) * n / (2 * shown));
    const auto raw = state_->images.images.index_select(0, torch::tensor(indices, torch::kLong));
    const int height = static_cast<int>(raw.size(2)), width = static_cast<int>(raw.size(3));

    const bool views = methods::methodInfo(method).trains && !methods::methodInfo(method).usesLabels;
    std::vector<torch::Tensor> augmented;
    data::ChannelStats stats;
    for (int view = 0; view < 2; ++view) {
        const auto options = methods::augmentOptions(recipe, state_->images.stats, methods::sideOf(raw),
                                                     views ? view : 0, false);
        options.check(height, width);
        stats = options.stats;
        augmented.push_back(data::Augmentation(options, 0, "preview.view" + std::to_string(view))(raw, draw));
    }
    std::vector<PreviewImage> result;
    for (std::int64_t i = 0; i < shown; ++i) {
        PreviewImage image;
        const auto plain = raw[i].contiguous();
        image[0] = {height, width,
                    {plain.data_ptr<std::uint8_t>(), plain.data_ptr<std::uint8_t>() + plain.numel()}};
        for (std::size_t view = 0; view < 2; ++view) {
            const auto seen = augmented[view][i];
            image[view + 1] = {static_cast<int>(seen.size(1)), static_cast<int>(seen.size(2)),
                               pixelsOfView(seen, stats)};
        }
        result.push_back(std::move(image));
    }
    return result;
}

}  // namespace selfsight::jobs
