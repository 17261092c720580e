// What a run's encoder is worth on data sets that it was not trained on: evaluation/transfer-*.json, as
// jobs/evaluation_jobs.h writes them. Torch-free.
#pragma once

#include "eval/probe.h"

#include <filesystem>
#include <string>
#include <vector>

namespace selfsight::store {

struct Transfer {
    std::string dataKind, dataLocation, dataHash;
    std::int64_t step = -1;  // of the weights that were probed
    eval::ProbeResult probe;
};

// By data and protocol. Throws RuntimeError(Input) that names a file which cannot be read.
std::vector<Transfer> transfers(const std::filesystem::path& run);

}  // namespace selfsight::store
