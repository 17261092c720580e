// A folder of runs and comparisons. Written so that a crash at any instant leaves the old state or the new.
// Torch-free.
#pragma once

#include "store/run_folder.h"
#include "store/writer_lock.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace selfsight::store {

// comparisons/<id>/comparison.json: its members and how they were asked for.
struct Comparison {
    std::string id;
    std::string created;
    std::vector<std::string> runs;  // ids, in the order in which they were asked for
    nlohmann::json request;  // what `compare` was called with: the key under which an interrupted one goes on
    std::string report;      // file name below the comparison's folder, empty while there is none
};

class Workspace {
  public:
    // Opens or makes a workspace. Runs whose writer has died are marked interrupted. Throws
    // RuntimeError(Environment) when the folder cannot be written, RuntimeError(Input) when it was written by
    // a newer version.
    explicit Workspace(std::filesystem::path folder);

    const std::filesystem::path& path() const { return folder_; }
    // Newest last. Folders that cannot be read are left out and described in problems().
    std::vector<RunRecord> runs();
    const std::vector<std::string>& problems() const { return problems_; }
    // Fills in id and created; makes the folder.
    RunFolder createRun(RunRecord record);
    // The same for a run that is to be written at once: its folder appears with the writer's lock already
    // held, so that nobody takes it for a run whose writer has died.
    std::pair<RunFolder, std::unique_ptr<WriterLock>> startRun(RunRecord record);
    RunFolder run(const std::string& id)
        const;  // throws RuntimeError(Usage) naming the id; unique prefixes are accepted
    // Moves a run that nobody writes to <workspace>/bin/; its folder's name there.
    std::string binRun(const std::string& id);

    // workspace.json: "selections" (named), "notes", "queue" and whatever else the window keeps; written
    // atomically.
    nlohmann::json document() const;
    void writeDocument(nlohmann::json document);
    // Reads it, changes it and writes it, with other programs that do the same kept out meanwhile. What
    // `change` throws leaves the file as it was.
    void changeDocument(const std::function<void(nlohmann::json&)>& change);

    std::vector<Comparison> comparisons() const;
    void writeComparison(Comparison& comparison);  // fills in id and created when empty
    std::filesystem::path comparisonFolder(const std::string& id) const;

  private:
    std::filesystem::path newRunFolder(RunRecord& record) const;

    std::filesystem::path folder_;
    std::vector<std::string> problems_;
};

}  // namespace selfsight::store
