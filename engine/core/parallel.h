// Data parallelism without torch: for layers and views that must not depend on it.
#pragma once

#include <cstdint>
#include <functional>

namespace selfsight {

// Number of threads that parallelFor uses: hardware threads, or what setThreadCount said (≥ 1).
int threadCount();
void setThreadCount(int count);

// Splits [0, count) into at most threadCount() contiguous chunks of at least `grain` items and runs body(begin, end, chunk)
// on a shared pool, the caller among the workers. Chunks depend on count, grain and the thread count alone, so results that
// are reduced in chunk order are deterministic. The first exception of a chunk is rethrown. Nested calls run serially.
void parallelFor(std::int64_t count, std::int64_t grain,
                 const std::function<void(std::int64_t begin, std::int64_t end, int chunk)>& body);

}  // namespace selfsight
