// Reads what is known of one run.
#pragma once

#include "ui/controller/snapshot.h"

#include <filesystem>
#include <memory>

namespace selfsight::ui {

// Everything of a run but the stamps. Throws RuntimeError(Input) when a file of it is damaged. `written`: a
// living process holds its lock; a run that says "running" without one is given as interrupted.
std::shared_ptr<RunSummary> summariseRun(const std::filesystem::path& run, bool written);

}  // namespace selfsight::ui
