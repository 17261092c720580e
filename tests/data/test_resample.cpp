#include "data/pictures.h"
#include "data/resample.h"

#include <algorithm>
#include <cstdint>
#include <doctest/doctest.h>
#include <random>
#include <vector>

using namespace selfsight;

namespace {

io::Image noise(int height, int width) {
    io::Image image{height, width, std::vector<std::uint8_t>(static_cast<std::size_t>(3 * height * width))};
    std::mt19937 random(7);
    for (auto& value : image.pixels) value = static_cast<std::uint8_t>(random());
    return image;
}

std::vector<float> planesOf(const io::Image& image) {
    const auto plane = static_cast<std::size_t>(image.height) * static_cast<std::size_t>(image.width);
    std::vector<float> planes(3 * plane);
    for (std::size_t i = 0; i < plane; ++i)
        for (std::size_t c = 0; c < 3; ++c) planes[c * plane + i] = image.pixels[3 * i + c];
    return planes;
}

}  // namespace

TEST_CASE("bytes are resampled to what planes of floats are, with a row of them in memory") {
    const io::Image image = noise(23, 57);
    const std::vector<float> planes = planesOf(image);
    for (const int outputs : {5, 23, 40}) {
        for (const bool mirror : {false, true}) {
            data::AxisWeights vertical, horizontal;
            data::resizeWeights(2, 20, outputs, true, false, vertical);
            data::resizeWeights(17, 31, outputs, true, mirror, horizontal);
            std::vector<float> ofPlanes(static_cast<std::size_t>(3 * outputs * outputs)), ofBytes(ofPlanes);
            std::vector<float> scratch;
            data::resample({planes.data(), image.height, image.width}, vertical, horizontal, scratch,
                           ofPlanes.data());
            data::resample(image, vertical, horizontal, scratch, ofBytes.data());
            CHECK(ofPlanes == ofBytes);
            CHECK(scratch.size() <= 3 * 31);
        }
    }
}

TEST_CASE("the central square of a picture is what is read, whatever its sides") {
    io::Image wide = noise(12, 40);
    io::Image square{12, 12, {}};
    for (int y = 0; y < 12; ++y) {
        const auto row = wide.pixels.begin() + 3 * (40 * y + 14);
        square.pixels.insert(square.pixels.end(), row, row + 36);
    }
    for (const int side : {8, 12, 31}) {
        std::vector<std::uint8_t> ofWide(static_cast<std::size_t>(3 * side * side)), ofSquare(ofWide);
        data::squarePlanes(wide, side, ofWide.data());
        data::squarePlanes(square, side, ofSquare.data());
        CHECK(ofWide == ofSquare);
        CHECK(std::ranges::max(ofWide) > std::ranges::min(ofWide));
    }
}
