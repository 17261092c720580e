// Images are found again by content in a copy of the data set.
#include "data/image_match.h"
#include "io/sha256.h"
#include "support/temporary_folder.h"

#include <cstring>
#include <doctest/doctest.h>
#include <fstream>

using namespace selfsight;
using namespace selfsight::data;

namespace {

// Image i is filled with value i % 7, except for its first pixel, which is `marks[i]`.
ImageSet setOf(const std::vector<std::uint8_t>& marks) {
    ImageSet set;
    set.count = static_cast<std::int64_t>(marks.size());
    set.height = set.width = 4;
    LabelColumn column{"class", {"a", "b"}, {}};
    for (const std::uint8_t mark : marks) {
        std::vector<std::uint8_t> pixels(48, mark % 7);
        pixels[0] = mark;
        set.pixels.insert(set.pixels.end(), pixels.begin(), pixels.end());
        column.values.push_back(mark % 2);
        set.paths.push_back(std::to_string(mark));
    }
    set.columns.push_back(column);
    return set;
}

}  // namespace

TEST_CASE("a digest is the beginning of the pixels' SHA-256") {
    const ImageSet set = setOf({5, 9});
    const Labels digests = imageDigests(set);
    REQUIRE(digests.size() == 2);
    const std::string hex = io::sha256Hex(set.image(1));
    std::string own;
    unsigned char bytes[8];
    std::memcpy(bytes, &digests[1], 8);
    CHECK(io::toHex(bytes) == hex.substr(0, 16));
    CHECK(imageDigests(ImageSet{}).empty());
}

TEST_CASE("images are found in another order, among others, and twins in theirs") {
    const ImageSet own = setOf({5, 9, 9, 200, 31});
    const ImageSet copy = setOf({1, 31, 9, 5, 2, 200, 9});
    const auto places = placesOf(imageDigests(own), imageDigests(copy));
    REQUIRE(places);
    CHECK(*places == std::vector<std::int64_t>{3, 2, 6, 5, 1});
    const auto found = taken(copy, *places);
    CHECK(found->pixels == own.pixels);
    CHECK(found->paths == own.paths);
    CHECK(found->columns.front().values == own.columns.front().values);
    // One that lacks an image, or a twin of it, is not the data set.
    CHECK_FALSE(placesOf(imageDigests(own), imageDigests(setOf({5, 9, 200, 31}))));
    CHECK_FALSE(placesOf(imageDigests(own), {}));
}

TEST_CASE("digests are kept under the hash of the data, and a damaged file is as none") {
    const test::TemporaryFolder folder;
    const Labels digests{3, -5, 1};
    keepDigests(folder.path(), "abc123", digests);
    CHECK(keptDigests(folder.path(), "abc123") == digests);
    CHECK(keptDigests(folder.path(), "other").empty());
    // A hash from a file of others does not lead out of the workspace.
    keepDigests(folder.path(), "../escape", digests);
    CHECK_FALSE(std::filesystem::exists(folder.path() / "escape-test.npy"));
    CHECK(keptDigests(folder.path(), "../escape").empty());
    std::ofstream(folder.path() / "images" / "abc123-test.npy", std::ios::trunc) << "no array";
    CHECK(keptDigests(folder.path(), "abc123").empty());
}
