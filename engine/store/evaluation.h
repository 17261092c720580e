// What was measured of a run's embeddings beyond its probes: <run>/evaluation/<name>.json. Torch-free.
#pragma once

#include "core/json.h"
#include "eval/evaluation_json.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace selfsight::store {

// Which embeddings a measure belongs to; measures of others are stale.
struct EvaluationKey {
    std::string extraction;  // of the test embeddings
    std::int64_t step = -1;  // of the weights
    bool operator==(const EvaluationKey&) const = default;
};

// The names of the measures.
inline constexpr const char* kQuality = "quality";
inline constexpr const char* kKnn = "knn";
inline constexpr const char* kEfficiency = "label_efficiency";
inline constexpr const char* kMislabels = "mislabels";
inline constexpr const char* kDuplicates = "duplicates";
inline constexpr const char* kDraws = "draws";  // followed by -<protocol>

std::filesystem::path evaluationPath(const std::filesystem::path& run, const std::string& name);
// {"format": …, "of": key, "value": value}, and whatever `how` adds; written atomically.
void writeEvaluation(const std::filesystem::path& run, const std::string& name, const EvaluationKey& key,
                     const nlohmann::json& value, const nlohmann::json& how = nlohmann::json::object());
// The whole document, or nothing when there is none or it belongs to other embeddings. Throws
// RuntimeError(Input) when it is damaged.
std::optional<nlohmann::json> readEvaluation(const std::filesystem::path& run, const std::string& name,
                                             const EvaluationKey& key);

// All that a run has and that belongs to its test embeddings.
struct RunEvaluation {
    std::optional<eval::Quality> quality;
    std::vector<eval::KnnResult> knn;
    std::vector<eval::LabelEfficiency> efficiency;
    std::optional<std::vector<eval::NearDuplicate>> duplicates;
    double duplicateThreshold = 0;
    std::vector<eval::SuspectLabel> mislabels;
    std::map<std::string, eval::Draws> draws;  // by protocol
};
RunEvaluation runEvaluation(const std::filesystem::path& run);

struct EmbeddingInfo;
// The superclass of each class, from the two columns of the same images; empty when there is no such column or
// a class is in two.
Labels superclassOf(const EmbeddingInfo& info);

}  // namespace selfsight::store
