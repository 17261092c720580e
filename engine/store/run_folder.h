// One run on disk: the only truth about it. Everything that a front end shows can be rebuilt from here.
// Torch-free.
#pragma once

#include "core/event.h"
#include "core/json.h"
#include "core/matrix.h"
#include "eval/probe.h"
#include "map/map.h"
#include "store/metrics_log.h"
#include "store/writer_lock.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace selfsight::store {

// What run.json holds. Fields that a run does not know yet stay empty; unknown fields of the file are kept on
// rewriting.
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
    static RunRecord fromJson(const nlohmann::json& json,
                              const std::string& path);  // throws RuntimeError(Input)
};

// One way of labelling the embedded images, as the run folder keeps it.
struct EmbeddingLabels {
    std::string name;                // "class", "superclass", "background", …
    std::vector<std::string> names;  // names[v] is the name of value v; may be empty
    Labels values;                   // one an image; −1: unlabelled
};

// What is known about a split's embeddings beside the numbers.
struct EmbeddingInfo {
    std::vector<EmbeddingLabels> labels;  // "class" first where it exists
    std::vector<std::int64_t>
        indices;             // of each row's image in the part that it comes from (train, test); may be empty
    std::string extraction;  // "eval" or "notebook"; empty: not said
    std::int64_t step = -1;  // of the weights; −1: not said

    const EmbeddingLabels* find(const std::string& name) const;  // nullptr: no such column
};

class RunFolder {
  public:
    // Opens an existing run; throws RuntimeError(Input) when run.json is missing, damaged or newer than this
    // program.
    explicit RunFolder(std::filesystem::path folder);
    // Makes the folder and writes run.json. Where `lock` is given, the folder appears with the writer's lock
    // held, which is handed over there.
    static RunFolder create(const std::filesystem::path& folder, const RunRecord& record,
                            std::unique_ptr<WriterLock>* lock = nullptr);

    const std::filesystem::path& path() const { return folder_; }
    const RunRecord& record() const { return record_; }
    // Writes what `record` changes against record(), atomically; what another program changed in run.json
    // meanwhile (a name or notes edited in the window while the run trains) is kept and becomes part of
    // record().
    void update(const RunRecord& record);
    void reload();
    // Removes the temporary files of a writer that was killed; for the holder of the writer's lock alone.
    void removeTemporaries() const;

    // Metrics: see MetricsLog. truncateMetrics drops rows after `step` (a resume from an older checkpoint).
    void appendMetrics(const event::Metrics& metrics);
    void truncateMetrics(std::int64_t step);
    // Each file is as it was when the run ended, or RuntimeError(Input): run.json keeps their SHA-256 while nobody
    // adds to them.
    MetricsTable metrics() const;
    MetricsTable timings() const;
    void checkMetrics() const;

    // embeddings/<split>.npy (float32 [n, d]) with, beside it, the class labels as <split>.labels.npy (int64
    // [n]), every further label column as <split>.<column>.npy, the images' indices as <split>.indices.npy,
    // and <split>.columns.json: which column is in which file, the names of its values, the extraction. A
    // split's .npy appears last: when it is there, so is the rest. Throws LogicError when lengths differ.
    void writeEmbeddings(const std::string& split, MatrixView embeddings, const EmbeddingInfo& info);
    void writeEmbeddings(const std::string& split, MatrixView embeddings, const Labels& labels);
    // Adds a label column to embeddings that are there, or replaces the column of that name; "class" itself
    // cannot be replaced (RuntimeError(Usage)). Throws LogicError when the values are not one a row.
    void writeLabels(const std::string& split, const EmbeddingLabels& column);
    Matrix embeddings(const std::string& split) const;  // throws RuntimeError(Input) when absent or damaged
    bool hasEmbeddings(const std::string& split) const;
    std::filesystem::path embeddingsPath(const std::string& split) const;
    // The splits that have embeddings, sorted.
    std::vector<std::string> embeddedSplits() const;
    EmbeddingInfo embeddingInfo(const std::string& split) const;
    // One label column; empty when there is none of that name.
    Labels labels(const std::string& split, const std::string& column = "class") const;

    // maps/<stem>.npy (float32 [n, 2]) and maps/<stem>.json, which knows the SHA-256 of the first; beside them
    // maps/<stem>.distortion.npy (float32 [n], see map::Trust::distortion) where every point was measured.
    std::filesystem::path writeMap(const std::string& stem, const map::MapResult& map);
    std::vector<std::string> mapStems() const;
    map::MapResult map(const std::string& stem) const;

    // probes/<protocol>.json, for labels other than "class" probes/<protocol>-<label>.json; the held-out
    // predictions beside it as .predictions.csv (index, truth, predicted). probeProtocols() lists the stems
    // that probe() understands.
    std::filesystem::path writeProbe(const eval::ProbeResult& probe);
    std::optional<eval::ProbeResult> probe(const std::string& protocol) const;
    std::vector<std::string> probeProtocols() const;

    std::filesystem::path checkpointFolder() const { return folder_ / "checkpoints"; }

  private:
    void write(nlohmann::json document);  // run.json; becomes record()
    void forgetMetricsChecksums();

    std::filesystem::path folder_;
    RunRecord record_;
    nlohmann::json
        document_;  // run.json as it was last read or written, fields of newer minor versions among them
    MetricsLog log_;
};

}  // namespace selfsight::store
