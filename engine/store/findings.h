// What a person has found in a workspace: named selections, notes and labels of images, kept in
// workspace.json. Torch-free.
#pragma once

#include "core/matrix.h"

#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace selfsight::store {

class Workspace;

// Images are indices into the test part of the data set with this content hash, ascending.
struct NamedSelection {
    std::string id;
    std::string name;
    std::string created;  // UTC, ISO 8601
    std::string dataHash;
    std::vector<std::int64_t> images;

    bool operator==(const NamedSelection&) const = default;
};

// Markdown on a selection, on the map of one run, or on a comparison of runs.
struct Note {
    enum class Target { Selection, Map, Comparison };
    std::string id;
    Target target = Target::Selection;
    std::string text;  // Markdown
    std::string created;
    std::string changed;
    std::string dataHash;
    std::vector<std::int64_t> images;  // of a selection; else empty
    std::vector<std::string>
        runs;  // of a map: one; of a comparison: its members; of a selection: those shown

    std::string title() const;  // the first line without its marks
    bool operator==(const Note&) const = default;
};

// A label column that was made by hand: value v is names[v], of the images listed in members[v]. All others
// are unlabelled (−1).
struct HandLabels {
    std::string column;
    std::string dataHash;
    std::vector<std::string> names;
    std::vector<std::vector<std::int64_t>> members;

    bool operator==(const HandLabels&) const = default;
    Labels values(std::int64_t count) const;
    // Gives the images this value and takes them out of every other; a value that is empty then stays.
    void assign(const std::string& name, const std::vector<std::int64_t>& images);
};

struct Findings {
    std::vector<NamedSelection> selections;
    std::vector<Note> notes;
    std::vector<HandLabels> labels;

    bool operator==(const Findings&) const = default;
    // Of a workspace's document, where they are "selections", "notes" and "labels". Throws
    // RuntimeError(Input) naming `path` for entries of another shape; unknown fields are ignored.
    static Findings fromJson(const nlohmann::json& document, const std::string& path);
    // Puts them into a document; everything else in it is kept.
    void store(nlohmann::json& document) const;
};

// What several people have written into a note at once: theirs, a rule, mine; one alone where the other adds
// nothing.
std::string mergedText(const std::string& theirs, const std::string& mine);

Findings readFindings(const Workspace& workspace);
// Throws RuntimeError(Environment) when workspace.json cannot be written; the old one is kept then.
void writeFindings(Workspace& workspace, const Findings& findings);
// Applies `change` to what the file holds now and returns what it holds then; no other program's change comes
// between.
Findings changeFindings(Workspace& workspace, const std::function<void(Findings&)>& change);
std::string newFindingId();  // unique: time and random digits

}  // namespace selfsight::store
