#include "jobs/live_map.h"

#include "eval/features.h"
#include "jobs/map_work.h"
#include "methods/batches.h"
#include "store/through_training.h"

#include <algorithm>
#include <numeric>
#include <torch/utils.h>

namespace selfsight::jobs {

namespace {

constexpr double kShare = 0.025;           // of the training's time
constexpr double kForward = 1.0 / 3;       // of a training step
constexpr int kFirst = 250, kAfter = 100;  // iterations of the first map and of those that go on from one
constexpr auto kAtOnce = std::chrono::milliseconds(10);

torch::Tensor firstTestImages(nn::EncoderImpl& encoder, const TrainingData& data,
                              const methods::Recipe& recipe, std::int64_t count,
                              const std::stop_token& stop) {
    std::vector<std::int64_t> indices(
        static_cast<std::size_t>(std::min<std::int64_t>(count, data.test.images.size(0))));
    std::iota(indices.begin(), indices.end(), std::int64_t{0});
    const torch::NoGradGuard guard;
    const auto features =
        eval::extractFeatures(encoder, data.test, indices, methods::normalisation(recipe, data.train.stats),
                              eval::Extraction::Eval, stop);
    encoder.train(true);
    return features;
}

MatrixView viewOf(const torch::Tensor& features) {
    return {features.data_ptr<float>(), features.size(0), features.size(1)};
}

}  // namespace

LiveMap::LiveMap(const TrainingData& data, const methods::Recipe& recipe, EventSink& events, std::string run)
    : data_(data),
      recipe_(recipe),
      events_(events),
      run_(std::move(run)),
      images_(std::min(recipe.integer("train.preview_images"), data.test.images.size(0))) {}

void LiveMap::step(nn::EncoderImpl& encoder, double trained, double perImage, const std::stop_token& stop) {
    const double allowed = kShare * trained - spent_;
    const bool forming = state_ && !state_->finished();
    const double cost = forming ? 0 : kForward * perImage * static_cast<double>(images_);
    if (images_ < 2 || allowed <= cost) return;
    const auto begin = Clock::now();
    if (!forming) {
        embed(encoder, stop);
    } else {
        while (!state_->finished() && Clock::now() - begin < kAtOnce) state_->run(1);
        last_ = state_->points();
        sendFrame(events_, run_, map::MapOptions().fileStem(), last_, state_->iteration(),
                  state_->iterationsTotal(), state_->finished() ? state_->objective() : std::nan(""));
    }
    spent_ += std::chrono::duration<double>(Clock::now() - begin).count();
}

void LiveMap::embed(nn::EncoderImpl& encoder, const std::stop_token& stop) {
    const auto features = firstTestImages(encoder, data_, recipe_, images_, stop);
    if (!features.isfinite().all().item<bool>()) return;
    map::MapOptions options;
    options.earlyIterations = last_.rows > 0 ? 0 : kFirst;
    options.iterations = last_.rows > 0 ? kAfter : kFirst;
    state_ =
        map::initialise(viewOf(features), options, nullptr, nullptr, stop, last_.rows > 0 ? &last_ : nullptr);
}

void keepSnapshot(nn::EncoderImpl& encoder, const TrainingData& data, const methods::Recipe& recipe,
                  const std::filesystem::path& runFolder, std::int64_t step, const std::stop_token& stop) {
    const auto features =
        firstTestImages(encoder, data, recipe, recipe.integer("train.snapshot_images"), stop);
    store::writeSnapshot(runFolder, step, viewOf(features));
}

}  // namespace selfsight::jobs
