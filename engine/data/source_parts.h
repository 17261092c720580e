// What the sources share among themselves.
#pragma once

#include "data/source.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace selfsight::data {

// SHA-256 over both parts: size, pixels, then the labels of every column as 64-bit little-endian.
std::string contentHashOf(const ImageSet& train, const ImageSet& test);

// Checks a size for overflow and sanity before memory is taken: returns count · 3 · height · width. Throws
// RuntimeError(Input) beyond 64 GiB. `path` is for the message.
std::size_t pixelBytes(std::int64_t count, int height, int width, const std::string& path);

// One opener a source; each throws RuntimeError as openSource() says.
std::unique_ptr<Source> openDemo(const std::string& specification);
std::unique_ptr<Source> openCifarArchive(const std::filesystem::path& archive);
std::unique_ptr<Source> openCifarFolder(const std::filesystem::path& folder);
std::unique_ptr<Source> openCifarPythonArchive(const std::filesystem::path& archive);
std::unique_ptr<Source> openCifarPythonFolder(const std::filesystem::path& folder);
// `side`: of the pictures in pixels; 0: as they are.
struct Stl10Options {
    int side = 0;             // 0: as they are, 96 px
    bool unlabelled = false;  // the training part has the images without labels behind the others
};
std::unique_ptr<Source> openStl10Archive(const std::filesystem::path& archive, const Stl10Options& options);
std::unique_ptr<Source> openStl10Folder(const std::filesystem::path& folder, const Stl10Options& options);
// A CSV with a column "path". `whole`: all pictures are the test part.
std::unique_ptr<Source> openPictureTable(const std::filesystem::path& file, int side, bool whole);
// `side`: of the pictures in pixels, 8 … 512; 0: the median of what is there.
std::unique_ptr<Source> openImageFolder(const std::filesystem::path& folder, int side);
// `whole`: the file has one part, and all of it is the test part.
std::unique_ptr<Source> openArrays(const std::filesystem::path& file, bool whole = false);

// Whether a folder holds the files of one of the CIFAR binary archives.
bool looksLikeCifarFolder(const std::filesystem::path& folder);
bool looksLikeCifarPythonFolder(const std::filesystem::path& folder);
bool looksLikeStl10Folder(const std::filesystem::path& folder);

}  // namespace selfsight::data
