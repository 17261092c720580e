// A folder of runs and comparisons. Written so that a crash at any instant leaves the old state or the new.
// Torch-free.
#pragma once

#include "store/run_folder.h"

#include <filesystem>
#include <memory>
#include <string>
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
    RunFolder run(const std::string& id)
        const;  // throws RuntimeError(Usage) naming the id; unique prefixes are accepted
    void binRun(const std::string& id);  // moves it to <workspace>/bin/

    // workspace.json: "selections" (named), "notes", "queue" and whatever else the window keeps; written
    // atomically.
    nlohmann::json document() const;
    void writeDocument(nlohmann::json document);

    std::vector<Comparison> comparisons() const;
    void writeComparison(Comparison& comparison);  // fills in id and created when empty
    std::filesystem::path comparisonFolder(const std::string& id) const;

  private:
    std::filesystem::path folder_;
    std::vector<std::string> problems_;
};

// One writer a run: <run>/writer.lock holds host, process and start time, and is locked (open file
// description lock, which network file systems know too) while the process lives. Where a lock cannot be
// seen, the process table tells whether a writer on this machine is alive, and a heartbeat (the file's time,
// every 15 s; silent for 120 s is dead) one on another.
class WriterLock {
  public:
    explicit WriterLock(
        const std::filesystem::path& runFolder);  // throws RuntimeError(Environment) naming the holder
    ~WriterLock();
    WriterLock(const WriterLock&) = delete;
    WriterLock& operator=(const WriterLock&) = delete;
    // Whether a living writer, in this process or another, holds it. Disturbs nobody.
    static bool held(const std::filesystem::path& runFolder);

  private:
    struct Heartbeat;
    int descriptor_ = -1;
    std::filesystem::path path_;
    std::unique_ptr<Heartbeat> heartbeat_;
};

}  // namespace selfsight::store
