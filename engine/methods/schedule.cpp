#include "methods/schedule.h"

#include "core/schedule.h"

#include <algorithm>

namespace selfsight::methods {

RateSchedule::RateSchedule(const Recipe& recipe)
    : kind_(recipe.get("schedule.kind")),
      peak_(recipe.real("optimiser.learning_rate")),
      warmup_(recipe.real("schedule.warmup")),
      cyclePeak_(recipe.real("schedule.peak")),
      floor_(recipe.real("schedule.floor")),
      factor_(recipe.real("schedule.plateau_factor")),
      patience_(recipe.real("schedule.plateau_patience")),
      threshold_(recipe.real("schedule.plateau_threshold")),
      plateauFloor_(recipe.real("schedule.plateau_floor")) {}

double RateSchedule::rate(double progress) const {
    // The very first step would have the rate 0, which teaches nothing: everything starts a little above.
    constexpr double start = 0.01;
    if (kind_ == "one-cycle") return peak_ * oneCycle(progress, cyclePeak_, start, floor_);
    if (kind_ == "cosine")
        return peak_ * (progress < warmup_ ? std::max(start, progress / warmup_)
                                           : warmupCosine(progress, warmup_, floor_));
    const double rise = progress < warmup_ ? std::max(start, progress / warmup_) : 1;
    if (kind_ == "plateau") return std::max(std::min(plateauFloor_, peak_), peak_ * rise * memory_.scale);
    return peak_ * rise;
}

void RateSchedule::observe(double metric) {
    if (kind_ != "plateau") return;
    if (memory_.any == 0 || metric > memory_.best * (1 + threshold_)) {
        memory_.any = 1;
        memory_.best = metric;
        memory_.bad = 0;
    } else if (++memory_.bad > patience_) {
        memory_.scale *= factor_;
        memory_.bad = 0;
    }
}

}  // namespace selfsight::methods
