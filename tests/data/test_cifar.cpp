#include "core/error.h"
#include "data/cifar_format.h"
#include "data/source.h"
#include "refusal.h"
#include "support/small_cifar.h"
#include "support/temporary_folder.h"

#include <cstdio>
#include <doctest/doctest.h>
#include <fstream>
#include <zlib.h>

using namespace selfsight;
using namespace selfsight::data;
using selfsight::test::columnsOf;
using selfsight::test::refusal;
using selfsight::test::smallCifar;
namespace fs = std::filesystem;

namespace {

io::Bytes recordsOf(const CifarFormat& format, std::size_t count) {
    io::Bytes bytes(count * format.recordBytes());
    for (std::size_t k = 0; k < count; ++k) {
        std::uint8_t* record = bytes.data() + k * format.recordBytes();
        for (std::size_t c = 0; c < format.columns.size(); ++c)
            record[c] = static_cast<std::uint8_t>(k + 2 * c);
        for (std::size_t i = 0; i < 3072; ++i)
            record[format.columns.size() + i] = static_cast<std::uint8_t>(k * 50 + i / 1024 * 10 + i % 7);
    }
    return bytes;
}

std::string names(std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += "name_" + std::to_string(i) + "\n";
    return text;
}

void write(const fs::path& file, const std::string& text) {
    std::ofstream(file, std::ios::binary) << text;
}

// A full-size file of zeros (sparse) with one record set.
void writeRecords(const fs::path& file, const CifarFormat& format, Part part, std::size_t record,
                  const std::string& bytes) {
    write(file, "");
    fs::resize_file(file, format.fileBytes(part));
    std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
    stream.seekp(static_cast<std::streamoff>(record * format.recordBytes()));
    stream << bytes;
}

void writeCifar10(const fs::path& folder) {
    const CifarFormat& format = cifar10Format();
    fs::create_directories(folder);
    write(folder / "batches.meta.txt",
          "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n");
    for (const std::string& file : format.trainFiles)
        writeRecords(folder / file, format, Part::Train, 7, "\x03\xc8\xc9");
    writeRecords(folder / "test_batch.bin", format, Part::Test, 9999, "\x09\x11");
}

// A tar of the folder's files, gzipped.
void pack(const fs::path& folder, const fs::path& archive) {
    const gzFile out = gzopen(archive.c_str(), "wb1");
    for (const auto& entry : fs::directory_iterator(folder)) {
        std::string header(512, '\0');
        const std::string name = folder.filename().string() + "/" + entry.path().filename().string();
        const auto size = static_cast<unsigned long long>(entry.file_size());
        header.replace(0, name.size(), name);
        header.replace(100, 8, std::string("0000644\0", 8));
        header.replace(108, 16,
                       std::string("0000000\0"
                                   "0000000\0",
                                   16));
        char octal[13];
        std::snprintf(octal, sizeof octal, "%011llo", size);
        header.replace(124, 11, octal, 11);
        header.replace(136, 11, "00000000000");
        header[156] = '0';
        header.replace(257, 8,
                       std::string("ustar\0"
                                   "00",
                                   8));
        header.replace(148, 8, "        ");
        unsigned sum = 0;
        for (const char c : header) sum += static_cast<unsigned char>(c);
        std::snprintf(octal, sizeof octal, "%06o", sum);
        header.replace(148, 7, octal, 7);
        gzwrite(out, header.data(), 512);
        std::ifstream stream(entry.path(), std::ios::binary);
        std::string bytes((std::istreambuf_iterator<char>(stream)), {});
        bytes.resize((bytes.size() + 511) / 512 * 512);
        gzwrite(out, bytes.data(), static_cast<unsigned>(bytes.size()));
    }
    const std::string end(1024, '\0');
    gzwrite(out, end.data(), 1024);
    gzclose(out);
}

}  // namespace

TEST_CASE("a record gives its labels and its planes in place") {
    for (const CifarFormat& format : {smallCifar(cifar10Format()), smallCifar(cifar100Format())}) {
        ImageSet set = makeCifarSet(format, Part::Train, columnsOf(format));
        const std::size_t last = format.trainFiles.size() - 1;
        decodeCifarFile(format, Part::Train, last, recordsOf(format, 3), "train.bin", set);
        const auto image = static_cast<std::int64_t>(last * 3 + 1);
        for (std::size_t c = 0; c < format.columns.size(); ++c)
            CHECK(set.columns[c].values[static_cast<std::size_t>(image)] ==
                  static_cast<std::int64_t>(1 + 2 * format.columns[c].byte));
        CHECK(set.image(image)[0] == 50);
        CHECK(set.image(image)[1024 + 6] == 50 + 10 + (1024 + 6) % 7);
        CHECK(set.image(image)[2 * 1024 + 1023] == 50 + 20 + (2 * 1024 + 1023) % 7);
    }
    CHECK(cifar100Format().columns[0].byte == 1);  // the fine label is the record's second byte
}

TEST_CASE("a label out of range names its file, its record and the range") {
    const CifarFormat format = smallCifar(cifar100Format());
    io::Bytes bytes = recordsOf(format, 2);
    bytes[format.recordBytes() + 1] = 100;
    ImageSet set = makeCifarSet(format, Part::Test, columnsOf(format));
    CHECK_THROWS_WITH_AS(decodeCifarFile(format, Part::Test, 0, bytes, "x/test.bin", set),
                         "x/test.bin: record 1 has the class label 100; it must be between 0 and 99",
                         RuntimeError);
}

TEST_CASE("a file of the wrong size names both sizes") {
    const CifarFormat& format = cifar100Format();
    CHECK_THROWS_WITH_AS(checkCifarFileSize(format, Part::Train, 1'000'000, "train.bin"),
                         "train.bin: has 1,000,000 bytes; this file of CIFAR-100 has 153,700,000 (50,000 "
                         "records of 3,074 bytes). "
                         "Is the download complete?",
                         RuntimeError);
    CHECK_NOTHROW(checkCifarFileSize(format, Part::Test, 30'740'000, "test.bin"));
}

TEST_CASE("CIFAR-10 is read from its folder, from the folder around it and from its archive, all the same") {
    const test::TemporaryFolder folder;
    const fs::path unpacked = folder / "cifar-10-batches-bin";
    writeCifar10(unpacked);
    pack(unpacked, folder / "cifar-10-binary.tar.gz");

    const auto source = openSource(unpacked.string());
    CHECK(source->info().kind == "cifar10");
    CHECK(source->info().trainCount == 50000);
    CHECK(source->info().columns.at(0).names.at(9) == "truck");
    const auto test = source->load(Part::Test);
    CHECK(test->count == 10000);
    CHECK(test->columns[0].values[9999] == 9);
    CHECK(test->image(9999)[0] == 0x11);

    CHECK(openSource(folder.path().string())->info().location == unpacked.string());

    const auto archive = openSource((folder / "cifar-10-binary.tar.gz").string());
    CHECK(archive->info().kind == "cifar10");
    const auto train = archive->load(Part::Train);
    CHECK(train->columns[0].values[40007] == 3);
    CHECK(train->image(40007)[1] == 0xc9);
    CHECK(train->pixels == source->load(Part::Train)->pixels);
    CHECK(archive->load(Part::Test)->columns[0].values == test->columns[0].values);
}

TEST_CASE("incomplete folders and archives say what is missing") {
    const test::TemporaryFolder folder;
    const fs::path cifar = folder / "cifar-100-binary";
    fs::create_directories(cifar);
    write(cifar / "fine_label_names.txt", names(100));
    write(cifar / "coarse_label_names.txt", names(20));
    CHECK(refusal(cifar.string()) ==
          cifar.string() + ": some files of CIFAR-100 are here, but these are missing: train.bin, test.bin");

    write(cifar / "train.bin", std::string(3074, 'x'));
    write(cifar / "test.bin", "");
    CHECK(
        refusal(cifar.string()).find("train.bin: has 3,074 bytes; this file of CIFAR-100 has 153,700,000") !=
        std::string::npos);

    pack(cifar, folder / "short.tar.gz");
    CHECK(refusal((folder / "short.tar.gz").string()).find("train.bin: has 3,074 bytes") !=
          std::string::npos);

    write(cifar / "coarse_label_names.txt", names(19));
    CHECK(refusal(cifar.string()).find("20 names, one a line, were expected; 19 were found") !=
          std::string::npos);

    const fs::path other = folder / "other";
    fs::create_directories(other);
    write(other / "readme.txt", "hello");
    pack(other, folder / "other.tar.gz");
    CHECK(refusal((folder / "other.tar.gz").string()).find("it holds readme.txt") != std::string::npos);
    const fs::path python = folder / "cifar-10-batches-py";
    fs::create_directories(python);
    write(python / "data_batch_1", "a pickle");
    pack(python, folder / "python.tar.gz");
    CHECK(refusal((folder / "python.tar.gz").string()).find("no names of CIFAR") != std::string::npos);
    write(folder / "cut.tar.gz", std::string("\x1f\x8b\x08\0\0\0\0\0\0\3", 10));
    CHECK_FALSE(refusal((folder / "cut.tar.gz").string()).empty());
}

TEST_CASE("what is not a data set is named, with what would be") {
    const test::TemporaryFolder folder;
    write(folder / "notes.txt", "hello");
    CHECK(refusal((folder / "notes.txt").string())
              .find("a file ending in \".txt\" was found; understood are \"demo\"") != std::string::npos);
    CHECK(refusal((folder / "nowhere").string()).find("there is no such file or folder") !=
          std::string::npos);
    CHECK_THROWS_AS(openSource(""), RuntimeError);
}
