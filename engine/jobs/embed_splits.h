// Extraction as training and the embed job share it.
#pragma once

#include "eval/features.h"
#include "jobs/train_data.h"
#include "jobs/train_session.h"

#include <string>
#include <vector>

namespace selfsight::jobs {

// Writes the embeddings of the splits into the session's run folder, with progress of the phase Embed, and
// tells each. Always in float32. `step` is that of the weights. Throws Cancelled, RuntimeError.
void embedSplits(TrainSession& session, const TrainingData& data, nn::EncoderImpl& encoder,
                 const methods::Recipe& recipe, const std::vector<std::string>& splits,
                 eval::Extraction extraction, std::int64_t step, Control& control);

}  // namespace selfsight::jobs
