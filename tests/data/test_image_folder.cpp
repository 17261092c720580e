#include "core/error.h"
#include "data/source.h"
#include "io/image.h"
#include "refusal.h"
#include "support/temporary_folder.h"

#include <doctest/doctest.h>
#include <fstream>

using namespace selfsight;
using namespace selfsight::data;
using selfsight::test::refusal;
namespace fs = std::filesystem;

namespace {

void writePng(const fs::path& file, int height, int width, std::uint8_t left, std::uint8_t right) {
    fs::create_directories(file.parent_path());
    std::vector<std::uint8_t> pixels;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < 3; ++c)
                pixels.push_back(static_cast<std::uint8_t>((x < width / 2 ? left : right) + c));
    const io::Bytes bytes = io::encodePng(pixels, height, width);
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

void writeFolder(const fs::path& root) {
    for (const char* part : {"train", "test"}) {
        writePng(root / part / "cat" / "b.png", 16, 16, 10, 200);
        writePng(root / part / "cat" / "a.PNG", 16, 16, 20, 20);
        writePng(root / part / "dog" / "wide.png", 16, 40, 40, 90);
    }
    std::ofstream(root / "train" / "dog" / "notes.txt") << "not a picture";
}

}  // namespace

TEST_CASE("an image folder gives classes by name and pictures in order") {
    const test::TemporaryFolder folder;
    writeFolder(folder.path());
    const auto source = openSource(folder.path().string());
    CHECK(source->info().kind == "folder");
    CHECK(source->info().trainCount == 3);
    CHECK(source->info().width == 16);
    CHECK(source->info().columns.at(0).names == std::vector<std::string>{"cat", "dog"});
    CHECK(source->info().note.find("16 × 16 px, the median") != std::string::npos);
    CHECK(source->info().note.find("1 other files were passed over") != std::string::npos);

    const auto set = source->load(Part::Train);
    CHECK(set->columns[0].values == Labels{0, 0, 1});
    CHECK(fs::path(set->paths[0]).filename() == "a.PNG");
    CHECK(set->image(0)[0] == 20);
    CHECK(set->image(0)[256] == 21);
    CHECK(set->image(1)[15] == 200);
    // The central square of the wide picture holds the border between its halves.
    CHECK(set->image(2)[0] == 40);
    CHECK(set->image(2)[15] == 90);
}

TEST_CASE("a given size resamples every picture") {
    const test::TemporaryFolder folder;
    writeFolder(folder.path());
    const auto source = openSource(folder.path().string() + ":size=8");
    CHECK(source->info().height == 8);
    CHECK(source->info().location == folder.path().string() + ":size=8");
    const auto set = source->load(Part::Test);
    CHECK(set->image(0)[0] == 20);
    CHECK(set->image(1)[0] == 10);
    CHECK(set->image(1)[7] == 200);
    CHECK(openSource(source->info().location)->contentHash() == source->contentHash());
    CHECK(source->contentHash() != openSource(folder.path().string())->contentHash());
    CHECK(
        refusal(folder.path().string() + ":size=0", false, ErrorCode::Usage).find("not a number of pixels") !=
        std::string::npos);
    CHECK(refusal(folder.path().string() + ":size=4", false, ErrorCode::Usage)
              .find("between 8 and 512 px, not 4") != std::string::npos);
}

TEST_CASE("folders that are not laid out as expected say what was found") {
    const test::TemporaryFolder folder;
    writePng(folder / "cats/a.png", 16, 16, 1, 2);
    CHECK(refusal(folder.path().string())
              .find("holds train/ and test/, each with one folder of pictures a class; found cats/") !=
          std::string::npos);
    writePng(folder / "train/cat/a.png", 16, 16, 1, 2);
    writePng(folder / "test/dog/a.png", 16, 16, 1, 2);
    CHECK(refusal(folder.path().string()).find("is a class that train/ does not have; it has cat/") !=
          std::string::npos);
    fs::remove_all(folder / "test/dog");
    fs::create_directories(folder / "test/cat");
    CHECK(refusal(folder.path().string()).find("pictures in class folders") != std::string::npos);
}

TEST_CASE("every unreadable picture is named") {
    const test::TemporaryFolder folder;
    writeFolder(folder.path());
    std::ofstream(folder / "train/dog/broken.jpg") << "not a jpeg";
    std::ofstream(folder / "train/dog/empty.png") << "";
    const std::string message = refusal(folder.path().string() + ":size=16", true);
    CHECK(message.find("2 pictures cannot be read") != std::string::npos);
    CHECK(message.find("broken.jpg") != std::string::npos);
    CHECK(message.find("empty.png") != std::string::npos);
}

TEST_CASE("links are followed, and those that lead nowhere are passed over") {
    const test::TemporaryFolder folder;
    writeFolder(folder.path());
    fs::create_symlink("itself.png", folder / "train/cat/itself.png");
    fs::create_symlink("nothing.png", folder / "train/cat/dangling.png");
    fs::create_symlink("b.png", folder / "train/cat/c.png");
    fs::create_directory_symlink("dog", folder / "train/hound");
    const auto source = openSource(folder.path().string());
    CHECK(source->info().columns.at(0).names == std::vector<std::string>{"cat", "dog", "hound"});
    CHECK(source->info().trainCount == 5);
    CHECK(source->info().note.find("4 other files were passed over") != std::string::npos);
}
