// The layout of the CIFAR binary archives (Krizhevsky 2009, https://www.cs.toronto.edu/~kriz/cifar.html),
// apart from where their files come from, so that a fuzzer reaches it with bytes alone.
#pragma once

#include "data/source.h"
#include "io/bytes.h"

#include <cstdint>
#include <string>
#include <vector>

namespace selfsight::data {

struct CifarColumn {
    std::string name;       // "class", "superclass"
    std::string namesFile;  // one name a line
    std::size_t classes;
    std::size_t byte;  // its place in a record
};

struct CifarFormat {
    std::string kind;    // "cifar10", "cifar100"
    std::string title;   // "CIFAR-10"
    std::string folder;  // inside the archive
    std::vector<std::string> trainFiles;
    std::vector<std::string> testFiles;
    std::vector<CifarColumn> columns;
    std::int64_t recordsPerTrainFile;
    std::int64_t recordsPerTestFile;

    std::size_t recordBytes() const { return columns.size() + 3 * 32 * 32; }
    std::int64_t count(Part part) const;
    const std::vector<std::string>& files(Part part) const {
        return part == Part::Train ? trainFiles : testFiles;
    }
    std::uint64_t fileBytes(Part part) const;
};

const CifarFormat& cifar10Format();
const CifarFormat& cifar100Format();

// The names in a names file. Throws RuntimeError(Input) unless there are `count` of them.
std::vector<std::string> parseCifarNames(io::ByteView text, std::size_t count, const std::string& path);

// An empty set of the part, its names taken from `columns`, memory taken.
ImageSet makeCifarSet(const CifarFormat& format, Part part, const std::vector<LabelColumn>& columns);

// Throws RuntimeError(Input) unless a file of the part may have this size.
void checkCifarFileSize(const CifarFormat& format, Part part, std::uint64_t bytes, const std::string& path);

// Writes the records of the part's file number `file` into `set`. Throws RuntimeError(Input): size, or a
// label out of range with its record.
void decodeCifarFile(const CifarFormat& format, Part part, std::size_t file, io::ByteView bytes,
                     const std::string& path, ImageSet& set);

}  // namespace selfsight::data
