// The learning rate over a run. Cosine and one-cycle are functions of the run's progress, so that whatever
// ends the run, it has annealed; plateau follows a validation metric and has state.
#pragma once

#include "methods/recipe.h"

#include <string>

namespace selfsight::methods {

class RateSchedule {
  public:
    explicit RateSchedule(const Recipe& recipe);

    // The rate at `progress` in [0, 1].
    double rate(double progress) const;
    double peak() const { return peak_; }
    // A validation metric, larger is better. Only plateau listens (PyTorch's ReduceLROnPlateau with relative
    // threshold).
    void observe(double metric);

    // What plateau remembers, for checkpoints.
    struct Memory {
        double scale = 1;
        double best = 0;
        double bad = 0;
        double any = 0;  // 1 once something was observed
    };
    const Memory& memory() const { return memory_; }
    void setMemory(const Memory& memory) { memory_ = memory; }

  private:
    std::string kind_;
    double peak_, warmup_, cyclePeak_, floor_;
    double factor_, patience_, threshold_, plateauFloor_;
    Memory memory_;
};

}  // namespace selfsight::methods
