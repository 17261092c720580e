// Checkpoints of a run: checkpoints/step-XXXXXXXX.safetensors, several generations, each with its SHA-256.
// Torch-free.
#pragma once

#include "core/json.h"
#include "io/tensor.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace selfsight::store {

// Everything that a run needs to go on exactly, as values.
struct Checkpoint {
    std::int64_t step = 0;
    double epoch = 0;
    std::int64_t imagesSeen = 0;
    double seconds = 0;               // of training, pauses excluded
    std::vector<io::Tensor> tensors;  // "encoder.conv1.0.weight", "optimiser.0.exp_avg", …
    nlohmann::json state;             // random streams, schedules, meters: whatever is no tensor

    const io::Tensor* find(const std::string& name) const;  // nullptr: absent
};

struct SavedCheckpoint {
    std::filesystem::path path;
    std::string sha256;
};

struct LoadedCheckpoint {
    Checkpoint checkpoint;
    std::filesystem::path path;
    std::string sha256;
    // Newer checkpoints that were found damaged and passed over, in words, for the user.
    std::vector<std::string> problems;
};

class CheckpointFolder {
  public:
    // `keep` ≥ 1 generations stay, and the best one beside them.
    explicit CheckpointFolder(std::filesystem::path folder, int keep = 2);

    // Writes step-XXXXXXXX.safetensors atomically, then removes what is older than `keep` generations. Throws
    // RuntimeError(Environment): then nothing that was there is lost.
    SavedCheckpoint save(const Checkpoint& checkpoint) const;
    // best.safetensors, replacing the one before.
    SavedCheckpoint saveBest(const Checkpoint& checkpoint) const;

    // The newest generation that is whole; nothing when there is none at all. When there are some and all are
    // damaged: RuntimeError(Input) naming them.
    std::optional<LoadedCheckpoint> latest() const;
    std::optional<LoadedCheckpoint> best() const;
    // Removes generations newer than `step`: damaged ones, after going on from an older one.
    void discardAfter(std::int64_t step) const;

    std::vector<std::filesystem::path> files() const;  // of the generations, oldest first
    const std::filesystem::path& path() const { return folder_; }

  private:
    std::filesystem::path folder_;
    int keep_;
};

// Throws RuntimeError(Input) when the file is damaged, no checkpoint, or of a newer version.
LoadedCheckpoint readCheckpoint(const std::filesystem::path& file);

// Saves on a thread of its own, so that no step waits for the disk. While one checkpoint is being written,
// the newest of those that came meanwhile waits and the others are dropped; best ones wait on their own.
class CheckpointWriter {
  public:
    // Called on the writer's thread after each attempt: the file, or an error's text (the run goes on, and
    // the next checkpoint is tried again).
    using Report = std::function<void(const SavedCheckpoint& saved, const std::string& error)>;

    CheckpointWriter(CheckpointFolder folder, Report report = {});
    ~CheckpointWriter();  // waits for what was handed over

    void save(std::shared_ptr<const Checkpoint> checkpoint);
    void saveBest(std::shared_ptr<const Checkpoint> checkpoint);
    // Waits until everything handed over is on the disk or has failed; returns the error of the last attempt at a
    // generation or else at the best one, empty when both worked.
    std::string flush();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace selfsight::store
