#include "data/augment.h"

#include "core/error.h"
#include "core/random.h"
#include "data/augment_pixels.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <sstream>

namespace selfsight::data {

namespace {

// Every sample owns this many numbers of its step's stream, and every option reads its own place among them.
constexpr std::uint64_t numbersPerSample = 64;
constexpr std::uint64_t boxNumbers = 24;  // where the attempts at a box begin
constexpr int boxAttempts = 10;           // torchvision's

void requireRange(const char* option, double value, double least, double most) {
    if (value >= least && value <= most) return;
    std::ostringstream text;
    text << "augment." << option << " must be between " << least << " and " << most << ", not " << value;
    throw usageError(text.str());
}

// The box of torchvision's RandomResizedCrop: ten attempts, then the largest central box of an allowed ratio.
void drawBox(const AugmentOptions& options, int height, int width, RandomStream& random,
             SampleAugmentation& sample) {
    const double area = static_cast<double>(height) * width;
    const double logLeast = std::log(options.ratioLeast);
    const double logMost = std::log(options.ratioMost);
    for (int attempt = 0; attempt < boxAttempts; ++attempt) {
        const double target = area * random.uniform(options.scaleLeast, options.scaleMost);
        const double ratio = std::exp(random.uniform(logLeast, logMost));
        const double placeY = random.uniform();
        const double placeX = random.uniform();
        const int boxWidth = static_cast<int>(std::lround(std::sqrt(target * ratio)));
        const int boxHeight = static_cast<int>(std::lround(std::sqrt(target / ratio)));
        if (boxWidth < 1 || boxWidth > width || boxHeight < 1 || boxHeight > height) continue;
        sample.boxHeight = boxHeight;
        sample.boxWidth = boxWidth;
        sample.boxTop = static_cast<int>(placeY * (height - boxHeight + 1));
        sample.boxLeft = static_cast<int>(placeX * (width - boxWidth + 1));
        return;
    }
    const double ratio = static_cast<double>(width) / height;
    sample.boxWidth = width;
    sample.boxHeight = height;
    if (ratio < options.ratioLeast)
        sample.boxHeight = static_cast<int>(std::lround(width / options.ratioLeast));
    if (ratio > options.ratioMost)
        sample.boxWidth = static_cast<int>(std::lround(height * options.ratioMost));
    sample.boxTop = (height - sample.boxHeight) / 2;
    sample.boxLeft = (width - sample.boxWidth) / 2;
}

float drawFactor(RandomStream& random, double strength) {
    return static_cast<float>(random.uniform(std::max(0.0, 1 - strength), 1 + strength));
}

// The permutation of four that a number in 0 … 23 stands for (Lehmer's code).
std::array<std::uint8_t, 4> permutationOfFour(std::uint64_t code) {
    std::array<std::uint8_t, 4> order{0, 1, 2, 3};
    for (std::size_t i = 0; i < 3; ++i) {
        const std::uint64_t choices = 4 - i;
        std::rotate(order.begin() + static_cast<std::ptrdiff_t>(i),
                    order.begin() + static_cast<std::ptrdiff_t>(i + code % choices),
                    order.begin() + static_cast<std::ptrdiff_t>(i + code % choices + 1));
        code /= choices;
    }
    return order;
}

}  // namespace

void AugmentOptions::check(int height, int width) const {
    if (size != 0) requireRange("size", size, 8, 512);
    if (size != 0 && !resizedCrop && (size != height || size != width))
        throw usageError("augment.size is " + std::to_string(size) + " and the images are " +
                         std::to_string(width) + " × " + std::to_string(height) +
                         " px: with augment.crop = pad they keep their size");
    requireRange("padding", padding, 0, std::min(height, width) / 2);
    if (padding > 0 && resizedCrop)
        throw usageError("augment.padding and augment.crop = resized exclude each other");
    if (rotation > 0 && resizedCrop)
        throw usageError("augment.rotation and augment.crop = resized exclude each other");
    requireRange("flip", flip, 0, 1);
    requireRange("rotation", rotation, 0, 180);
    if (rotation > 0 && height != width) throw usageError("augment.rotation needs square images");
    requireRange("scale_least", scaleLeast, 0.01, 1);
    requireRange("scale_most", scaleMost, scaleLeast, 1);
    requireRange("ratio_least", ratioLeast, 0.1, 10);
    requireRange("ratio_most", ratioMost, ratioLeast, 10);
    requireRange("jitter", jitter, 0, 1);
    requireRange("brightness", brightness, 0, 2);
    requireRange("contrast", contrast, 0, 2);
    requireRange("saturation", saturation, 0, 2);
    requireRange("hue", hue, 0, 0.5);
    requireRange("grey", grey, 0, 1);
    requireRange("blur", blur, 0, 1);
    requireRange("blur_kernel", blurKernel, 3, 31);
    if (blurKernel % 2 == 0)
        throw usageError("augment.blur_kernel must be odd, not " + std::to_string(blurKernel));
    const int blurred = order == AugmentOrder::ColourFirst || size == 0 ? std::min(height, width) : size;
    if (blur > 0 && blurKernel / 2 >= blurred)
        throw usageError("augment.blur_kernel is " + std::to_string(blurKernel) + ", too wide for " +
                         std::to_string(blurred) + " px");
    requireRange("blur_sigma_least", blurSigmaLeast, 0.05, 10);
    requireRange("blur_sigma_most", blurSigmaMost, blurSigmaLeast, 10);
    requireRange("solarise", solarise, 0, 1);
    for (const float deviation : stats.deviation)
        if (!(deviation > 0)) throw LogicError("AugmentOptions: a channel's deviation is not positive");
}

AugmentOptions AugmentOptions::notebookSupervised(const ChannelStats& trainingStats) {
    AugmentOptions options;
    options.padding = 4;
    options.flip = 0.5;
    options.rotation = 15;
    options.colour = ColourModel::Torchvision;
    options.stats = trainingStats;
    return options;
}

AugmentOptions AugmentOptions::notebookSelfSupervised() {
    AugmentOptions options;
    options.order = AugmentOrder::ColourFirst;
    options.flip = 0.5;
    options.resizedCrop = true;
    options.antialias = true;
    options.colour = ColourModel::Torchvision;
    options.jitter = 0.3;
    options.brightness = options.contrast = options.saturation = 0.8;
    options.hue = 0.2;
    options.grey = 0.2;
    options.blur = 0.2;
    options.blurSigmaLeast = 1;
    options.blurSigmaMost = 2;
    options.stats = imagenetStats;
    return options;
}

std::vector<SampleAugmentation> drawAugmentations(const AugmentOptions& options, std::int64_t count,
                                                  int height, int width, std::uint64_t seed,
                                                  const std::string& purpose, std::int64_t step) {
    std::vector<SampleAugmentation> samples(static_cast<std::size_t>(count));
    RandomStream random(seed, purpose, static_cast<std::uint64_t>(step));
    std::uint64_t first = 0;
    for (SampleAugmentation& sample : samples) {
        random.setCounter(first);
        const int shifts = 2 * options.padding + 1;
        sample.shiftX = static_cast<int>(random.below(static_cast<std::uint64_t>(shifts))) - options.padding;
        sample.shiftY = static_cast<int>(random.below(static_cast<std::uint64_t>(shifts))) - options.padding;
        sample.flip = random.uniform() < options.flip;
        sample.angle = static_cast<float>(random.uniform(-options.rotation, options.rotation));
        sample.jitter = random.uniform() < options.jitter;
        const float brightness = drawFactor(random, options.brightness);
        const float contrast = drawFactor(random, options.contrast);
        const float saturation = drawFactor(random, options.saturation);
        const auto hue = static_cast<float>(random.uniform(-options.hue, options.hue));
        sample.order = permutationOfFour(random.below(24));
        if (sample.jitter) {
            sample.brightness = brightness;
            sample.contrast = contrast;
            sample.saturation = saturation;
            sample.hue = hue;
        }
        sample.grey = random.uniform() < options.grey;
        sample.blur = random.uniform() < options.blur;
        sample.sigma = static_cast<float>(random.uniform(options.blurSigmaLeast, options.blurSigmaMost));
        sample.solarise = random.uniform() < options.solarise;
        sample.boxHeight = height;
        sample.boxWidth = width;
        if (options.resizedCrop) {
            random.setCounter(first + boxNumbers);
            drawBox(options, height, width, random, sample);
        }
        first += numbersPerSample;
    }
    return samples;
}

ColourMatrix colourMatrix(const SampleAugmentation& sample) {
    // Each step is a matrix on column vectors (r, g, b); grey axes are kept by all of them, so that
    // contrast's offset stays a grey.
    using Matrix3 = std::array<std::array<double, 3>, 3>;
    const auto times = [](const Matrix3& a, const Matrix3& b) {
        Matrix3 product{};
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t j = 0; j < 3; ++j)
                for (std::size_t k = 0; k < 3; ++k) product[i][j] += a[i][k] * b[k][j];
        return product;
    };
    const std::array<double, 3> luma{lumaWeights[0], lumaWeights[1], lumaWeights[2]};
    const auto towardsGrey = [&](double keep) {
        Matrix3 m{};
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t j = 0; j < 3; ++j) m[i][j] = (i == j ? keep : 0) + (1 - keep) * luma[j];
        return m;
    };
    Matrix3 m = towardsGrey(sample.saturation);
    if (sample.hue != 0) {
        // Chroma (I, Q) of the NTSC's YIQ turns by the hue; the second matrix is the first one's inverse.
        constexpr Matrix3 toYiq{
            {{0.299, 0.587, 0.114}, {0.5959, -0.2746, -0.3213}, {0.2115, -0.5227, 0.3112}}};
        constexpr Matrix3 fromYiq{{{1.0, 0.956050226, 0.620754941},
                                   {1.0, -0.272052344, -0.647205713},
                                   {1.0, -1.106704315, 1.704421284}}};
        const double angle = 2 * std::numbers::pi * sample.hue;
        const Matrix3 turn{
            {{1, 0, 0}, {0, std::cos(angle), -std::sin(angle)}, {0, std::sin(angle), std::cos(angle)}}};
        m = times(fromYiq, times(turn, times(toYiq, m)));
    }
    if (sample.grey) m = times(towardsGrey(0), m);
    ColourMatrix colour;
    const double gain = static_cast<double>(sample.brightness) * sample.contrast;
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j) colour.matrix[i * 3 + j] = static_cast<float>(gain * m[i][j]);
    colour.meanShare = (1 - sample.contrast) * sample.brightness;
    return colour;
}

torch::Tensor applyAugmentations(const torch::Tensor& images, const std::vector<SampleAugmentation>& samples,
                                 const AugmentOptions& options) {
    return images.is_cpu() ? applyAugmentationsOnCpu(images, samples, options)
                           : applyAugmentationsByTensors(images, samples, options);
}

Augmentation::Augmentation(AugmentOptions options, std::uint64_t seed, std::string purpose)
    : options_(options), seed_(seed), purpose_(std::move(purpose)) {}

torch::Tensor Augmentation::operator()(const torch::Tensor& images, std::int64_t step) const {
    const auto height = static_cast<int>(images.size(2));
    const auto width = static_cast<int>(images.size(3));
    options_.check(height, width);
    return applyAugmentations(
        images, drawAugmentations(options_, images.size(0), height, width, seed_, purpose_, step), options_);
}

}  // namespace selfsight::data
