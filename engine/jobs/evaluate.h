// The parts of the evaluation job. Torch-free.
#pragma once

#include "core/control.h"
#include "core/event.h"
#include "data/source.h"
#include "jobs/fraction.h"
#include "store/evaluation.h"
#include "store/workspace.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace selfsight::jobs {

// What all runs of one evaluation share.
struct EvaluationContext {
    std::string device;
    std::string protocol;
    std::int64_t draws = 5;
    std::stop_token stop;
};

// Measures one run (see EvaluateSpec); `duplicates` are those of its data set, if known.
void evaluateRun(store::RunFolder& run, const EvaluationContext& context,
                 const std::vector<eval::NearDuplicate>* duplicates, const Fraction& progress);

// The near-duplicates between the training and test images of a data set, by image index.
std::vector<eval::NearDuplicate> findDuplicates(data::Source& source, const EvaluationContext& context,
                                                const Fraction& progress);

// What compares the runs, as evaluation.json holds it. Per-image neighbour overlaps are written as .npy files into
// `folder`/agreement. Runs without a probe under the protocol are left out of what needs one.
nlohmann::json evaluatePairs(const store::Workspace& workspace, const std::vector<std::string>& runs,
                             const EvaluationContext& context, const std::filesystem::path& folder,
                             const Fraction& progress);

// Accuracies of encoders with random weights of `count` seeds, the run's own first: the same recipe, data,
// extraction and protocol. The run must be of a method that does not train.
eval::Draws drawRandomWeights(const store::RunFolder& run, const EvaluationContext& context,
                              const Fraction& progress);

// Whether the loss of a method that compares views by their cosine (BYOL, SimSiam; 0 … 4) says that the views of
// all images coincide: with augmentation no encoder reaches that by what it sees.
bool lossTellsCollapse(const std::string& method, double loss);

}  // namespace selfsight::jobs
