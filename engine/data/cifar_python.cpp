#include "data/cifar_python.h"

#include "core/error.h"
#include "io/pickle_numpy.h"

#include <algorithm>

namespace selfsight::data {
namespace {

using io::Pickle;

constexpr std::int64_t kPixels = 3 * 32 * 32;

// Nothing is called; an empty bytes of Python 3 is named so.
bool isAllowed(std::string_view global) {
    return io::isNumpyGlobal(global) || global == "__builtin__.bytes";
}

// Python 2 wrote texts; Python 3 writes bytes, below protocol 3 as a call that encodes a text.
std::string textOf(const Pickle& pickle, const Pickle::Node& node) {
    if (node.kind == Pickle::Kind::Text || node.kind == Pickle::Kind::ByteString) return node.text;
    if (!pickle.isCallOf(node, "_codecs.encode") || pickle.arguments(node).empty()) return {};
    return pickle[pickle.arguments(node).front()].text;
}

const Pickle::Node& entry(const Pickle& pickle, const std::string& key, const std::string& path) {
    if (const auto* items = pickle.dictionaryItems(pickle.root()))
        for (std::size_t i = 0; i + 1 < items->size(); i += 2)
            if (textOf(pickle, pickle[(*items)[i]]) == key) return pickle[(*items)[i + 1]];
    throw inputError(path, "has no entry \"" + key + "\", as CIFAR's Python files have");
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
    const Pickle pickle(bytes, path, isAllowed);
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
    const Pickle pickle(bytes, path, isAllowed);
    std::vector<std::vector<std::string>> result;
    for (std::size_t c = 0; c < format.columns.size(); ++c) {
        const std::string& key = cifarPickles(format).nameKeys[c];
        const Pickle::Node& list = entry(pickle, key, path);
        std::vector<std::string> names;
        for (const Pickle::Id id : list.items) {
            std::string name = textOf(pickle, pickle[id]);
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
