// Values that follow the course of a run: learning rates and EMA coefficients as functions of progress in [0, 1].
#pragma once

#include <cmath>
#include <numbers>

namespace selfsight {

// Half a cosine from `from` at 0 to `to` at 1 (Loshchilov & Hutter 2017, eq. 5, without restarts).
inline double cosineBetween(double from, double to, double progress) {
    return to + 0.5 * (from - to) * (1.0 + std::cos(std::numbers::pi * progress));
}

// Linear rise from 0 to 1 over the first `warmup` of the run, then a cosine to `floor`. All are fractions.
inline double warmupCosine(double progress, double warmup, double floor) {
    if (progress < warmup) return progress / warmup;
    const double rest = warmup < 1 ? (progress - warmup) / (1 - warmup) : 1;
    return cosineBetween(1.0, floor, rest);
}

// One cycle: linear rise from `start` to 1 over the first `peak` of the run, then linear fall to `floor` (Smith 2018).
inline double oneCycle(double progress, double peak, double start, double floor) {
    if (progress < peak) return start + (1 - start) * progress / peak;
    return 1 + (floor - 1) * (peak < 1 ? (progress - peak) / (1 - peak) : 1);
}

}  // namespace selfsight
