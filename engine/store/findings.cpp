#include "store/findings.h"

#include "core/error.h"
#include "io/json_file.h"
#include "store/format.h"

#include <algorithm>
#include <array>

namespace selfsight::store {

namespace {

using nlohmann::json;

constexpr std::array kTargets{"selection", "map", "comparison"};

std::vector<std::int64_t> imagesOf(const json& entry, const char* key, const std::string& path) {
    auto images = io::jsonValue<std::vector<std::int64_t>>(entry, key, {}, path);
    std::sort(images.begin(), images.end());
    images.erase(std::unique(images.begin(), images.end()), images.end());
    if (!images.empty() && images.front() < 0) throw inputError(path, "an image's index is negative");
    return images;
}

const json& listOf(const json& document, const char* key, const std::string& path) {
    static const json none = json::array();
    const auto found = document.find(key);
    if (found == document.end() || found->is_null()) return none;
    if (!found->is_array()) throw inputError(path, std::string("\"") + key + "\" is no list");
    for (const json& entry : *found)
        if (!entry.is_object())
            throw inputError(path, std::string("\"") + key + "\" holds something other than objects");
    return *found;
}

std::string text(const json& entry, const char* key, const std::string& path) {
    return io::jsonValue<std::string>(entry, key, "", path);
}

}  // namespace

std::string Note::title() const {
    std::size_t begin = text.find_first_not_of(" \t\r\n#>*-_");
    if (begin == std::string::npos) return {};
    const std::size_t end = text.find('\n', begin);
    std::string line = text.substr(begin, end == std::string::npos ? end : end - begin);
    std::erase_if(line, [](char c) { return c == '*' || c == '`' || c == '\r'; });
    return line;
}

Labels HandLabels::values(std::int64_t count) const {
    Labels result(static_cast<std::size_t>(count), -1);
    for (std::size_t value = 0; value < members.size(); ++value)
        for (const std::int64_t image : members[value])
            if (image < count) result[static_cast<std::size_t>(image)] = static_cast<std::int64_t>(value);
    return result;
}

void HandLabels::assign(const std::string& name, const std::vector<std::int64_t>& images) {
    std::vector<std::int64_t> wanted = images;
    std::sort(wanted.begin(), wanted.end());
    wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
    for (auto& others : members)
        std::erase_if(others, [&](std::int64_t image) {
            return std::binary_search(wanted.begin(), wanted.end(), image);
        });
    auto at = std::find(names.begin(), names.end(), name) - names.begin();
    if (at == static_cast<std::ptrdiff_t>(names.size())) {
        names.push_back(name);
        members.emplace_back();
    }
    auto& own = members[static_cast<std::size_t>(at)];
    own.insert(own.end(), wanted.begin(), wanted.end());
    std::sort(own.begin(), own.end());
}

Findings Findings::fromJson(const json& document, const std::string& path) {
    Findings found;
    for (const json& entry : listOf(document, "selections", path))
        found.selections.push_back({text(entry, "id", path), text(entry, "name", path),
                                    text(entry, "created", path), text(entry, "data", path),
                                    imagesOf(entry, "images", path)});
    for (const json& entry : listOf(document, "notes", path)) {
        Note note;
        note.id = text(entry, "id", path);
        const std::string target = text(entry, "on", path);
        const auto known = std::find(kTargets.begin(), kTargets.end(), target);
        if (known == kTargets.end())
            throw inputError(path,
                             "a note is on \"" + target + "\"; selection, map or comparison was expected");
        note.target = static_cast<Note::Target>(known - kTargets.begin());
        note.text = text(entry, "text", path);
        note.created = text(entry, "created", path);
        note.changed = text(entry, "changed", path);
        note.dataHash = text(entry, "data", path);
        note.images = imagesOf(entry, "images", path);
        note.runs = io::jsonValue<std::vector<std::string>>(entry, "runs", {}, path);
        found.notes.push_back(std::move(note));
    }
    for (const json& entry : listOf(document, "labels", path)) {
        HandLabels labels{text(entry, "column", path), text(entry, "data", path), {}, {}};
        if (labels.column.empty()) throw inputError(path, "a label column has no name");
        for (const json& value : listOf(entry, "values", path)) {
            labels.names.push_back(text(value, "name", path));
            labels.members.push_back(imagesOf(value, "images", path));
        }
        found.labels.push_back(std::move(labels));
    }
    return found;
}

void Findings::store(json& document) const {
    json list = json::array();
    for (const NamedSelection& each : selections)
        list.push_back({{"id", each.id},
                        {"name", each.name},
                        {"created", each.created},
                        {"data", each.dataHash},
                        {"images", each.images}});
    document["selections"] = std::move(list);
    list = json::array();
    for (const Note& each : notes)
        list.push_back({{"id", each.id},
                        {"on", kTargets[static_cast<std::size_t>(each.target)]},
                        {"text", each.text},
                        {"created", each.created},
                        {"changed", each.changed},
                        {"data", each.dataHash},
                        {"images", each.images},
                        {"runs", each.runs}});
    document["notes"] = std::move(list);
    list = json::array();
    for (const HandLabels& each : labels) {
        json values = json::array();
        for (std::size_t v = 0; v < each.names.size(); ++v)
            values.push_back({{"name", each.names[v]}, {"images", each.members[v]}});
        list.push_back({{"column", each.column}, {"data", each.dataHash}, {"values", std::move(values)}});
    }
    document["labels"] = std::move(list);
}

std::string mergedText(const std::string& theirs, const std::string& mine) {
    if (mine.find(theirs) != std::string::npos) return mine;
    if (theirs.find(mine) != std::string::npos) return theirs;
    return theirs + "\n\n---\n\n" + mine;
}

std::string newFindingId() {
    return idTimeNow() + "-" + randomHex(6);
}

}  // namespace selfsight::store
