// Whether a training fits into memory, asked before its run is made: a system that promises more memory than
// it has ends the program in the middle of a step instead of refusing. Torch-free header.
#pragma once

#include "data/source.h"
#include "jobs/jobs.h"

#include <cstdint>
#include <optional>

namespace selfsight::jobs {

struct TrainMemory {
    double fixed = 0;     // bytes: weights, moments, gradients, target networks, the images of the data set
    double perImage = 0;  // bytes of one step's tensors for each image of a batch

    double bytes(std::int64_t batch) const { return fixed + perImage * static_cast<double>(batch); }
};

// From two small steps in float32 on the CPU. Zero for methods that do not train.
TrainMemory trainMemory(const TrainSpec& spec, const data::SourceInfo& info);

// Bytes that a training takes at most, from arithmetic alone: two to ten times what it does take. Spares most
// runs the measurement.
double mostTrainMemory(const TrainSpec& spec, const data::SourceInfo& info);

// Bytes that this process may still take: what the system has to spare, within the control group's limit.
// Nothing where the system does not tell.
std::optional<double> spareMemory();

// Measures where arithmetic alone does not show that it fits. Throws RuntimeError(Environment) that says how much is needed, how much there is, and which batch size
// would fit.
void requireMemory(const TrainSpec& spec, const data::SourceInfo& info, double spare);

}  // namespace selfsight::jobs
