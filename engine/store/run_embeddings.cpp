// The embeddings part of RunFolder.
#include "io/file.h"
#include "io/json_file.h"
#include "io/npy.h"
#include "store/format.h"
#include "store/run_folder.h"

#include <algorithm>
#include <set>

namespace selfsight::store {

namespace {

using nlohmann::json;

bool isThere(const std::filesystem::path& file) {
    std::error_code ignored;
    return std::filesystem::exists(file, ignored);
}

void checkSplit(const std::string& split) {
    const auto allowed = [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_'; };
    if (split.empty() || split.size() > 100 || !std::all_of(split.begin(), split.end(), allowed))
        throw usageError("\"" + split.substr(0, 120) +
                         "\" is no split: train, validation or test was expected");
}

// A column's name as part of a file name, different from those in `taken`.
std::string fileWord(const std::string& column, std::set<std::string>& taken) {
    std::string word;
    for (const unsigned char c : column.substr(0, 60))
        word += std::isalnum(c) || c == '-' ? static_cast<char>(c) : '_';
    if (word.empty()) word = "column";
    std::string unique = word;
    for (int i = 2; !taken.insert(unique).second; ++i) unique = word + "_" + std::to_string(i);
    return unique;
}

}  // namespace

const EmbeddingLabels* EmbeddingInfo::find(const std::string& name) const {
    const auto it =
        std::find_if(labels.begin(), labels.end(), [&](const EmbeddingLabels& l) { return l.name == name; });
    return it == labels.end() ? nullptr : &*it;
}

std::filesystem::path RunFolder::embeddingsPath(const std::string& split) const {
    checkSplit(split);
    return folder_ / "embeddings" / (split + ".npy");
}

bool RunFolder::hasEmbeddings(const std::string& split) const {
    return isThere(embeddingsPath(split));
}

std::vector<std::string> RunFolder::embeddedSplits() const {
    std::vector<std::string> splits;
    std::error_code error;
    for (std::filesystem::directory_iterator it(folder_ / "embeddings", error), end; !error && it != end;
         it.increment(error)) {
        const auto& path = it->path();
        if (path.extension() == ".npy" && path.stem().extension().empty())
            splits.push_back(path.stem().string());
    }
    std::sort(splits.begin(), splits.end());
    return splits;
}

void RunFolder::writeEmbeddings(const std::string& split, MatrixView embeddings, const EmbeddingInfo& info) {
    const auto target = embeddingsPath(split);
    const auto rows = static_cast<std::size_t>(embeddings.rows);
    for (const auto& column : info.labels)
        if (column.values.size() != rows)
            throw LogicError("writeEmbeddings: column " + column.name + " has another length");
    if (!info.indices.empty() && info.indices.size() != rows)
        throw LogicError("writeEmbeddings: indices have another length");

    const auto folder = target.parent_path();
    io::createFolders(folder);
    std::set<std::string> taken{"labels", "indices", "columns"};
    json columns = json::array();
    for (const auto& column : info.labels) {
        const std::string word = column.name == "class" ? "labels" : fileWord(column.name, taken);
        const std::string file = split + "." + word + ".npy";
        io::writeLabels(folder / file, column.values);
        columns.push_back({{"name", column.name}, {"file", file}, {"names", column.names}});
    }
    if (!info.indices.empty()) io::writeLabels(folder / (split + ".indices.npy"), info.indices);
    json document = {{"format", formatTag("selfsight-embeddings")},
                     {"count", embeddings.rows},
                     {"dimension", embeddings.cols},
                     {"columns", columns},
                     {"extraction", info.extraction},
                     {"step", info.step}};
    if (!info.indices.empty()) document["indices"] = split + ".indices.npy";
    io::writeJsonAtomic(folder / (split + ".columns.json"), document);
    io::writeNpy(target, embeddings);
}

void RunFolder::writeEmbeddings(const std::string& split, MatrixView embeddings, const Labels& labels) {
    EmbeddingInfo info;
    if (!labels.empty()) info.labels.push_back({"class", {}, labels});
    writeEmbeddings(split, embeddings, info);
}

void RunFolder::writeLabels(const std::string& split, const EmbeddingLabels& column) {
    if (column.name.empty() || column.name == "class")
        throw usageError("\"" + column.name + "\" cannot be the name of a label column made by hand");
    const auto folder = embeddingsPath(split).parent_path();
    const auto file = folder / (split + ".columns.json");
    if (!isThere(file)) {
        // Embeddings written by hand have no list of columns yet.
        EmbeddingInfo info = embeddingInfo(split);
        info.labels.push_back(column);
        return writeEmbeddings(split, embeddings(split), info);
    }
    json document = io::readJson(file);
    checkFormat(document, "selfsight-embeddings", file.string());
    const auto count = io::jsonValue<std::int64_t>(document, "count", -1, file.string());
    if (static_cast<std::int64_t>(column.values.size()) != count)
        throw LogicError("writeLabels: column " + column.name + " has another length");
    std::set<std::string> taken{"labels", "indices", "columns"};
    json* entry = nullptr;
    for (json& each : document["columns"]) {
        const auto name = io::jsonValue<std::string>(each, "file", "", file.string());
        if (io::jsonValue<std::string>(each, "name", "", file.string()) == column.name) entry = &each;
        if (name.size() > split.size() + 5)
            taken.insert(name.substr(split.size() + 1, name.size() - split.size() - 5));
    }
    if (!entry) {
        document["columns"].push_back(
            {{"name", column.name}, {"file", split + "." + fileWord(column.name, taken) + ".npy"}});
        entry = &document["columns"].back();
    }
    (*entry)["names"] = column.names;
    io::writeLabels(folder / io::jsonValue<std::string>(*entry, "file", "", file.string()), column.values);
    io::writeJsonAtomic(file, document);
}

Matrix RunFolder::embeddings(const std::string& split) const {
    return io::readMatrix(embeddingsPath(split));
}

EmbeddingInfo RunFolder::embeddingInfo(const std::string& split) const {
    const auto folder = embeddingsPath(split).parent_path();
    const auto file = folder / (split + ".columns.json");
    EmbeddingInfo info;
    if (!isThere(file)) {
        // Written by hand, from Python: labels alone are enough.
        const auto labels = folder / (split + ".labels.npy");
        if (isThere(labels)) info.labels.push_back({"class", {}, io::readLabels(labels)});
        return info;
    }
    const json document = io::readJson(file);
    checkFormat(document, "selfsight-embeddings", file.string());
    info.extraction = io::jsonValue<std::string>(document, "extraction", "", file.string());
    info.step = io::jsonValue<std::int64_t>(document, "step", -1, file.string());
    const auto beside = [&](const json& entry, const char* key) {
        const auto name = io::jsonValue<std::string>(entry, key, "", file.string());
        if (name.empty() || name.front() == '.' || name.find('/') != name.npos)
            throw inputError(file.string(), std::string("\"") + key + "\" is no name of a file beside it");
        return folder / name;
    };
    const auto columns = document.find("columns");
    if (columns != document.end() && !columns->is_array())
        throw inputError(file.string(), "\"columns\" is no list");
    if (columns != document.end()) {
        for (const auto& column : *columns) {
            if (!column.is_object())
                throw inputError(file.string(), "\"columns\" holds something other than columns");
            info.labels.push_back(
                {io::jsonValue<std::string>(column, "name", "", file.string()),
                 io::jsonValue<std::vector<std::string>>(column, "names", {}, file.string()),
                 io::readLabels(beside(column, "file"))});
        }
    }
    if (document.contains("indices")) info.indices = io::readLabels(beside(document, "indices"));
    const auto count = io::jsonValue<std::int64_t>(document, "count", -1, file.string());
    for (const auto& column : info.labels)
        if (count >= 0 && static_cast<std::int64_t>(column.values.size()) != count)
            throw inputError(file.string(), "column \"" + column.name + "\" has " +
                                                std::to_string(column.values.size()) + " labels for " +
                                                std::to_string(count) + " images");
    if (count >= 0 && !info.indices.empty() && static_cast<std::int64_t>(info.indices.size()) != count)
        throw inputError(file.string(), "the list of indices does not have one an image");
    return info;
}

Labels RunFolder::labels(const std::string& split, const std::string& column) const {
    const EmbeddingInfo info = embeddingInfo(split);
    const EmbeddingLabels* found = info.find(column);
    return found ? found->values : Labels();
}

}  // namespace selfsight::store
