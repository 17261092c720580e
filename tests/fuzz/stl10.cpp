// STL-10 as a folder or as a tar archive of its files. The input says which files there are and how large; it
// is no archive itself, because one image alone has 27,648 bytes.
#include "data/source_parts.h"
#include "folder.h"
#include "fuzz.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

using namespace selfsight;
using fuzz::Reader;

namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

constexpr std::array kNames{"class_names.txt", "train_X.bin",     "train_y.bin",     "test_X.bin",
                            "test_y.bin",      "unlabeled_X.bin", "fold_indices.txt"};

// A name, then either so many images and a few bytes more or fewer, or bytes as they are.
Files filesOf(Reader& in) {
    Files files;
    while (!in.ended() && files.size() < 8) {
        const std::string name = kNames[in.byte() % kNames.size()];
        const std::uint8_t kind = in.byte();
        if (kind % 2 == 0) {
            files.emplace_back(name, in.text(in.byte()));
            continue;
        }
        const int size = kind / 2 % 3 * 27648 + static_cast<std::int8_t>(in.byte());
        files.emplace_back(name, std::string(static_cast<std::size_t>(std::max(0, size)), '\0'));
    }
    return files;
}

std::string tarOf(const Files& files) {
    std::string out;
    for (const auto& [name, content] : files) {
        std::string block(512, '\0');
        std::snprintf(&block[0], 100, "stl10_binary/%s", name.c_str());
        std::snprintf(&block[124], 12, "%011llo", static_cast<unsigned long long>(content.size()));
        block[156] = '0';
        std::copy_n("ustar\00000", 8, &block[257]);
        std::fill_n(&block[148], 8, ' ');
        unsigned sum = 0;
        for (const char each : block) sum += static_cast<unsigned char>(each);
        std::snprintf(&block[148], 8, "%06o", sum);
        out += block + content;
        out.append((512 - content.size() % 512) % 512, '\0');
    }
    return out.append(1024, '\0');
}

void check(const data::ImageSet& set, const data::SourceInfo& info) {
    const auto count = static_cast<std::size_t>(set.count);
    const auto side = static_cast<std::size_t>(info.width);
    if (set.pixels.size() != count * 3 * side * side || set.columns.size() != 1) std::abort();
    if (set.columns[0].values.size() != count || set.columns[0].names.size() != 10) std::abort();
    for (const std::int64_t value : set.columns[0].values)
        if (value < -1 || value > 9) std::abort();
}

void readStl10(io::ByteView bytes) {
    using Kind = fuzz::Entry::Kind;
    static fuzz::Folder folder;
    Reader in{bytes};
    const std::uint8_t how = in.byte();
    const data::Stl10Options options{std::array{0, 8, 31, 96}[how / 4 % 4], (how & 2) != 0};
    const Files files = filesOf(in);
    const bool archive = how & 1;
    fuzz::Entries entries;
    if (archive) {
        entries["stl10"] = {Kind::File, tarOf(files)};
    } else {
        entries["stl10"];
        for (const auto& [name, content] : files) entries["stl10/" + name] = {Kind::File, content};
    }
    folder.become(std::move(entries));
    const auto place = folder.path() / "stl10";
    const auto source =
        archive ? data::openStl10Archive(place, options) : data::openStl10Folder(place, options);
    const auto train = source->load(data::Part::Train, {}, {});
    const auto test = source->load(data::Part::Test, {}, {});
    check(*train, source->info());
    check(*test, source->info());
    if (train->count != source->info().trainCount || test->count != source->info().testCount) std::abort();
}

}  // namespace

SELFSIGHT_FUZZ_TARGET(readStl10)
