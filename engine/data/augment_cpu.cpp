#include "core/error.h"
#include "data/augment_pixels.h"

#include <ATen/Parallel.h>
#include <algorithm>

namespace selfsight::data {

namespace {

// What one thread needs between samples.
struct Workspace {
    std::vector<float> input;
    std::vector<float> output;
    std::vector<float> scratch;
    AxisWeights vertical;
    AxisWeights horizontal;
};

class SampleKernel {
  public:
    SampleKernel(const AugmentOptions& options, int height, int width)
        : options_(options),
          height_(height),
          width_(width),
          outHeight_(options.size > 0 ? options.size : height),
          outWidth_(options.size > 0 ? options.size : width) {
        for (std::size_t c = 0; c < 3; ++c) {
            scale_[c] = 1.0F / options.stats.deviation[c];
            shift_[c] = -options.stats.mean[c] / options.stats.deviation[c];
        }
    }

    void run(const std::uint8_t* image, const SampleAugmentation& sample, Workspace& work, float* out) const {
        const std::int64_t pixels = static_cast<std::int64_t>(height_) * width_;
        work.input.resize(static_cast<std::size_t>(3 * pixels));
        work.output.resize(static_cast<std::size_t>(3 * outHeight_ * outWidth_));
        float* input = work.input.data();
        for (std::int64_t i = 0; i < 3 * pixels; ++i)
            input[i] = static_cast<float>(image[i]) * (1.0F / 255.0F);

        const bool colourFirst = options_.order == AugmentOrder::ColourFirst;
        if (colourFirst) colourAndBlur(sample, work, input, height_, width_);
        float* result = place(sample, work);
        if (!colourFirst) colourAndBlur(sample, work, result, outHeight_, outWidth_);
        write(result, out);
    }

  private:
    // The geometry, from work.input; returns where the result is.
    float* place(const SampleAugmentation& sample, Workspace& work) const {
        const Planes image{work.input.data(), height_, width_};
        if (options_.resizedCrop) {
            resizeWeights(sample.boxTop, sample.boxHeight, outHeight_, options_.antialias, false,
                          work.vertical);
            resizeWeights(sample.boxLeft, sample.boxWidth, outWidth_, options_.antialias, sample.flip,
                          work.horizontal);
            resample(image, work.vertical, work.horizontal, work.scratch, work.output.data());
        } else if (options_.rotation > 0 || sample.flip || sample.shiftX != 0 || sample.shiftY != 0) {
            shiftFlipRotate(image, sample, options_.rotation > 0, work.output.data());
        } else {
            return work.input.data();
        }
        return work.output.data();
    }

    void colourAndBlur(const SampleAugmentation& sample, Workspace& work, float* planes, int height,
                       int width) const {
        const std::int64_t pixels = static_cast<std::int64_t>(height) * width;
        if (sample.jitter || sample.grey) {
            if (options_.colour == ColourModel::Matrix)
                applyColourMatrix(colourMatrix(sample), planes, pixels);
            else
                applyTorchvisionColour(sample, planes, pixels);
        }
        if (sample.blur)
            blur(gaussianKernel(options_.blurKernel, sample.sigma), height, width, work.scratch, planes);
        if (sample.solarise) solarise(planes, 3 * pixels);
    }

    void write(const float* planes, float* out) const {
        const std::int64_t pixels = static_cast<std::int64_t>(outHeight_) * outWidth_;
        const float* r = planes;
        const float* g = planes + pixels;
        const float* b = planes + 2 * pixels;
        if (options_.channelsLast) {
            for (std::int64_t i = 0; i < pixels; ++i) {
                out[3 * i] = r[i] * scale_[0] + shift_[0];
                out[3 * i + 1] = g[i] * scale_[1] + shift_[1];
                out[3 * i + 2] = b[i] * scale_[2] + shift_[2];
            }
            return;
        }
        for (std::size_t c = 0; c < 3; ++c, planes += pixels, out += pixels)
            for (std::int64_t i = 0; i < pixels; ++i) out[i] = planes[i] * scale_[c] + shift_[c];
    }

    const AugmentOptions& options_;
    int height_;
    int width_;
    int outHeight_;
    int outWidth_;
    std::array<float, 3> scale_{};
    std::array<float, 3> shift_{};
};

}  // namespace

torch::Tensor applyAugmentationsOnCpu(const torch::Tensor& images,
                                      const std::vector<SampleAugmentation>& samples,
                                      const AugmentOptions& options) {
    const std::int64_t count = images.size(0);
    if (images.scalar_type() != torch::kUInt8 || static_cast<std::int64_t>(samples.size()) != count)
        throw LogicError("applyAugmentations: a uint8 batch and one sample an image are expected");
    const auto height = static_cast<int>(images.size(2));
    const auto width = static_cast<int>(images.size(3));
    const SampleKernel kernel(options, height, width);
    const torch::Tensor pixels = images.contiguous();
    const std::int64_t outHeight = options.size > 0 ? options.size : height;
    const std::int64_t outWidth = options.size > 0 ? options.size : width;
    const auto layout = options.channelsLast ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
    torch::Tensor out =
        at::empty({count, 3, outHeight, outWidth}, at::TensorOptions(at::kFloat).memory_format(layout));

    const auto* from = pixels.const_data_ptr<std::uint8_t>();
    auto* to = out.mutable_data_ptr<float>();
    at::parallel_for(0, count, 8, [&](std::int64_t begin, std::int64_t end) {
        Workspace work;
        for (std::int64_t i = begin; i < end; ++i)
            kernel.run(from + i * 3 * height * width, samples[static_cast<std::size_t>(i)], work,
                       to + i * 3 * outHeight * outWidth);
    });
    return out;
}

}  // namespace selfsight::data
