// What a training run shows and keeps of its space while it forms: a live map, and embeddings every few
// epochs. Both are of the first test images; nothing is chosen by them.
#pragma once

#include "core/event.h"
#include "jobs/train_data.h"
#include "map/map.h"
#include "methods/recipe.h"
#include "nn/encoder.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>

namespace selfsight::jobs {

class LiveMap {
  public:
    LiveMap(const TrainingData& data, const methods::Recipe& recipe, EventSink& events, std::string run);

    // Called between steps, whatever is due: new embeddings of train.preview_images images, or iterations of
    // their t-SNE map, warm-started from the one before. Does nothing while it has had its share (2.5 %) of
    // the `trained` seconds. `perImage`: seconds of a training step an image, from which the cost of
    // embeddings is told beforehand. Leaves the encoder in training mode. Throws Cancelled.
    void step(nn::EncoderImpl& encoder, double trained, double perImage, const std::stop_token& stop);

  private:
    using Clock = std::chrono::steady_clock;
    void embed(nn::EncoderImpl& encoder, const std::stop_token& stop);

    const TrainingData& data_;
    const methods::Recipe& recipe_;
    EventSink& events_;
    std::string run_;
    std::int64_t images_;
    std::unique_ptr<map::MapState> state_;
    Matrix last_;  // where the map before was left
    double spent_ = 0;
};

// The embeddings of the first train.snapshot_images test images, as embeddings/through/<step>.npy.
void keepSnapshot(nn::EncoderImpl& encoder, const TrainingData& data, const methods::Recipe& recipe,
                  const std::filesystem::path& runFolder, std::int64_t step, const std::stop_token& stop);

}  // namespace selfsight::jobs
