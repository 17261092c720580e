#include "core/error.h"
#include "data/source.h"
#include "io/npy.h"
#include "io/zip.h"
#include "refusal.h"
#include "support/temporary_folder.h"

#include <doctest/doctest.h>

using namespace selfsight;
using namespace selfsight::data;
using selfsight::test::refusal;
namespace fs = std::filesystem;

namespace {

using Shape = std::vector<std::int64_t>;

// Element i of the array is i modulo 251.
io::Tensor counting(const Shape& shape) {
    std::size_t count = 1;
    for (const std::int64_t n : shape) count *= static_cast<std::size_t>(n);
    std::vector<std::uint8_t> values(count);
    for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<std::uint8_t>(i % 251);
    return io::makeTensor<std::uint8_t>("", shape, values);
}

io::Tensor labels(const std::vector<std::int64_t>& values) {
    return io::makeTensor<std::int64_t>("", {static_cast<std::int64_t>(values.size())}, values);
}

void writeNpz(const fs::path& file, const std::vector<std::pair<std::string, io::Tensor>>& arrays) {
    io::ZipWriter zip(file);
    for (const auto& [name, tensor] : arrays) zip.add(name + ".npy", io::encodeNpy(tensor));
    zip.finish();
}

}  // namespace

TEST_CASE("arrays of either layout become the same planes") {
    const test::TemporaryFolder folder;
    const fs::path file = folder / "images.npz";
    writeNpz(file, {{"x_train", counting({3, 8, 9, 3})},
                    {"y_train", labels({2, 0, 1})},
                    {"x_test", counting({2, 3, 8, 9})},
                    {"y_test", labels({4, -1})}});
    const auto source = openSource(file.string());
    CHECK(source->info().kind == "arrays");
    CHECK(source->info().height == 8);
    CHECK(source->info().width == 9);
    CHECK(source->info().columns.at(0).names == std::vector<std::string>{"0", "1", "2", "3", "4"});
    const auto train = source->load(Part::Train);
    CHECK(train->columns[0].values == Labels{2, 0, 1});
    // Image 1, channel 2, row 3, column 4.
    CHECK(train->image(1)[2 * 72 + 3 * 9 + 4] == (216 + (3 * 9 + 4) * 3 + 2) % 251);
    const auto test = source->load(Part::Test);
    CHECK(test->image(1)[2 * 72 + 3 * 9 + 4] == (216 + 2 * 72 + 3 * 9 + 4) % 251);
    CHECK(test->columns[0].values == Labels{4, -1});
}

TEST_CASE("grey images get three equal planes, and one part is split in the shares of its classes") {
    const test::TemporaryFolder folder;
    const fs::path file = folder / "grey.npz";
    writeNpz(file, {{"images", counting({20, 8, 8})},
                    {"labels", labels({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1})}});
    const auto source = openSource(file.string());
    CHECK(source->info().trainCount == 16);
    CHECK(source->info().note.find("a fifth of every class") != std::string::npos);
    const auto test = source->load(Part::Test);
    CHECK(test->columns[0].values == Labels{0, 0, 1, 1});
    for (std::size_t i = 0; i < 64; ++i) {
        CHECK(test->image(2)[i] == test->image(2)[64 + i]);
        CHECK(test->image(2)[i] == test->image(2)[128 + i]);
    }
}

TEST_CASE("arrays that cannot be images say what they are") {
    const test::TemporaryFolder folder;
    const fs::path file = folder / "bad.npz";
    const std::vector<float> floats(192);
    writeNpz(file, {{"images", io::makeTensor<float>("", {1, 8, 8, 3}, floats)}});
    CHECK(refusal(file.string()).find("images: is float32 [1, 8, 8, 3]; images are uint8") !=
          std::string::npos);
    writeNpz(file, {{"data", counting({3, 3})}});
    CHECK(refusal(file.string()).find("found data") != std::string::npos);
    writeNpz(file, {{"images", counting({10, 8, 8, 3})}, {"labels", labels({1, 2})}});
    CHECK(refusal(file.string()).find("labels: is int64 [2]; labels are whole numbers [10]") !=
          std::string::npos);
    writeNpz(file,
             {{"images", counting({10, 8, 8, 3})}, {"labels", labels({0, 0, 0, -2, 0, 0, 0, 0, 0, 0})}});
    CHECK(refusal(file.string()).find("label 3 is -2") != std::string::npos);
    writeNpz(file, {{"x_train", counting({4, 8, 8, 3})}, {"x_test", counting({4, 9, 8, 3})}});
    CHECK(refusal(file.string()).find("differ in size") != std::string::npos);
    writeNpz(file, {{"images", counting({10, 4, 4, 3})}});
    CHECK(refusal(file.string()).find("4 × 4 px; between 8 and 512 are possible") != std::string::npos);
}
