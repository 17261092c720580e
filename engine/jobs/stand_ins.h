// Training steps on images without content, for what they cost: seconds and bytes are the same.
#pragma once

#include "data/dataset.h"
#include "data/source.h"

#include <atomic>
#include <c10/core/Allocator.h>
#include <cstdint>

namespace selfsight::jobs {

// `count` images of the data set's size, labelled in turn.
data::DeviceDataset standIns(std::int64_t count, const data::SourceInfo& info, torch::Device device);

// Of the column "class"; 1 where there is none.
std::int64_t classCount(const data::SourceInfo& info);

// Sums what torch's allocators hand out to the thread that it is set for (as c10::DebugInfoGuard of kind
// PROFILER_STATE), backward passes included.
struct MemoryCount final : c10::MemoryReportingInfoBase {
    void reportMemoryUsage(void*, std::int64_t size, std::size_t, std::size_t, c10::Device) override;
    bool memoryProfilingEnabled() const override { return true; }
    std::atomic<std::int64_t> held{0}, peak{0};
};

}  // namespace selfsight::jobs
