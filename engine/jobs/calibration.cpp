#include "jobs/calibration.h"

#include "methods/batches.h"
#include "nn/calibrate.h"

#include <algorithm>

namespace selfsight::jobs {

namespace {

std::int64_t calibrationBatch(const methods::Recipe& recipe, const TrainingData& data) {
    return std::min(static_cast<std::int64_t>(data.split.first.size()), recipe.integer("train.batch_size"));
}

}  // namespace

std::int64_t calibrationImages(const methods::Recipe& recipe, const TrainingData& data, std::int64_t wanted) {
    const auto batch = calibrationBatch(recipe, data);
    const auto images = std::min(static_cast<std::int64_t>(data.split.first.size()), wanted);
    return std::max<std::int64_t>(1, images / batch) * batch;
}

void calibrateOn(nn::EncoderImpl& encoder, const TrainingData& data, const methods::Recipe& recipe,
                 std::int64_t wanted, std::uint64_t seed, const std::function<void(double)>& progress) {
    const auto batch = calibrationBatch(recipe, data);
    const auto count = calibrationImages(recipe, data, wanted) / batch;
    data::EpochOrder order(data.split.first, batch, seed);
    const auto stats = methods::normalisation(recipe, data.train.stats);
    nn::calibrateNorms(encoder, count, [&](std::int64_t i) {
        encoder.embed(data::normalise(data.train.batch(order.batch(i)).images, stats));
        progress(static_cast<double>(i + 1) / static_cast<double>(count));
    });
}

}  // namespace selfsight::jobs
