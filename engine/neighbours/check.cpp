#include "neighbours/check.h"

#include "core/control.h"
#include "core/error.h"
#include "core/parallel.h"

#include <atomic>
#include <cmath>

namespace selfsight::neighbours {

void requireFinite(MatrixView points, const std::string& what, const std::stop_token& stop) {
    std::atomic<std::int64_t> firstBad{points.rows};
    parallelFor(points.rows, 64, [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t i = begin; i < end; ++i) {
            if (i % 1024 == 0 && stop.stop_requested()) return;
            // x − x is zero for every finite x and NaN otherwise, so one sum tells for the whole row.
            float sum = 0;
            for (const float x : points.row(i)) sum += x - x;
            if (sum == 0) continue;
            std::int64_t known = firstBad;
            while (i < known && !firstBad.compare_exchange_weak(known, i)) {
            }
            return;
        }
    });
    throwIfCancelled(stop);
    if (firstBad == points.rows) return;
    const auto row = points.row(firstBad);
    std::size_t column = 0;
    while (std::isfinite(row[column])) ++column;
    throw RuntimeError(ErrorCode::Input, what + ": row " + std::to_string(firstBad) + ", column " +
                                             std::to_string(column) + " is " + std::to_string(row[column]) +
                                             ", expected a finite number (rows and columns count from 0)");
}

}  // namespace selfsight::neighbours
