// Where images come from. One file a source: demo, CIFAR binary archives, image folders, arrays.
#pragma once

#include "core/matrix.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace selfsight::data {

// One way of labelling the images: "class", "superclass", "background", or any column of the user's.
struct LabelColumn {
    std::string name;
    std::vector<std::string> names;  // names[v] is the name of value v
    Labels values;                   // one an image, in [0, names.size()); −1: unlabelled
};

enum class Part { Train, Test };

// Decoded images of one part, as values. Immutable once shared.
struct ImageSet {
    std::int64_t count = 0;
    int height = 0;
    int width = 0;
    std::vector<std::uint8_t>
        pixels;  // [count, 3, height, width], RGB planes; empty when there are no images
    std::vector<LabelColumn> columns;  // may be empty; "class" first where it exists
    std::vector<std::string> paths;    // one an image, or empty

    // nullptr when there is no such column.
    const LabelColumn* column(const std::string& name) const;
    std::span<const std::uint8_t> image(std::int64_t i) const {
        const auto size = static_cast<std::size_t>(3 * height * width);
        return {pixels.data() + static_cast<std::size_t>(i) * size, size};
    }
};

// What can be said about a source without decoding its images.
struct SourceInfo {
    std::string kind;  // "demo", "cifar100", "cifar10", "stl10", "folder", "table", "arrays"
    // The specification that openSource() understands again, absolute where it is a path.
    std::string location;
    std::int64_t trainCount = 0;
    std::int64_t testCount = 0;
    int height = 0;
    int width = 0;
    std::vector<LabelColumn> columns;  // names only, values left empty
    std::string note;                  // what was done to the images or left out, for people; may be empty
};

// Called with the fraction done, 0 … 1.
using LoadProgress = std::function<void(double)>;

class Source {
  public:
    virtual ~Source() = default;
    virtual const SourceInfo& info() const = 0;
    // Decodes one part. Throws RuntimeError(Input) naming the file; Cancelled when the token is signalled.
    virtual std::shared_ptr<const ImageSet> load(Part part, std::stop_token stop = {},
                                                 const LoadProgress& progress = {}) = 0;
    // SHA-256 over the pixels and labels in order, in hexadecimal; of both parts, computed once.
    virtual std::string contentHash() = 0;
};

// "demo", "demo:train=2000,test=500,seed=1"; an archive (.tar.gz) or unpacked folder of CIFAR-10 or
// CIFAR-100, binary or Python, or of STL-10, binary; a folder of class folders (train/ and test/ below it); a
// table of pictures (.csv with a column "path" and any label columns); an .npz or .npy of images.
// "PATH:size=64" sets the side of pictures that can be resized; "FILE:all" makes all of one file the test
// part; ":unlabelled" behind STL-10 adds its images without labels to the training part. Throws
// RuntimeError(Input) that says what was found and what would be understood.
std::unique_ptr<Source> openSource(const std::string& specification);

}  // namespace selfsight::data
