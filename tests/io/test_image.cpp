#include "io/atomic_file.h"
#include "io/file.h"
#include "io/image.h"
#include "support/hostile.h"
#include "support/paths.h"
#include "support/temporary_folder.h"

#include <doctest/doctest.h>

using namespace selfsight;
using namespace selfsight::io;

namespace {

Bytes pattern(int height, int width, int channels) {
    Bytes pixels;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < channels; ++c)
                pixels.push_back(static_cast<std::uint8_t>(x * 7 + y * 13 + c * 80));
    return pixels;
}

Bytes dataFile(const std::string& name) {
    return readFile(test::testData("io/" + name), 1 << 20);
}

}  // namespace

TEST_CASE("PNG: RGB and grey come back as they were, transparency is dropped") {
    const Bytes rgb = pattern(5, 9, 3);
    const Image back = decodeImage(encodePng(rgb, 5, 9), "a.png");
    CHECK(back.height == 5);
    CHECK(back.width == 9);
    CHECK(back.pixels == rgb);
    const Bytes grey = pattern(3, 2, 1);
    const Image wide = decodeImage(encodePng(grey, 3, 2, 1), "g.png");
    for (std::size_t i = 0; i < grey.size(); ++i)
        for (std::size_t c = 0; c < 3; ++c) CHECK(wide.pixels[i * 3 + c] == grey[i]);
    CHECK(decodeImage(encodePng(pattern(2, 2, 4), 2, 2, 4), "t.png").pixels.size() == 12);
    CHECK_THROWS_AS(encodePng(rgb, 5, 8), LogicError);
    CHECK(pngDataUri(rgb, 5, 9).starts_with("data:image/png;base64,iVBORw0KGgo"));
}

TEST_CASE("images that Pillow wrote (tests/data/io/make_images.py)") {
    for (const char* name : {"colours.png", "palette.png", "colours.bmp"}) {
        CAPTURE(name);
        const Image image = decodeImage(dataFile(name), name);
        CHECK(image.height == 6);
        CHECK(image.width == 8);
        CHECK(image.pixels[0] == 255);
        CHECK(image.pixels[1] == 0);
        CHECK(image.pixels[(5 * 8 + 7) * 3 + 2] == 255);
    }
    for (const char* name : {"colours.jpg", "progressive.jpg"}) {
        const Image image = decodeImage(dataFile(name), name);
        CHECK(image.width == 8);
        CHECK(int{image.pixels[0]} > 200);
        CHECK(int{image.pixels[1]} < 60);
    }
}

TEST_CASE("what is no image, or none that is read, is named") {
    const auto message = [](const Bytes& bytes) -> std::string {
        try {
            decodeImage(bytes, "x");
        } catch (const RuntimeError& error) {
            return error.what();
        }
        return "accepted";
    };
#ifdef SELFSIGHT_WEBP
    const Image webp = decodeImage(dataFile("colours.webp"), "colours.webp");
    CHECK(webp.pixels == decodeImage(dataFile("colours.png"), "colours.png").pixels);
    CHECK_THROWS_AS(decodeImage(dataFile("colours.webp"), "colours.webp", 47), RuntimeError);
#else
    CHECK(message(dataFile("colours.webp")).find("built without libwebp") != std::string::npos);
#endif
    CHECK(message(Bytes{'G', 'I', 'F', '8', '9', 'a'}).find("GIF") != std::string::npos);
    CHECK(message({}).find("not an image") != std::string::npos);
    CHECK(message(Bytes(100, 'x')).find("not an image") != std::string::npos);
    CHECK_THROWS_AS(decodeImage(encodePng(pattern(50, 50, 3), 50, 50), "big.png", 2499), RuntimeError);
    // A header that claims 30,000 × 30,000 pixels on nothing.
    const Bytes header{'B', 'M', 0, 0,    0,    0, 0, 0,    0,    0, 54, 0, 0, 0,  40,
                       0,   0,   0, 0x30, 0x75, 0, 0, 0x30, 0x75, 0, 0,  1, 0, 24, 0};
    Bytes liar = header;
    liar.resize(60);
    CHECK(message(liar).find("30000 × 30000") != std::string::npos);
}

TEST_CASE("damaged images are refused or read, never more") {
    const auto parse = [](const Bytes& damaged) { decodeImage(damaged, "damaged", 1 << 20); };
    for (const char* name :
         {"colours.png", "palette.png", "colours.bmp", "colours.jpg", "progressive.jpg", "colours.webp"}) {
        CAPTURE(name);
        const Bytes bytes = dataFile(name);
        const int truncated = test::acceptedTruncations(bytes, parse);
        const int flipped = test::acceptedBitFlips(bytes, parse, 3000);
        // PNG has checksums, so that nothing damaged is shown; JPEG and BMP have none.
        if (std::string(name).ends_with(".png")) CHECK(truncated + flipped == 0);
    }
}
