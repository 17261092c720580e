// The embeddings part of RunFolder.
#include "io/atomic_file.h"
#include "io/file.h"
#include "io/json_file.h"
#include "io/npy.h"
#include "io/sha256.h"
#include "store/format.h"
#include "store/run_folder.h"

#include <algorithm>
#include <deque>
#include <set>

namespace selfsight::store {

namespace {

using nlohmann::json;

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

// Names that mean something else beside a split's embeddings.
const std::set<std::string> kReserved{"labels", "indices", "columns"};

// Files of which each is on the disk in full before the first takes its place, in the order in which they
// were added.
class Staged {
  public:
    explicit Staged(std::filesystem::path folder) : folder_(std::move(folder)) {}

    // Each returns the file's SHA-256.
    std::string add(const std::string& name, const Labels& values) {
        const std::int64_t shape[] = {static_cast<std::int64_t>(values.size())};
        return io::writeNpyBytes(open(name), io::DType::I64, shape, io::asBytes(std::span(values)));
    }
    std::string add(const std::string& name, MatrixView values) {
        const std::int64_t shape[] = {values.rows, values.cols};
        return io::writeNpyBytes(
            open(name), io::DType::F32, shape,
            io::asBytes(std::span(values.data, static_cast<std::size_t>(values.rows * values.cols))));
    }
    // And returns the column's entry in the list of columns.
    json add(const std::string& name, const EmbeddingLabels& column) {
        return {{"name", column.name},
                {"file", name},
                {"names", column.names},
                {"sha256", add(name, column.values)}};
    }
    void add(const std::string& name, const json& document) {
        open(name).write(io::sealedJsonText(document));
    }
    void commit() {
        for (auto& file : files_) file.commit();
    }

  private:
    io::AtomicFile& open(const std::string& name) { return files_.emplace_back(folder_ / name); }

    std::filesystem::path folder_;
    std::deque<io::AtomicFile> files_;
};

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
    Staged files(folder);
    std::set<std::string> taken = kReserved;
    json columns = json::array();
    for (const auto& column : info.labels) {
        const std::string word = column.name == "class" ? "labels" : fileWord(column.name, taken);
        columns.push_back(files.add(split + "." + word + ".npy", column));
    }
    json document = {{"format", formatTag("selfsight-embeddings")},
                     {"count", embeddings.rows},
                     {"dimension", embeddings.cols},
                     {"columns", columns},
                     {"extraction", info.extraction},
                     {"step", info.step}};
    if (!info.indices.empty()) {
        const std::string name = split + ".indices.npy";
        document["indices"] = name;
        document["indices_sha256"] = files.add(name, info.indices);
    }
    // The array is written first, for its checksum, and takes its place last.
    Staged array(folder);
    document["sha256"] = array.add(target.filename().string(), embeddings);
    files.add(split + ".columns.json", document);
    // Embeddings of other weights never stand beside labels, steps and checksums that are not theirs.
    std::error_code ignored;
    std::filesystem::remove(target, ignored);
    files.commit();
    array.commit();
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
    json document;
    if (isThere(file)) {
        document = io::readJson(file);
        checkFormat(document, "selfsight-embeddings", file.string());
    } else {
        // Embeddings written by hand have no list of columns yet.
        const auto shape = io::readNpyHeader(*io::openFile(embeddingsPath(split))).shape;
        document = {{"format", formatTag("selfsight-embeddings")},
                    {"count", shape.at(0)},
                    {"columns", json::array()}};
        if (const auto labels = split + ".labels.npy"; isThere(folder / labels))
            document["columns"].push_back({{"name", "class"}, {"file", labels}, {"names", json::array()}});
    }
    const auto count = io::jsonValue<std::int64_t>(document, "count", -1, file.string());
    if (static_cast<std::int64_t>(column.values.size()) != count)
        throw LogicError("writeLabels: column " + column.name + " has another length");
    std::set<std::string> taken = kReserved;
    json* entry = nullptr;
    for (json& each : document["columns"]) {
        const auto name = io::jsonValue<std::string>(each, "file", "", file.string());
        if (io::jsonValue<std::string>(each, "name", "", file.string()) == column.name) entry = &each;
        if (name.size() > split.size() + 5)
            taken.insert(name.substr(split.size() + 1, name.size() - split.size() - 5));
    }
    // A column that is replaced gets a new file: the list names the old one or the new one, each with its
    // checksum.
    Staged files(folder);
    json written = files.add(split + "." + fileWord(column.name, taken) + ".npy", column);
    std::filesystem::path old;
    if (entry) {
        old = folder / io::jsonValue<std::string>(*entry, "file", "", file.string());
        *entry = std::move(written);
    } else {
        document["columns"].push_back(std::move(written));
    }
    files.add(file.filename().string(), document);
    files.commit();
    std::error_code ignored;
    if (!old.empty()) std::filesystem::remove(old, ignored);
}

Matrix RunFolder::embeddings(const std::string& split) const {
    const auto target = embeddingsPath(split);
    const auto file = target.parent_path() / (split + ".columns.json");
    if (isThere(file))
        io::checkSha256(target, io::jsonValue<std::string>(io::readJson(file), "sha256", "", file.string()),
                        file);
    return io::readMatrix(target);
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
    const auto readBeside = [&](const json& entry, const char* key, const char* checksum) {
        const auto name = io::jsonValue<std::string>(entry, key, "", file.string());
        if (name.empty() || name.front() == '.' || name.find('/') != name.npos)
            throw inputError(file.string(), std::string("\"") + key + "\" is no name of a file beside it");
        io::checkSha256(folder / name, io::jsonValue<std::string>(entry, checksum, "", file.string()), file);
        return io::readLabels(folder / name);
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
                 readBeside(column, "file", "sha256")});
        }
    }
    if (document.contains("indices")) info.indices = readBeside(document, "indices", "indices_sha256");
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
