// One run on disk: the only truth about it. Everything that a front end shows can be rebuilt from here. Torch-free.
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/event.h"
#include "core/matrix.h"
#include "eval/probe.h"
#include "map/map.h"

namespace selfsight::store {

// What run.json holds. Fields that a run does not know yet stay empty; unknown fields of the file are kept on rewriting.
struct RunRecord {
    std::string id;     // folder name, unique in the workspace: "20261124-081503-byol-s0-1f3a"
    std::string name;   // editable; starts as method and seed
    std::string notes;  // editable, Markdown
    std::string method;
    std::string created;  // UTC, ISO 8601
    std::string finished;
    RunState state = RunState::Queued;
    std::string message;  // why it failed
    std::uint64_t seed = 0;
    std::string comparison;  // id of the comparison that it belongs to, or empty

    std::string dataKind;      // "cifar100", "demo", …
    std::string dataLocation;  // openSource() understands it
    std::string dataHash;
    std::int64_t trainCount = 0;
    std::int64_t validationCount = 0;
    std::int64_t testCount = 0;

    std::string encoder;  // "notebook", "resnet18"
    double width = 1;
    std::int64_t dimension = 0;   // of the embedding
    std::int64_t parameters = 0;  // of the encoder
    std::string device;           // "cpu", "cuda:0 NVIDIA H100"
    int threads = 0;
    std::string precision;   // "float32", "bfloat16"
    std::string recipeName;  // and the recipe itself, resolved:
    nlohmann::json recipe;
    std::string budget;  // as asked for: "2m", "12ep"

    std::int64_t steps = 0;  // decided once (a time budget after its warm-up), reused on resume
    std::int64_t stepsDone = 0;
    double epochsDone = 0;
    std::int64_t imagesSeen = 0;
    double trainSeconds = 0;
    double imagesPerSecond = 0;
    nlohmann::json versions;  // selfsight, libtorch, compiler, instruction set

    nlohmann::json toJson() const;
    static RunRecord fromJson(const nlohmann::json& json, const std::string& path);  // throws RuntimeError(Input)
};

// A column table as metrics.csv holds it; missing cells are NaN.
struct MetricsTable {
    std::vector<std::string> columns;  // "step", "epoch", "images_seen", then metrics
    std::vector<std::vector<double>> rows;
    int column(const std::string& name) const;  // −1: absent
};

class RunFolder {
  public:
    // Opens an existing run; throws RuntimeError(Input) when run.json is missing, damaged or newer than this program.
    explicit RunFolder(std::filesystem::path folder);
    // Makes the folder and writes run.json.
    static RunFolder create(const std::filesystem::path& folder, const RunRecord& record);

    const std::filesystem::path& path() const { return folder_; }
    const RunRecord& record() const { return record_; }
    void update(const RunRecord& record);  // atomic
    void reload();

    // Metrics. append() writes one row of metrics.csv (Lightning's columns; the header is rewritten when a new metric appears)
    // and the wall-clock part to timing.csv. truncateMetrics drops rows after `step` (a resume from an older checkpoint).
    void appendMetrics(const event::Metrics& metrics);
    void truncateMetrics(std::int64_t step);
    MetricsTable metrics() const;
    MetricsTable timings() const;

    // embeddings/<split>.npy, labels beside them as <split>.labels.npy (int64), one a label column: <split>.<column>.npy.
    void writeEmbeddings(const std::string& split, MatrixView embeddings, const Labels& labels);
    Matrix embeddings(const std::string& split) const;  // throws RuntimeError(Input) when absent or damaged
    bool hasEmbeddings(const std::string& split) const;
    std::filesystem::path embeddingsPath(const std::string& split) const;

    std::filesystem::path writeMap(const std::string& stem, const map::MapResult& map);
    std::vector<std::string> mapStems() const;
    map::MapResult map(const std::string& stem) const;

    std::filesystem::path writeProbe(const eval::ProbeResult& probe);
    std::optional<eval::ProbeResult> probe(const std::string& protocol) const;
    std::vector<std::string> probeProtocols() const;

    std::filesystem::path checkpointFolder() const { return folder_ / "checkpoints"; }

  private:
    std::filesystem::path folder_;
    RunRecord record_;
    nlohmann::json extra_;  // fields of newer minor versions, kept
};

}  // namespace selfsight::store
