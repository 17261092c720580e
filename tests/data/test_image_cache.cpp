#include "core/error.h"
#include "data/image_cache.h"
#include "io/image.h"
#include "support/temporary_folder.h"

#include <doctest/doctest.h>
#include <fstream>

using namespace selfsight;
using namespace selfsight::data;
namespace fs = std::filesystem;

namespace {

void writePicture(const fs::path& file, int side, std::uint8_t value) {
    fs::create_directories(file.parent_path());
    const std::vector<std::uint8_t> pixels(static_cast<std::size_t>(side * side * 3), value);
    const io::Bytes bytes = io::encodePng(pixels, side, side);
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace

TEST_CASE("large pictures are scaled for showing, kept, and found again without their folder") {
    const test::TemporaryFolder folder;
    for (const char* part : {"train", "test"})
        for (int i = 0; i < 3; ++i) {
            writePicture(folder / "pictures" / part / "cat" / (std::to_string(i) + ".png"), 300, 40);
            writePicture(folder / "pictures" / part / "dog" / (std::to_string(i) + ".png"), 300, 90);
        }
    const std::string location = (folder / "pictures").string();
    const auto cache = folder / "w" / "cache";
    const auto first = shownImages(cache, location, "folder", "abc123");
    CHECK(first->count == 6);
    CHECK(first->width == 128);
    CHECK(first->height == 128);
    CHECK(first->pixels.front() == 40);
    CHECK(first->pixels.back() == 90);
    CHECK(fs::exists(cache / "abc123-test.npy"));

    fs::remove_all(folder / "pictures");
    const auto again = shownImages(cache, location, "folder", "abc123");
    CHECK(again->pixels == first->pixels);
    CHECK(again->paths == first->paths);
    REQUIRE(again->columns.size() == first->columns.size());
    CHECK(again->columns[0].names == first->columns[0].names);
    CHECK(again->columns[0].values == first->columns[0].values);
    // Another content has another place; without the folder there is nothing then.
    CHECK_THROWS_AS(shownImages(cache, location, "folder", "def"), RuntimeError);
}

TEST_CASE("a damaged cache is made again; none is made where none can be named") {
    const test::TemporaryFolder folder;
    for (const char* part : {"train", "test"}) writePicture(folder / "p" / part / "cat" / "a.png", 20, 7);
    const std::string location = (folder / "p").string();
    const auto cache = folder / "cache";
    const auto images = shownImages(cache, location, "folder", "abc");
    CHECK(images->width == 20);
    for (const char* text : {"", "{}", "[1]", "{\"version\": 1, \"count\": 7}"}) {
        std::ofstream(cache / "abc-test.json") << text;
        CHECK(shownImages(cache, location, "folder", "abc")->pixels == images->pixels);
    }
    const auto other = folder / "other";
    shownImages(other, location, "folder", "../x");
    shownImages(other, "demo:train=20,test=20", "demo", "abc");
    CHECK_FALSE(fs::exists(other));
}

TEST_CASE("averages keep a picture's mean and shape") {
    auto images = std::make_shared<ImageSet>();
    images->count = 2;
    images->width = 40;
    images->height = 20;
    for (int i = 0; i < 2 * 3 * 20 * 40; ++i)
        images->pixels.push_back(static_cast<std::uint8_t>(i % 2 ? 100 : 50));
    const auto small = reducedImages(images, 10);
    CHECK(small->width == 10);
    CHECK(small->height == 5);
    for (const std::uint8_t value : small->pixels) CHECK(value == 75);
    CHECK(reducedImages(images, 40) == images);
    CHECK(shownSide(10) == 128);
    CHECK(shownSide(1000000) == 32);
    CHECK(shownSide(10000) > 90);
    CHECK(3.0 * 60000 * shownSide(60000) * shownSide(60000) <= 256.0 * (1 << 20));
}
