// The evaluations as JSON, as run and comparison folders keep them and the command line prints them.
#pragma once

#include "eval/comparison.h"
#include "eval/held_out.h"
#include "eval/knn.h"
#include "eval/quality.h"

#include <nlohmann/json_fwd.hpp>
#include <vector>

namespace selfsight::eval {

// Accuracies of one method over several draws of its weights or seeds.
struct Draws {
    std::vector<std::uint64_t> seeds;
    std::vector<double> accuracies;  // one a seed
    MeanInterval mean;               // Student's t
};

nlohmann::json toJson(const Quality& quality);
nlohmann::json toJson(const std::vector<KnnResult>& results);
nlohmann::json toJson(const std::vector<LabelEfficiency>& results);
nlohmann::json toJson(const std::vector<NearDuplicate>& found);
nlohmann::json toJson(const std::vector<SuspectLabel>& suspects);
nlohmann::json toJson(const Confusion& confusion);
nlohmann::json toJson(const Combinations& combinations);
nlohmann::json toJson(const Draws& draws);

// The way back. Throw RuntimeError(Input) naming `file`.
Quality qualityFromJson(const nlohmann::json& json, const std::string& file);
std::vector<KnnResult> knnFromJson(const nlohmann::json& json, const std::string& file);
std::vector<LabelEfficiency> labelEfficiencyFromJson(const nlohmann::json& json, const std::string& file);
std::vector<NearDuplicate> duplicatesFromJson(const nlohmann::json& json, const std::string& file);
std::vector<SuspectLabel> mislabelsFromJson(const nlohmann::json& json, const std::string& file);
Draws drawsFromJson(const nlohmann::json& json, const std::string& file);

}  // namespace selfsight::eval
