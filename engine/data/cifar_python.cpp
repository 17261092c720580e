#include "data/cifar_python.h"

#include "core/error.h"
#include "io/pickle_numpy.h"

#include <algorithm>

namespace selfsight::data {
namespace {

using io::Pickle;

constexpr std::int64_t kPixels = 3 * 32 * 32;

const Pickle::Node& entry(const Pickle& pickle, const std::string& key, const std::string& path) {
    const Pickle::Node* found = pickle.find(pickle.root(), key);
    if (found == nullptr)
        throw inputError(path, "has no entry \"" + key + "\", as CIFAR's Python files have");
    return *found;
}

}  // namespace

const CifarPickles& cifarPickles(const CifarFormat& format) {
    static const CifarPickles ten{
        {"data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5"},
        {"test_batch"},
        "batches.meta",
        {"labels"},
        {"label_names"}};
    static const CifarPickles hundred{{"train"},
                                      {"test"},
                                      "meta",
                                      {"fine_labels", "coarse_labels"},
                                      {"fine_label_names", "coarse_label_names"}};
    return format.kind == "cifar10" ? ten : hundred;
}

void decodeCifarPickle(const CifarFormat& format, Part part, std::size_t file, io::ByteView bytes,
                       const std::string& path, ImageSet& set) {
    const Pickle pickle(bytes, path, io::isNumpyGlobal);
    const std::int64_t count = part == Part::Train ? format.recordsPerTrainFile : format.recordsPerTestFile;
    const auto images = io::numpyArray(pickle, entry(pickle, "data", path), path);
    if (!images || images->dtype != io::DType::U8 ||
        images->shape != std::vector<std::int64_t>{count, kPixels})
        throw inputError(path, "its \"data\" is " + (images ? images->shapeText() : std::string("no array")) +
                                   "; uint8 [" + std::to_string(count) + ", 3072] was expected");
    const auto first = static_cast<std::int64_t>(file) * count;
    std::ranges::copy(images->bytes, set.pixels.begin() + first * kPixels);
    for (std::size_t c = 0; c < format.columns.size(); ++c) {
        const std::string& key = cifarPickles(format).labelKeys[c];
        const Pickle::Node& labels = entry(pickle, key, path);
        if (labels.kind != Pickle::Kind::List || static_cast<std::int64_t>(labels.items.size()) != count)
            throw inputError(path, "its \"" + key + "\" is no list of " + std::to_string(count) + " labels");
        for (std::int64_t k = 0; k < count; ++k) {
            const Pickle::Node& label = pickle[labels.items[static_cast<std::size_t>(k)]];
            if (label.kind != Pickle::Kind::Integer || label.integer < 0 ||
                label.integer >= static_cast<std::int64_t>(format.columns[c].classes))
                throw inputError(path, "label " + std::to_string(k) + " of \"" + key +
                                           "\" is not between 0 and " +
                                           std::to_string(format.columns[c].classes - 1));
            set.columns[c].values[static_cast<std::size_t>(first + k)] = label.integer;
        }
    }
}

std::vector<std::vector<std::string>> parseCifarPickledNames(const CifarFormat& format, io::ByteView bytes,
                                                             const std::string& path) {
    const Pickle pickle(bytes, path, io::isNumpyGlobal);
    std::vector<std::vector<std::string>> result;
    for (std::size_t c = 0; c < format.columns.size(); ++c) {
        const std::string& key = cifarPickles(format).nameKeys[c];
        const Pickle::Node& list = entry(pickle, key, path);
        std::vector<std::string> names;
        for (const Pickle::Id id : list.items) {
            std::string name = pickle[id].text;
            std::ranges::replace(name, '_', ' ');
            if (!name.empty()) names.push_back(std::move(name));
        }
        if (list.kind != Pickle::Kind::List || names.size() != format.columns[c].classes)
            throw inputError(path, "its \"" + key + "\" is no list of " +
                                       std::to_string(format.columns[c].classes) + " names");
        result.push_back(std::move(names));
    }
    return result;
}

}  // namespace selfsight::data
