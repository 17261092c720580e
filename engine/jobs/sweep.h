// A grid of settings, each trained under every seed and probed: what a choice is worth. Torch-free.
#pragma once

#include "jobs/jobs.h"

#include <nlohmann/json_fwd.hpp>

namespace selfsight::jobs {

// One option of the recipe and the values that it takes in turn.
struct SweepAxis {
    std::string key;                  // "method.ema"
    std::vector<std::string> values;  // at least one, no two alike
};

struct SweepSpec {
    std::filesystem::path workspace;
    std::string data = "demo";
    std::vector<std::string> methods{"byol"};
    std::string recipe = "quick";
    std::vector<SweepAxis> axes;
    std::vector<std::pair<std::string, std::string>> overrides;  // the same at every point
    methods::Budget budget;
    bool budgetGiven = false;
    std::vector<std::uint64_t> seeds{0};
    std::string protocol = "notebook";  // of the linear probe; or "standard"
    std::string device = "auto";
    int threads = 0;
    bool resume = true;  // go on with an earlier sweep of the same request
};

// Trains and probes every method at every point of the grid under every seed, in that order. The sweep is
// kept as comparisons/<id>/ whose request has "kind": "sweep"; sweep.json there is written after every run:
// {"sweep", "protocol", "axes": [{"key", "values"}], "points": [{"method", "settings": {key: value},
// "accuracy": mean over the seeds, "interval": [low, high], "interval_of": "seeds" (Student's t over two or
// more) or "test images" (Wilson's, with one), "runs": [{"run", "seed", "state", "accuracy", "interval",
// "images_seen"}]}]}; what is not there yet is null. Stop-and-keep and cancel end the sweep; the same request
// goes on.
std::unique_ptr<Job> makeSweepJob(const SweepSpec& spec, std::string* sweepId = nullptr);

inline constexpr const char* kSweepFile = "sweep.json";

}  // namespace selfsight::jobs
