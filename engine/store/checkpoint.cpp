#include "store/checkpoint.h"

#include "io/atomic_file.h"
#include "io/file.h"
#include "io/json_file.h"
#include "io/safetensors.h"
#include "store/format.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>

namespace selfsight::store {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kMetadataKey = "selfsight";
constexpr const char* kBest = "best.safetensors";

std::string fileName(std::int64_t step) {
    char name[64];
    std::snprintf(name, sizeof name, "step-%08lld.safetensors", static_cast<long long>(step));
    return name;
}

// The step that a file name says; −1: not the name of a generation.
std::int64_t stepOf(const fs::path& file) {
    const std::string name = file.filename().string();
    if (!name.starts_with("step-") || !name.ends_with(".safetensors")) return -1;
    std::int64_t step = -1;
    const char* end = name.data() + name.size() - std::string_view(".safetensors").size();
    const auto result = std::from_chars(name.data() + 5, end, step);
    return result.ec == std::errc() && result.ptr == end ? step : -1;
}

SavedCheckpoint write(const fs::path& file, const Checkpoint& checkpoint) {
    // A run's folder that has vanished (a disk that was unplugged) must not come into being again without its record.
    const auto run = file.parent_path().parent_path();
    std::error_code ignored;
    if (!run.empty() && !fs::is_directory(run, ignored)) io::throwSystemError(run, "write into this folder", ENOENT);
    io::createFolders(file.parent_path());
    const json about = {{"format", formatTag("selfsight-checkpoint")},
                        {"step", checkpoint.step},
                        {"epoch", checkpoint.epoch},
                        {"images_seen", checkpoint.imagesSeen},
                        {"seconds", checkpoint.seconds},
                        {"state", checkpoint.state}};
    return {file, io::writeSafetensors(file, checkpoint.tensors, {{kMetadataKey, about.dump()}})};
}

}  // namespace

const io::Tensor* Checkpoint::find(const std::string& name) const {
    const auto it =
        std::find_if(tensors.begin(), tensors.end(), [&](const io::Tensor& t) { return t.name == name; });
    return it == tensors.end() ? nullptr : &*it;
}

CheckpointFolder::CheckpointFolder(fs::path folder, int keep)
    : folder_(std::move(folder)), keep_(std::max(1, keep)) {}

std::vector<fs::path> CheckpointFolder::files() const {
    std::vector<fs::path> found;
    std::error_code error;
    for (fs::directory_iterator it(folder_, error), end; !error && it != end; it.increment(error))
        if (stepOf(it->path()) >= 0) found.push_back(it->path());
    std::sort(found.begin(), found.end(),
              [](const fs::path& a, const fs::path& b) { return stepOf(a) < stepOf(b); });
    return found;
}

SavedCheckpoint CheckpointFolder::save(const Checkpoint& checkpoint) const {
    const SavedCheckpoint saved = write(folder_ / fileName(checkpoint.step), checkpoint);
    const auto generations = files();
    std::error_code ignored;  // an old file too many harms nobody
    for (std::size_t i = 0; i + static_cast<std::size_t>(keep_) < generations.size(); ++i)
        if (generations[i] != saved.path) fs::remove(generations[i], ignored);
    return saved;
}

SavedCheckpoint CheckpointFolder::saveBest(const Checkpoint& checkpoint) const {
    return write(folder_ / kBest, checkpoint);
}

std::optional<LoadedCheckpoint> CheckpointFolder::latest() const {
    auto generations = files();
    if (generations.empty()) return std::nullopt;
    std::vector<std::string> problems;
    for (auto file = generations.rbegin(); file != generations.rend(); ++file) {
        try {
            LoadedCheckpoint loaded = readCheckpoint(*file);
            loaded.problems = std::move(problems);
            return loaded;
        } catch (const RuntimeError& error) {
            if (error.code() != ErrorCode::Input) throw;
            problems.push_back(error.what());
        }
    }
    std::string all;
    for (const auto& problem : problems) all += (all.empty() ? "" : "; ") + problem;
    throw inputError(folder_.string(), "no checkpoint of this run is whole: " + all);
}

std::optional<LoadedCheckpoint> CheckpointFolder::best() const {
    std::error_code ignored;
    if (!fs::exists(folder_ / kBest, ignored)) return std::nullopt;
    return readCheckpoint(folder_ / kBest);
}

void CheckpointFolder::discardAfter(std::int64_t step) const {
    std::error_code ignored;
    for (const auto& file : files())
        if (stepOf(file) > step) fs::remove(file, ignored);
}

LoadedCheckpoint readCheckpoint(const fs::path& path) {
    const std::string name = path.string();
    io::SafetensorsFile file = io::readSafetensors(path, true);
    const auto about = file.metadata.find(kMetadataKey);
    if (about == file.metadata.end()) throw inputError(name, "is no checkpoint of Selfsight's");
    const json document = io::parseJson(about->second, name);
    checkFormat(document, "selfsight-checkpoint", name);
    LoadedCheckpoint loaded;
    Checkpoint& checkpoint = loaded.checkpoint;
    checkpoint.step = io::jsonValue<std::int64_t>(document, "step", 0, name);
    checkpoint.epoch = io::jsonValue<double>(document, "epoch", 0, name);
    checkpoint.imagesSeen = io::jsonValue<std::int64_t>(document, "images_seen", 0, name);
    checkpoint.seconds = io::jsonValue<double>(document, "seconds", 0, name);
    checkpoint.state = document.value("state", json());
    checkpoint.tensors = std::move(file.tensors);
    loaded.path = path;
    loaded.sha256 = file.metadata[io::kSha256Key];
    return loaded;
}

}  // namespace selfsight::store
