// One training among the several that a comparison or a sweep needs. Torch-free.
#pragma once

#include "jobs/jobs.h"
#include "store/workspace.h"

#include <functional>
#include <string>
#include <vector>

namespace selfsight::jobs {

// Begins the run, or goes on with `run` where it is not empty, and trains to the end. `begun` is called with
// the id of a new run before its first event. Returns Succeeded or Stopped; throws Cancelled and, with the
// method's name in front, what the training failed of. Throws RuntimeError(Environment) when another process
// writes it.
Ending trainMember(const TrainSpec& spec, const std::string& run,
                   const std::function<void(const std::string&)>& begun, Control& control, EventSink& events);

// A precision that is measured once is measured once a comparison: encoders trained in different number
// formats would not be like for like. Where the recipe says "auto", takes what one of these runs has settled
// on.
void sharePrecision(methods::Recipe& recipe, const store::Workspace& workspace,
                    const std::vector<std::string>& runs);

}  // namespace selfsight::jobs
