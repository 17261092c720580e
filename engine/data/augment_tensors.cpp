#include "data/augment_pixels.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <torch/nn/functional/padding.h>
#include <torch/utils.h>

namespace selfsight::data {

namespace {

using torch::indexing::Slice;

// One number a sample as a float column on the device, shaped to broadcast over what follows.
class SampleColumns {
  public:
    SampleColumns(const std::vector<SampleAugmentation>& samples, torch::Device device)
        : samples_(samples), device_(device) {}

    template <typename Number>
    torch::Tensor operator()(Number number, std::vector<std::int64_t> shape) const {
        torch::Tensor values = torch::empty({count()}, torch::kFloat32);
        float* to = values.data_ptr<float>();
        for (const SampleAugmentation& sample : samples_) *to++ = static_cast<float>(number(sample));
        shape.insert(shape.begin(), count());
        return values.view(shape).to(device_);
    }

    // Positions of the samples for which `chosen` holds, on the device.
    template <typename Predicate>
    torch::Tensor where(Predicate chosen) const {
        std::vector<std::int64_t> positions;
        for (std::size_t i = 0; i < samples_.size(); ++i)
            if (chosen(samples_[i])) positions.push_back(static_cast<std::int64_t>(i));
        return torch::tensor(positions, torch::kInt64).to(device_);
    }

    std::int64_t count() const { return static_cast<std::int64_t>(samples_.size()); }
    const std::vector<SampleAugmentation>& samples() const { return samples_; }
    torch::Device device() const { return device_; }

  private:
    const std::vector<SampleAugmentation>& samples_;
    torch::Device device_;
};

torch::Tensor greyOf(const torch::Tensor& images) {
    return lumaWeights[0] * images.select(1, 0) + lumaWeights[1] * images.select(1, 1) +
           lumaWeights[2] * images.select(1, 2);
}

// [n, 1, 1, 1]
torch::Tensor meanGrey(const torch::Tensor& images) {
    return greyOf(images).mean({1, 2}).view({-1, 1, 1, 1});
}

// The rows of resizeWeights() as one dense matrix a sample: [n, outputs, inputs].
torch::Tensor axisMatrix(const torch::Tensor& start, const torch::Tensor& length, const torch::Tensor& mirror,
                         std::int64_t outputs, std::int64_t inputs, bool antialias) {
    const auto places = torch::arange(outputs, start.options()).view({1, -1, 1});
    const auto pixels = torch::arange(inputs, start.options()).view({1, 1, -1}) - start;  // within the box
    const auto scale = length / static_cast<double>(outputs);
    const auto support = antialias ? scale.clamp_min(1) : torch::ones_like(scale);
    const auto mirrored = torch::where(mirror > 0.5, static_cast<double>(outputs - 1) - places, places);
    const auto centre = (mirrored + 0.5) * scale - 0.5;
    auto weights = (1 - (pixels - centre).abs() / support).clamp_min(0);
    weights = weights * (pixels >= 0) * (pixels < length);
    return weights / weights.sum(2, true);
}

torch::Tensor resizedCrop(const torch::Tensor& images, const SampleColumns& columns,
                          const AugmentOptions& options, std::int64_t outHeight, std::int64_t outWidth) {
    using Sample = SampleAugmentation;
    const auto zero = torch::zeros({columns.count(), 1, 1}, images.options());
    const auto vertical = axisMatrix(columns([](const Sample& s) { return s.boxTop; }, {1, 1}),
                                     columns([](const Sample& s) { return s.boxHeight; }, {1, 1}), zero,
                                     outHeight, images.size(2), options.antialias);
    const auto horizontal = axisMatrix(columns([](const Sample& s) { return s.boxLeft; }, {1, 1}),
                                       columns([](const Sample& s) { return s.boxWidth; }, {1, 1}),
                                       columns([](const Sample& s) { return s.flip; }, {1, 1}), outWidth,
                                       images.size(3), options.antialias);
    return torch::matmul(torch::matmul(vertical.unsqueeze(1), images),
                         horizontal.transpose(1, 2).unsqueeze(1));
}

// The source pixel of every output pixel, as shiftFlipRotate() finds it, and one gather.
torch::Tensor shiftFlipRotate(const torch::Tensor& images, const SampleColumns& columns, bool rotate) {
    using Sample = SampleAugmentation;
    const std::int64_t h = images.size(2);
    const std::int64_t w = images.size(3);
    auto sx = torch::arange(w, images.options()).view({1, 1, w});
    auto sy = torch::arange(h, images.options()).view({1, h, 1});
    auto inside = torch::ones({1, 1, 1}, images.options().dtype(torch::kBool));
    if (rotate) {
        const auto radians = [](const Sample& s) { return s.angle * std::numbers::pi / 180; };
        const auto cosine = columns([&](const Sample& s) { return std::cos(radians(s)); }, {1, 1});
        const auto sine = columns([&](const Sample& s) { return std::sin(radians(s)); }, {1, 1});
        const double middleX = 0.5 * static_cast<double>(w - 1);
        const double middleY = 0.5 * static_cast<double>(h - 1);
        const auto dx = sx - middleX;
        const auto dy = sy - middleY;
        sx = torch::round(cosine * dx - sine * dy + middleX);
        sy = torch::round(sine * dx + cosine * dy + middleY);
        inside = (sx >= 0) & (sx < w) & (sy >= 0) & (sy < h);
    }
    const auto flip = columns([](const Sample& s) { return s.flip; }, {1, 1});
    sx = torch::where(flip > 0.5, static_cast<double>(w - 1) - sx, sx) +
         columns([](const Sample& s) { return s.shiftX; }, {1, 1});
    sy = sy + columns([](const Sample& s) { return s.shiftY; }, {1, 1});
    inside = inside & (sx >= 0) & (sx < w) & (sy >= 0) & (sy < h);
    const auto index = (sy.clamp(0, h - 1) * static_cast<double>(w) + sx.clamp(0, w - 1)).to(torch::kInt64);
    const auto flat =
        index.expand({columns.count(), h, w}).reshape({columns.count(), 1, h * w}).expand({-1, 3, -1});
    return images.flatten(2).gather(2, flat).view({columns.count(), 3, h, w}) * inside.unsqueeze(1);
}

torch::Tensor geometry(const torch::Tensor& images, const SampleColumns& columns,
                       const AugmentOptions& options) {
    const std::int64_t outHeight = options.size > 0 ? options.size : images.size(2);
    const std::int64_t outWidth = options.size > 0 ? options.size : images.size(3);
    if (options.resizedCrop) return resizedCrop(images, columns, options, outHeight, outWidth);
    if (options.rotation > 0 || options.flip > 0 || options.padding > 0)
        return shiftFlipRotate(images, columns, options.rotation > 0);
    return images;
}

torch::Tensor matrixColour(const torch::Tensor& images, const SampleColumns& columns) {
    torch::Tensor matrices = torch::empty({columns.count(), 3, 3}, torch::kFloat32);
    torch::Tensor shares = torch::empty({columns.count(), 1, 1, 1}, torch::kFloat32);
    for (std::size_t i = 0; i < columns.samples().size(); ++i) {
        const ColourMatrix colour = colourMatrix(columns.samples()[i]);
        std::copy(colour.matrix.begin(), colour.matrix.end(), matrices.data_ptr<float>() + 9 * i);
        shares.data_ptr<float>()[i] = colour.meanShare;
    }
    const auto mixed = torch::bmm(matrices.to(columns.device()), images.flatten(2)).view_as(images);
    return (mixed + shares.to(columns.device()) * meanGrey(images)).clamp(0, 1);
}

torch::Tensor turnHue(const torch::Tensor& images, const torch::Tensor& turns) {
    const auto r = images.select(1, 0);
    const auto g = images.select(1, 1);
    const auto b = images.select(1, 2);
    const auto most = images.amax(1);
    const auto range = most - images.amin(1);
    const auto flat = range == 0;
    const auto divisor = torch::where(flat, torch::ones_like(range), range);
    const auto saturation = torch::where(flat, torch::zeros_like(range), range / most);
    const auto rc = (most - r) / divisor;
    const auto gc = (most - g) / divisor;
    const auto bc = (most - b) / divisor;
    auto hue = torch::where(most == r, bc - gc, torch::where(most == g, 2 + rc - bc, 4 + gc - rc));
    hue = torch::fmod(hue / 6 + 1, 1) + turns;
    hue = hue - hue.floor();
    const auto sector = (hue * 6).floor();
    const auto f = hue * 6 - sector;
    const auto p = (most * (1 - saturation)).clamp(0, 1);
    const auto q = (most * (1 - saturation * f)).clamp(0, 1);
    const auto t = (most * (1 - saturation * (1 - f))).clamp(0, 1);
    const auto which = sector.to(torch::kInt64).remainder(6).unsqueeze(0);
    const auto pick = [&](const std::vector<torch::Tensor>& bySector) {
        return torch::stack(bySector).gather(0, which).squeeze(0);
    };
    return torch::stack(
        {pick({most, q, p, p, t, most}), pick({t, most, most, q, p, p}), pick({p, p, t, most, most, q})}, 1);
}

// The samples are grouped by the operation that stands at each place of their order.
torch::Tensor torchvisionColour(torch::Tensor images, const SampleColumns& columns) {
    enum { Brightness, Contrast, Saturation, Hue };
    images = images.clone();
    for (std::size_t place = 0; place < 4; ++place) {
        for (std::uint8_t operation = Brightness; operation <= Hue; ++operation) {
            const auto chosen = columns.where(
                [&](const SampleAugmentation& s) { return s.jitter && s.order[place] == operation; });
            if (chosen.numel() == 0) continue;
            const auto factor = columns(
                                    [&](const SampleAugmentation& s) {
                                        return operation == Brightness   ? s.brightness
                                               : operation == Contrast   ? s.contrast
                                               : operation == Saturation ? s.saturation
                                                                         : s.hue;
                                    },
                                    {1, 1, 1})
                                    .index_select(0, chosen);
            auto part = images.index_select(0, chosen);
            switch (operation) {
                case Brightness:
                    part = (factor * part).clamp(0, 1);
                    break;
                case Contrast:
                    part = (factor * part + (1 - factor) * meanGrey(part)).clamp(0, 1);
                    break;
                case Saturation:
                    part = (factor * part + (1 - factor) * greyOf(part).unsqueeze(1)).clamp(0, 1);
                    break;
                default:
                    part = turnHue(part, factor.squeeze(1));
                    break;
            }
            images.index_copy_(0, chosen, part);
        }
    }
    const auto greyed = columns.where([](const SampleAugmentation& s) { return s.grey; });
    if (greyed.numel() > 0)
        images.index_copy_(0, greyed,
                           greyOf(images.index_select(0, greyed)).unsqueeze(1).expand({-1, 3, -1, -1}));
    return images;
}

// Shifted copies, weighted: rows, then columns.
torch::Tensor blurred(const torch::Tensor& images, const SampleColumns& columns, const torch::Tensor& chosen,
                      int kernelSize) {
    torch::Tensor kernels = torch::empty({columns.count(), kernelSize}, torch::kFloat32);
    for (std::size_t i = 0; i < columns.samples().size(); ++i) {
        const std::vector<float> kernel = gaussianKernel(kernelSize, columns.samples()[i].sigma);
        std::copy(kernel.begin(), kernel.end(), kernels.data_ptr<float>() + i * kernel.size());
    }
    kernels = kernels.to(columns.device()).index_select(0, chosen).view({-1, kernelSize, 1, 1, 1});
    const std::int64_t half = kernelSize / 2;
    const std::int64_t h = images.size(2);
    const std::int64_t w = images.size(3);
    const auto padded = torch::nn::functional::pad(
        images.index_select(0, chosen),
        torch::nn::functional::PadFuncOptions({half, half, half, half}).mode(torch::kReflect));
    auto rows = kernels.select(1, 0) * padded.slice(3, 0, w);
    for (std::int64_t k = 1; k < kernelSize; ++k)
        rows = rows + kernels.select(1, k) * padded.slice(3, k, k + w);
    auto sum = kernels.select(1, 0) * rows.slice(2, 0, h);
    for (std::int64_t k = 1; k < kernelSize; ++k) sum = sum + kernels.select(1, k) * rows.slice(2, k, k + h);
    return images.index_copy(0, chosen, sum);
}

torch::Tensor colourAndBlur(torch::Tensor images, const SampleColumns& columns,
                            const AugmentOptions& options) {
    if (options.jitter > 0 || options.grey > 0)
        images = options.colour == ColourModel::Matrix ? matrixColour(images, columns)
                                                       : torchvisionColour(images, columns);
    if (options.blur > 0) {
        const auto chosen = columns.where([](const SampleAugmentation& s) { return s.blur; });
        if (chosen.numel() > 0) images = blurred(images, columns, chosen, options.blurKernel);
    }
    if (options.solarise > 0) {
        const auto chosen = columns([](const SampleAugmentation& s) { return s.solarise; }, {1, 1, 1}) > 0.5;
        images = torch::where(chosen & (images >= 0.5), 1 - images, images);
    }
    return images;
}

}  // namespace

torch::Tensor applyAugmentationsByTensors(const torch::Tensor& images,
                                          const std::vector<SampleAugmentation>& samples,
                                          const AugmentOptions& options) {
    const torch::NoGradGuard noGrad;
    // Autocast would take the products to 16 bits.
    const c10::impl::ExcludeDispatchKeyGuard noAutocast(c10::autocast_dispatch_keyset);
    const SampleColumns columns(samples, images.device());
    torch::Tensor values = images.to(torch::kFloat32) * (1.0F / 255.0F);
    if (options.order == AugmentOrder::ColourFirst) {
        values = geometry(colourAndBlur(values, columns, options), columns, options);
    } else {
        values = colourAndBlur(geometry(values, columns, options), columns, options);
    }
    const auto constant = [&](const std::array<float, 3>& c) {
        return torch::tensor({c[0], c[1], c[2]}, torch::kFloat32).view({1, 3, 1, 1}).to(images.device());
    };
    values = (values - constant(options.stats.mean)) / constant(options.stats.deviation);
    return values.contiguous(options.channelsLast ? at::MemoryFormat::ChannelsLast
                                                  : at::MemoryFormat::Contiguous);
}

}  // namespace selfsight::data
