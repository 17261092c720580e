#include "data/cifar_format.h"

#include "core/error.h"

#include <algorithm>

namespace selfsight::data {

namespace {

constexpr std::size_t imageBytes = 3 * 32 * 32;

std::string grouped(std::uint64_t number) {
    std::string text = std::to_string(number);
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
        text.insert(static_cast<std::size_t>(at), ",");
    return text;
}

}  // namespace

std::int64_t CifarFormat::count(Part part) const {
    return part == Part::Train ? static_cast<std::int64_t>(trainFiles.size()) * recordsPerTrainFile
                               : static_cast<std::int64_t>(testFiles.size()) * recordsPerTestFile;
}

std::uint64_t CifarFormat::fileBytes(Part part) const {
    return static_cast<std::uint64_t>(part == Part::Train ? recordsPerTrainFile : recordsPerTestFile) *
           recordBytes();
}

const CifarFormat& cifar10Format() {
    static const CifarFormat format{
        "cifar10",
        "CIFAR-10",
        "cifar-10-batches-bin",
        {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"},
        {"test_batch.bin"},
        {{"class", "batches.meta.txt", 10, 0}},
        10000,
        10000};
    return format;
}

const CifarFormat& cifar100Format() {
    static const CifarFormat format{
        "cifar100",
        "CIFAR-100",
        "cifar-100-binary",
        {"train.bin"},
        {"test.bin"},
        {{"class", "fine_label_names.txt", 100, 1}, {"superclass", "coarse_label_names.txt", 20, 0}},
        50000,
        10000};
    return format;
}

std::vector<std::string> parseCifarNames(io::ByteView text, std::size_t count, const std::string& path) {
    std::vector<std::string> names;
    for (std::string_view rest = io::asText(text); !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        std::string name(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        std::ranges::replace(name, '_', ' ');
        name.erase(name.find_last_not_of("\r ") + 1);
        if (!name.empty()) names.push_back(std::move(name));
    }
    if (names.size() != count)
        throw inputError(path, std::to_string(count) + " names, one a line, were expected; " +
                                   std::to_string(names.size()) + " were found");
    return names;
}

ImageSet makeCifarSet(const CifarFormat& format, Part part, const std::vector<LabelColumn>& columns) {
    ImageSet set;
    set.count = format.count(part);
    set.height = set.width = 32;
    set.pixels.resize(static_cast<std::size_t>(set.count) * imageBytes);
    set.columns = columns;
    for (LabelColumn& column : set.columns) column.values.assign(static_cast<std::size_t>(set.count), -1);
    return set;
}

void checkCifarFileSize(const CifarFormat& format, Part part, std::uint64_t bytes, const std::string& path) {
    const std::uint64_t expected = format.fileBytes(part);
    if (bytes == expected) return;
    throw inputError(path, "has " + grouped(bytes) + " bytes; this file of " + format.title + " has " +
                               grouped(expected) + " (" + grouped(expected / format.recordBytes()) +
                               " records of " + grouped(format.recordBytes()) +
                               " bytes). Is the download complete?");
}

void decodeCifarFile(const CifarFormat& format, Part part, std::size_t file, io::ByteView bytes,
                     const std::string& path, ImageSet& set) {
    checkCifarFileSize(format, part, bytes.size(), path);
    const std::size_t record = format.recordBytes();
    const std::size_t count = bytes.size() / record;
    for (std::size_t k = 0; k < count; ++k) {
        const io::ByteView one = bytes.subspan(k * record, record);
        const std::size_t image = file * count + k;
        for (std::size_t c = 0; c < format.columns.size(); ++c) {
            const CifarColumn& column = format.columns[c];
            const std::uint8_t label = one[column.byte];
            if (label >= column.classes)
                throw inputError(path, "record " + grouped(k) + " has the " + column.name + " label " +
                                           std::to_string(label) + "; it must be between 0 and " +
                                           std::to_string(column.classes - 1));
            set.columns[c].values[image] = label;
        }
        std::copy(one.begin() + static_cast<std::ptrdiff_t>(format.columns.size()), one.end(),
                  set.pixels.begin() + static_cast<std::ptrdiff_t>(image * imageBytes));
    }
}

}  // namespace selfsight::data
