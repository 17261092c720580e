// Options and results that several subcommands treat alike.
#pragma once

#include "core/json.h"
#include "eval/probe.h"
#include "map/map.h"

#include <string>
#include <utility>
#include <vector>

namespace selfsight::cli {

// "key=value" texts. Throws RuntimeError(Usage).
std::vector<std::pair<std::string, std::string>> parseSettings(const std::vector<std::string>& settings);
// 0 keeps all threads; throws RuntimeError(Usage) for a negative count.
void useThreads(int threads);

// The table of a comparison for people, from the object that --json prints.
std::string comparisonTable(const nlohmann::json& results);

nlohmann::json probeJson(const eval::ProbeResult& probe);
std::string probeText(const eval::ProbeResult& probe);

nlohmann::json mapJson(const map::MapResult& map);
std::string mapText(const map::MapResult& map);

}  // namespace selfsight::cli
