// CIFAR's Python archives: pickles of a dictionary, read as data by the allow-list reader. Apart from where
// the files come from, so that a fuzzer reaches them with bytes alone.
#pragma once

#include "data/cifar_format.h"

namespace selfsight::data {

// The names of the Python files of a format: "data_batch_1", …, or "train", "test"; and of the names.
struct CifarPickles {
    std::vector<std::string> trainFiles, testFiles;
    std::string namesFile;
    std::vector<std::string> labelKeys;  // parallel to the format's columns
    std::vector<std::string> nameKeys;
};
const CifarPickles& cifarPickles(const CifarFormat& format);

// Writes the images and labels of the part's file number `file` into `set`. Throws RuntimeError(Input): no
// such pickle, a Python name beyond what arrays need, another number of images, a label out of range.
void decodeCifarPickle(const CifarFormat& format, Part part, std::size_t file, io::ByteView bytes,
                       const std::string& path, ImageSet& set);

// The names of the columns' values, in the order of the format's columns.
std::vector<std::vector<std::string>> parseCifarPickledNames(const CifarFormat& format, io::ByteView bytes,
                                                             const std::string& path);

}  // namespace selfsight::data
