// What a comparison leaves for machines. Torch-free.
#pragma once

#include "core/json.h"
#include "store/report.h"

#include <filesystem>
#include <string>

namespace selfsight::jobs {

// One object a run, as `compare --json` prints it under "methods": method, label, accuracy, interval,
// protocol, n_fit, n_test, chance, width, dimension, images_seen, epochs, seconds, images_per_second, seed,
// run, state, extraction, and the map's trustworthiness. What a run has not got yet is null.
nlohmann::json methodResults(const store::ReportMember& member, const std::string& protocol);

// comparisons/<id>/results.json: {"methods": […], "differences": […], "protocol", "comparison", "report"
// (absolute path or null)}.
nlohmann::json comparisonResults(const store::ReportData& data, const store::Comparison& comparison,
                                 const std::filesystem::path& comparisonFolder);

}  // namespace selfsight::jobs
