#include "methods/batches.h"

#include "core/error.h"
#include "core/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <torch/utils.h>

namespace selfsight::methods {
namespace {

// Gamma(shape, 1) by Marsaglia & Tsang (2000), boosted below 1.
double gammaSample(RandomStream& random, double shape) {
    if (shape < 1) return gammaSample(random, shape + 1) * std::pow(1 - random.uniform(), 1 / shape);
    const double d = shape - 1.0 / 3;
    const double c = 1 / std::sqrt(9 * d);
    for (;;) {
        const double x = random.normal();
        const double v = std::pow(1 + c * x, 3);
        if (v > 0 && std::log(1 - random.uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
    }
}

double betaSample(RandomStream& random, double alpha) {
    const double a = gammaSample(random, alpha);
    const double b = gammaSample(random, alpha);
    return a + b > 0 ? a / (a + b) : 0.5;
}

// Of an option that is a number of pixels or, up to 1, a share of the images' side.
int pixels(const Recipe& recipe, const std::string& key, int side) {
    const double value = recipe.real(key);
    if (value <= 1) return static_cast<int>(std::lround(value * side));
    if (value != std::floor(value))
        throw usageError(key + " is a whole number of pixels or, up to 1, a share of the images' side, not " +
                         recipe.get(key));
    return static_cast<int>(value);
}

}  // namespace

data::ChannelStats normalisation(const Recipe& recipe, const data::ChannelStats& dataset) {
    return recipe.get("augment.normalise") == "imagenet" ? data::imagenetStats : dataset;
}

data::AugmentOptions augmentOptions(const Recipe& recipe, const data::ChannelStats& stats, int side, int view,
                                    bool small) {
    data::AugmentOptions o;
    o.order = recipe.get("augment.order") == "colour-first" ? data::AugmentOrder::ColourFirst
                                                            : data::AugmentOrder::GeometryFirst;
    const auto crop = recipe.get("augment.crop");
    if (small) {
        o.size = pixels(recipe, "method.small_size", side);
        if (o.size < 8 || o.size > side)
            throw usageError("method.small_size must be between 8 and the images' side of " +
                             std::to_string(side) + ", not " + recipe.get("method.small_size"));
        o.resizedCrop = true;
        o.scaleLeast = recipe.real("method.small_scale_least");
        o.scaleMost = recipe.real("method.small_scale_most");
    } else {
        o.size = pixels(recipe, "augment.size", side);
        // A view of another size without a crop is the whole image, made smaller.
        const bool whole = crop == "none" && o.size > 0;
        o.resizedCrop = crop == "resized" || whole;
        o.padding = crop == "pad" ? static_cast<int>(recipe.integer("augment.padding")) : 0;
        o.scaleLeast = whole ? 1 : recipe.real("augment.scale_least");
        o.scaleMost = whole ? 1 : recipe.real("augment.scale_most");
    }
    o.flip = recipe.real("augment.flip");
    o.rotation = recipe.real("augment.rotation");
    o.colour =
        recipe.get("augment.colour") == "matrix" ? data::ColourModel::Matrix : data::ColourModel::Torchvision;
    o.jitter = recipe.real("augment.jitter");
    o.brightness = recipe.real("augment.brightness");
    o.contrast = recipe.real("augment.contrast");
    o.saturation = recipe.real("augment.saturation");
    o.hue = recipe.real("augment.hue");
    o.grey = recipe.real("augment.grey");
    o.blur = recipe.real("augment.blur");
    o.blurKernel = static_cast<int>(recipe.integer("augment.blur_kernel"));
    o.blurSigmaLeast = recipe.real("augment.blur_sigma_least");
    o.blurSigmaMost = recipe.real("augment.blur_sigma_most");
    o.solarise = recipe.real("augment.solarise");
    if (view % 2 == 1) {
        if (const double second = recipe.real("augment.second_blur"); second >= 0) o.blur = second;
        if (const double second = recipe.real("augment.second_solarise"); second >= 0) o.solarise = second;
    }
    o.stats = normalisation(recipe, stats);
    return o;
}

int sideOf(const torch::Tensor& images) {
    return static_cast<int>(std::min(images.size(2), images.size(3)));
}

BatchMaker::BatchMaker(data::DeviceDataset dataset, std::vector<std::int64_t> indices, const Recipe& recipe,
                       const MethodInfo& method, std::uint64_t seed)
    : dataset_(std::move(dataset)),
      order_(std::move(indices), recipe.integer("train.batch_size"), seed),
      seed_(seed) {
    const int height = static_cast<int>(dataset_.images.size(2));
    const int width = static_cast<int>(dataset_.images.size(3));
    const auto add = [&](std::vector<data::Augmentation>& list, int view, bool small) {
        auto options = augmentOptions(recipe, dataset_.stats, sideOf(dataset_.images), view, small);
        options.check(height, width);
        list.emplace_back(options, seed, (small ? "augment.small" : "augment.view") + std::to_string(view));
    };
    const int views =
        method.usesLabels || !method.trains ? 1 : static_cast<int>(recipe.integer("method.views"));
    for (int view = 0; view < views; ++view) add(views_, view, false);
    if (views > 1) {
        const auto small = recipe.integer("method.small_views");
        for (int view = 0; view < small; ++view) add(small_, view, true);
    } else if (method.usesLabels) {
        mixup_ = recipe.real("method.mixup");
        cutmix_ = recipe.real("method.cutmix");
    }
}

Batch BatchMaker::make(std::int64_t step) {
    torch::NoGradGuard guard;
    const auto raw = dataset_.batch(order_.batch(step));
    Batch batch;
    batch.labels = raw.labels;
    for (const auto& view : views_) batch.views.push_back(view(raw.images, step));
    for (const auto& view : small_) batch.small.push_back(view(raw.images, step));
    if (blends()) blend(batch, step);
    return batch;
}

// With both on, a coin per batch decides which one.
void BatchMaker::blend(Batch& batch, std::int64_t step) const {
    RandomStream random(seed_, "blend", static_cast<std::uint64_t>(step));
    auto& images = batch.views[0];
    std::vector<std::int64_t> partner(static_cast<std::size_t>(images.size(0)));
    std::iota(partner.begin(), partner.end(), std::int64_t{0});
    random.shuffle(std::span(partner));
    const auto index = torch::tensor(partner, torch::kLong).to(images.device());
    batch.otherLabels = batch.labels.index_select(0, index);
    const auto others = images.index_select(0, index);
    const bool paste = cutmix_ > 0 && (mixup_ <= 0 || random.uniform() < 0.5);
    batch.mix = betaSample(random, paste ? cutmix_ : mixup_);
    if (!paste) {
        images = torch::lerp(others, images, batch.mix);
        return;
    }
    const std::int64_t h = images.size(2), w = images.size(3);
    const double side = std::sqrt(1 - batch.mix);
    const auto cut = [&](std::int64_t size) {
        const auto centre = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(size)));
        const auto half = static_cast<std::int64_t>(side * static_cast<double>(size) / 2);
        return std::pair(std::max<std::int64_t>(0, centre - half), std::min(size, centre + half));
    };
    const auto [top, bottom] = cut(h);
    const auto [left, right] = cut(w);
    images.slice(2, top, bottom)
        .slice(3, left, right)
        .copy_(others.slice(2, top, bottom).slice(3, left, right));
    batch.mix = 1 - static_cast<double>((bottom - top) * (right - left)) / static_cast<double>(h * w);
}

}  // namespace selfsight::methods
