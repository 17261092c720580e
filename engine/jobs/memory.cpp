#include "jobs/memory.h"

#include "core/error.h"
#include "jobs/stand_ins.h"
#include "jobs/train_stepper.h"

#include <algorithm>
#include <c10/util/ThreadLocalDebugInfo.h>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <limits>
#include <numeric>
#include <string>

namespace selfsight::jobs {
namespace {

double peakOfStep(const TrainSpec& spec, const data::SourceInfo& info, std::int64_t batch) {
    const auto count = std::make_shared<MemoryCount>();
    const c10::DebugInfoGuard counting(c10::DebugInfoKind::PROFILER_STATE, count);
    methods::Recipe recipe = spec.recipe;
    recipe.set("train.batch_size", std::to_string(batch));
    std::vector<std::int64_t> all(static_cast<std::size_t>(batch));
    std::iota(all.begin(), all.end(), std::int64_t{0});
    Stepper stepper(spec.method, recipe, standIns(batch, info, torch::kCPU), all, classCount(info), spec.seed);
    // The second step has the moments that the first one makes.
    for (int step = 0; step < 2; ++step) stepper.step(step, 2);
    return static_cast<double>(count->peak.load());
}

std::string gigabytes(double bytes) {
    char text[32];
    std::snprintf(text, sizeof text, bytes < 1e9 ? "%.2f GB" : "%.1f GB", bytes / 1e9);
    return text;
}

// The number in the first line of a file that has nothing else ("max" means no limit).
std::optional<double> numberIn(const char* path) {
    std::ifstream file(path);
    double value = 0;
    if (file >> value) return value;
    return std::nullopt;
}

}  // namespace

TrainMemory trainMemory(const TrainSpec& spec, const data::SourceInfo& info) {
    if (!methods::methodInfo(spec.method).trains) return {};
    constexpr std::int64_t few = 4, more = 12;
    const double small = peakOfStep(spec, info, few), large = peakOfStep(spec, info, more);
    TrainMemory memory;
    memory.perImage = std::max(0.0, (large - small) / static_cast<double>(more - few));
    memory.fixed = std::max(0.0, small - memory.perImage * few) +
                   3.0 * info.height * info.width * static_cast<double>(info.trainCount + info.testCount);
    return memory;
}

double mostTrainMemory(const TrainSpec& spec, const data::SourceInfo& info) {
    const auto& recipe = spec.recipe;
    const double width = std::max(recipe.real("encoder.width"), recipe.real("encoder.last_width"));
    const double pixels = 3.0 * info.height * info.width;
    // Weights, gradients, two moments, a moving average, and copies of all while they are converted.
    constexpr double copies = 10 * sizeof(float), weights = 30e6;
    double held = copies * weights * width * width;
    double views = 1;
    if (!methods::methodInfo(spec.method).usesLabels) {
        const auto layer = [&](const char* hidden) {
            const double units = recipe.real(hidden);
            return copies * units * (1100 * width + units + recipe.real("method.projection"));
        };
        held += layer("method.projector_hidden") + layer("method.predictor_hidden");
        views = 2 * recipe.real("method.views") + recipe.real("method.small_views");
    }
    // Of every view the encoder keeps some hundred planes of its width for the way back.
    const double perView = 1200 * sizeof(float) * pixels * std::max(0.25, width);
    return held + perView * views * recipe.real("train.batch_size") +
           pixels * static_cast<double>(info.trainCount + info.testCount);
}

std::optional<double> spareMemory() {
    std::optional<double> spare;
    std::ifstream file("/proc/meminfo");
    for (std::string line; std::getline(file, line);) {
        double kilobytes = 0;
        if (std::sscanf(line.c_str(), "MemAvailable: %lf", &kilobytes) == 1) spare = kilobytes * 1024;
    }
    const auto limit = numberIn("/sys/fs/cgroup/memory.max"), used = numberIn("/sys/fs/cgroup/memory.current");
    if (!limit || !used) return spare;
    // What files keep there is given back when it is wanted.
    double files = 0;
    std::ifstream statistics("/sys/fs/cgroup/memory.stat");
    for (std::string line; std::getline(statistics, line);) {
        double bytes = 0;
        if (std::sscanf(line.c_str(), "inactive_file %lf", &bytes) == 1 ||
            std::sscanf(line.c_str(), "active_file %lf", &bytes) == 1)
            files += bytes;
    }
    return std::min(spare.value_or(std::numeric_limits<double>::max()), *limit - *used + files);
}

void requireMemory(const TrainSpec& spec, const data::SourceInfo& info, double spare) {
    if (mostTrainMemory(spec, info) <= spare) return;
    const auto memory = trainMemory(spec, info);
    const std::int64_t batch = spec.recipe.integer("train.batch_size");
    if (memory.bytes(batch) <= spare) return;
    std::string text = "training would need about " + gigabytes(memory.bytes(batch)) + " of memory, and " +
                       gigabytes(spare) + " are free; ";
    const double fitting = std::floor((spare - memory.fixed) / memory.perImage);
    if (fitting >= 2)
        text += "train.batch_size up to about " + std::to_string(static_cast<std::int64_t>(fitting)) +
                " fits, or a smaller encoder.width";
    else
        text += "a smaller encoder.width needs less";
    throw environmentError(text);
}

}  // namespace selfsight::jobs
