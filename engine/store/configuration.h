// What a run repeats when only its seed differs: such runs make one mean, all others stand apart. Torch-free.
#pragma once

#include "store/run_folder.h"

#include <map>
#include <string>
#include <vector>

namespace selfsight::store {

// Everything but the seed that decides what a run learns, by key: "data", "encoder", "budget" and the keys of
// recipe options ("method.ema"), as text. Options that only watch a run (intervals of reports and
// checkpoints, live maps, kept embeddings) are left out; runs without training have those of the encoder
// alone; a run whose weights or embeddings come from elsewhere is like no other.
using Configuration = std::map<std::string, std::string>;
Configuration configurationOf(const RunRecord& run);

// The keys in which these differ, sorted.
std::vector<std::string> differingKeys(const std::vector<Configuration>& configurations);

}  // namespace selfsight::store
