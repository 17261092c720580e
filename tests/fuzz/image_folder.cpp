// A folder of pictures. The input says which files there are; most hold a picture that can be read, so that
// what comes behind the listing is reached.
#include "core/parallel.h"
#include "data/source_parts.h"
#include "folder.h"
#include "fuzz.h"

#include <array>
#include <string>

using namespace selfsight;
using fuzz::Reader;

namespace {

constexpr std::array kParts{"train", "test", "val", "other"};
constexpr std::array kClasses{"cat", "dog", ".hidden", "a\nb", ""};
constexpr std::array kNames{"a.bmp", "b.BMP", "c.png", "d.txt", ".e.bmp", "f.bmp"};

// A BMP with 24 bits a pixel.
std::string picture(int width, int height) {
    const int row = (3 * width + 3) / 4 * 4;
    std::string out = "BM";
    const auto number = [&](std::uint32_t value, int bytes) {
        for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> 8 * i);
    };
    number(static_cast<std::uint32_t>(54 + row * height), 4);
    number(0, 4);
    number(54, 4);
    number(40, 4);
    number(static_cast<std::uint32_t>(width), 4);
    number(static_cast<std::uint32_t>(height), 4);
    number(1, 2);
    number(24, 2);
    out.append(24, '\0');
    return out.append(static_cast<std::size_t>(row) * static_cast<std::size_t>(height), '\x40');
}

std::string contentOf(Reader& in, bool raw) {
    if (raw) return in.text(in.byte());
    const int width = 1 + in.byte() % 12, height = 1 + in.byte() % 12;
    return picture(width, height);
}

// Out of the folder, to itself, to a picture that may be there, to a folder.
std::string linkFrom(const std::string& file, std::size_t which) {
    return std::array<std::string, 4>{"/etc/passwd", file.substr(file.rfind('/') + 1), "a.bmp", "."}.at(
        which);
}

// Of two entries with one name the first counts.
fuzz::Entries entriesOf(Reader& in) {
    using Kind = fuzz::Entry::Kind;
    fuzz::Entries entries;
    for (int files = 0; files < 5 && !in.ended(); ++files) {
        const std::uint8_t where = in.byte(), what = in.byte();
        std::string folder = kParts[where % kParts.size()];
        entries.try_emplace(folder);
        if (const std::string name = kClasses[where / 8 % kClasses.size()]; !name.empty())
            entries.try_emplace(folder += "/" + name);
        const std::string file = folder + "/" + kNames[what % kNames.size()];
        switch (const int kind = what / 8 % 8) {
            case 0:
                entries.try_emplace(file, fuzz::Entry{Kind::Link, linkFrom(file, what / 64)});
                break;
            case 1:
                entries.try_emplace(file);
                break;
            default:
                entries.try_emplace(file, fuzz::Entry{Kind::File, contentOf(in, kind == 2)});
        }
    }
    return entries;
}

void readFolder(io::ByteView bytes) {
    static fuzz::Folder folder;
    setThreadCount(1);  // a second thread costs an input more than its pictures
    Reader in{bytes};
    const int side = std::array{0, 8, 9, 16}[in.byte() % 4];
    folder.become(entriesOf(in));
    const auto source = data::openImageFolder(folder.path(), side);
    for (const auto part : {data::Part::Train, data::Part::Test}) {
        const auto set = source->load(part, {}, {});
        const auto& info = source->info();
        const auto count = static_cast<std::size_t>(set->count);
        if (set->count != (part == data::Part::Train ? info.trainCount : info.testCount)) std::abort();
        if (set->pixels.size() != count * 3 * static_cast<std::size_t>(info.width * info.height))
            std::abort();
        if (set->paths.size() != count || set->columns.at(0).values.size() != count) std::abort();
        for (const auto value : set->columns[0].values)
            if (value < 0 || value >= static_cast<std::int64_t>(set->columns[0].names.size())) std::abort();
    }
}

}  // namespace

SELFSIGHT_FUZZ_TARGET(readFolder)
