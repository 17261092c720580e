// What training and resuming share: a run from the loaded data to its ending.
#pragma once

#include "jobs/jobs.h"
#include "jobs/train_session.h"

namespace selfsight::data {
class Source;
}

namespace selfsight::jobs {

// Loads the data, trains (from the newest checkpoint when `resume`), extracts the embeddings, and leaves the
// record in the state that fits the ending, whatever that is.
Ending runTraining(TrainSession& session, data::Source& source, const DeviceInfo& device, bool resume,
                   Control& control);

}  // namespace selfsight::jobs
