#include "data/augment_pixels.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

namespace selfsight::data {

namespace {

float clamp01(float x) {
    return std::min(1.0F, std::max(0.0F, x));
}

float greyOf(const float* planes, std::int64_t pixels, std::int64_t i) {
    return lumaWeights[0] * planes[i] + lumaWeights[1] * planes[pixels + i] +
           lumaWeights[2] * planes[2 * pixels + i];
}

// Sums in double: the mean does not depend on how the compiler groups the additions of a row.
float meanGrey(const float* planes, std::int64_t pixels) {
    std::array<double, 3> sums{};
    for (std::size_t c = 0; c < 3; ++c)
        for (std::int64_t i = 0; i < pixels; ++i)
            sums[c] += planes[static_cast<std::int64_t>(c) * pixels + i];
    const double sum = sums[0] * lumaWeights[0] + sums[1] * lumaWeights[1] + sums[2] * lumaWeights[2];
    return static_cast<float>(sum / static_cast<double>(pixels));
}

// torchvision's _rgb2hsv, a turn of the hue, and _hsv2rgb.
void turnHue(float turns, float& r, float& g, float& b) {
    const float most = std::max({r, g, b});
    const float least = std::min({r, g, b});
    const float range = most - least;
    const float saturation = most == least ? 0.0F : range / most;
    const float divisor = most == least ? 1.0F : range;
    const float rc = (most - r) / divisor;
    const float gc = (most - g) / divisor;
    const float bc = (most - b) / divisor;
    float hue = most == r ? bc - gc : most == g ? 2.0F + rc - bc : 4.0F + gc - rc;
    hue = std::fmod(hue / 6.0F + 1.0F, 1.0F) + turns;
    hue -= std::floor(hue);

    const float sector = std::floor(hue * 6.0F);
    const float f = hue * 6.0F - sector;
    const float p = clamp01(most * (1.0F - saturation));
    const float q = clamp01(most * (1.0F - saturation * f));
    const float t = clamp01(most * (1.0F - saturation * (1.0F - f)));
    switch (static_cast<int>(sector) % 6) {
        case 0:
            r = most, g = t, b = p;
            break;
        case 1:
            r = q, g = most, b = p;
            break;
        case 2:
            r = p, g = most, b = t;
            break;
        case 3:
            r = p, g = q, b = most;
            break;
        case 4:
            r = t, g = p, b = most;
            break;
        default:
            r = most, g = p, b = q;
            break;
    }
}

void makeGrey(float* planes, std::int64_t pixels) {
    for (std::int64_t i = 0; i < pixels; ++i)
        planes[i] = planes[pixels + i] = planes[2 * pixels + i] = greyOf(planes, pixels, i);
}

}  // namespace

void shiftFlipRotate(const Planes& image, const SampleAugmentation& sample, bool rotate, float* out) {
    const int h = image.height;
    const int w = image.width;
    const std::ptrdiff_t plane = static_cast<std::ptrdiff_t>(h) * w;
    if (!rotate) {
        const int from = std::max(0, -sample.shiftX);
        const int to = std::min(w, w - sample.shiftX);
        for (int row = 0; row < 3 * h; ++row, out += w) {
            const int y = row % h + sample.shiftY;
            std::fill(out, out + w, 0.0F);
            if (y < 0 || y >= h) continue;
            const float* line =
                image.data + (row / h) * plane + static_cast<std::ptrdiff_t>(y) * w + sample.shiftX;
            std::copy(line + from, line + to, out + from);
            if (sample.flip) std::reverse(out, out + w);
        }
        return;
    }
    const double radians = sample.angle * std::numbers::pi / 180;
    const auto cosine = static_cast<float>(std::cos(radians));
    const auto sine = static_cast<float>(std::sin(radians));
    const float middleX = 0.5F * static_cast<float>(w - 1);
    const float middleY = 0.5F * static_cast<float>(h - 1);
    for (int y = 0; y < h; ++y) {
        for (int x = 0; x < w; ++x, ++out) {
            const float dx = static_cast<float>(x) - middleX;
            const float dy = static_cast<float>(y) - middleY;
            int sx = static_cast<int>(std::nearbyint(cosine * dx - sine * dy + middleX));
            int sy = static_cast<int>(std::nearbyint(sine * dx + cosine * dy + middleY));
            bool inside = sx >= 0 && sx < w && sy >= 0 && sy < h;
            if (sample.flip) sx = w - 1 - sx;
            sx += sample.shiftX;
            sy += sample.shiftY;
            inside = inside && sx >= 0 && sx < w && sy >= 0 && sy < h;
            const float* from = image.data + static_cast<std::ptrdiff_t>(sy) * w + sx;
            for (int c = 0; c < 3; ++c) out[c * plane] = inside ? from[c * plane] : 0.0F;
        }
    }
}

void applyColourMatrix(const ColourMatrix& colour, float* planes, std::int64_t pixels) {
    const float offset = colour.meanShare == 0 ? 0.0F : colour.meanShare * meanGrey(planes, pixels);
    const auto& m = colour.matrix;
    float* r = planes;
    float* g = planes + pixels;
    float* b = planes + 2 * pixels;
    for (std::int64_t i = 0; i < pixels; ++i) {
        const float red = m[0] * r[i] + m[1] * g[i] + m[2] * b[i] + offset;
        const float green = m[3] * r[i] + m[4] * g[i] + m[5] * b[i] + offset;
        const float blue = m[6] * r[i] + m[7] * g[i] + m[8] * b[i] + offset;
        r[i] = clamp01(red);
        g[i] = clamp01(green);
        b[i] = clamp01(blue);
    }
}

void applyTorchvisionColour(const SampleAugmentation& sample, float* planes, std::int64_t pixels) {
    enum { Brightness, Contrast, Saturation, Hue };
    for (const std::uint8_t operation : sample.order) {
        if (!sample.jitter) break;
        switch (operation) {
            case Brightness:
                for (std::int64_t i = 0; i < 3 * pixels; ++i)
                    planes[i] = clamp01(sample.brightness * planes[i]);
                break;
            case Contrast: {
                const float grey = (1.0F - sample.contrast) * meanGrey(planes, pixels);
                for (std::int64_t i = 0; i < 3 * pixels; ++i)
                    planes[i] = clamp01(sample.contrast * planes[i] + grey);
                break;
            }
            case Saturation:
                for (std::int64_t i = 0; i < pixels; ++i) {
                    const float grey = (1.0F - sample.saturation) * greyOf(planes, pixels, i);
                    for (std::int64_t c = 0; c < 3; ++c) {
                        float& value = planes[c * pixels + i];
                        value = clamp01(sample.saturation * value + grey);
                    }
                }
                break;
            case Hue:
            default:
                for (std::int64_t i = 0; i < pixels; ++i)
                    turnHue(sample.hue, planes[i], planes[pixels + i], planes[2 * pixels + i]);
        }
    }
    if (sample.grey) makeGrey(planes, pixels);
}

std::vector<float> gaussianKernel(int size, float sigma) {
    std::vector<float> kernel(static_cast<std::size_t>(size));
    const double half = 0.5 * (size - 1);
    double sum = 0;
    for (int k = 0; k < size; ++k) {
        const double z = (k - half) / sigma;
        sum += std::exp(-0.5 * z * z);
    }
    for (int k = 0; k < size; ++k) {
        const double z = (k - half) / sigma;
        kernel[static_cast<std::size_t>(k)] = static_cast<float>(std::exp(-0.5 * z * z) / sum);
    }
    return kernel;
}

void blur(const std::vector<float>& kernel, int height, int width, std::vector<float>& scratch,
          float* planes) {
    const auto taps = static_cast<int>(kernel.size());
    const int half = taps / 2;
    const std::size_t padded = static_cast<std::size_t>(std::max(width, height) + 2 * half);
    const std::ptrdiff_t plane = static_cast<std::ptrdiff_t>(height) * width;
    scratch.resize(padded + static_cast<std::size_t>(plane));
    float* line = scratch.data();
    float* rows = scratch.data() + padded;
    const auto reflect = [](int i, int n) { return i < 0 ? -i : i >= n ? 2 * (n - 1) - i : i; };
    for (int c = 0; c < 3; ++c, planes += plane) {
        for (int y = 0; y < height; ++y) {
            const float* from = planes + static_cast<std::ptrdiff_t>(y) * width;
            for (int x = -half; x < width + half; ++x) line[x + half] = from[reflect(x, width)];
            float* to = rows + static_cast<std::ptrdiff_t>(y) * width;
            for (int x = 0; x < width; ++x) to[x] = kernel[0] * line[x];
            for (int k = 1; k < taps; ++k)
                for (int x = 0; x < width; ++x) to[x] += kernel[static_cast<std::size_t>(k)] * line[x + k];
        }
        for (int y = 0; y < height; ++y) {
            float* to = planes + static_cast<std::ptrdiff_t>(y) * width;
            for (int k = 0; k < taps; ++k) {
                const float weight = kernel[static_cast<std::size_t>(k)];
                const float* from = rows + static_cast<std::ptrdiff_t>(reflect(y + k - half, height)) * width;
                for (int x = 0; x < width; ++x) to[x] = (k == 0 ? 0.0F : to[x]) + weight * from[x];
            }
        }
    }
}

void solarise(float* planes, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) planes[i] = planes[i] >= 0.5F ? 1.0F - planes[i] : planes[i];
}

}  // namespace selfsight::data
