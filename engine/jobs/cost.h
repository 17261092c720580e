// What a training would cost, before it is started: sizes from its arithmetic, memory and time from a few
// steps on images of the right size. Writes nothing and draws no images. Torch-free header.
#pragma once

#include "jobs/jobs.h"

#include <cstdint>
#include <stop_token>

namespace selfsight::jobs {

struct TrainCost {
    std::int64_t parameters = 0;         // that are trained: encoder, heads; 0 for random weights
    std::int64_t encoderParameters = 0;  // of the encoder alone, its classifier included
    double multiplyAdds = 0;             // of the encoder's convolutions, one image once through
    std::int64_t trainCount = 0;         // images that are trained on, validation left out
    double imageBytes = 0;               // both parts of the data set in memory

    // Of a short measurement on the device asked for; 0 where none was made.
    double stepBytes = 0;  // most that weights, moments, gradients and one step's tensors took together
    double imagesPerSecond = 0;
    // The whole budget at that rate, without evaluations and what comes after training.
    double steps = 0;
    double epochs = 0;
    double seconds = 0;
};

// `measure` takes about one to three seconds and wants the machine for itself. Throws RuntimeError for a
// data set, an option or a device that training would refuse, and Cancelled.
TrainCost trainCost(const TrainSpec& spec, bool measure, std::stop_token stop = {});

}  // namespace selfsight::jobs
