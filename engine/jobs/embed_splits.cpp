#include "jobs/embed_splits.h"

#include "core/error.h"
#include "jobs/train_progress.h"
#include "methods/batches.h"
#include "store/python_snippet.h"

namespace selfsight::jobs {

void embedSplits(TrainSession& session, const TrainingData& data, nn::EncoderImpl& encoder,
                 const methods::Recipe& recipe, const std::vector<std::string>& splits,
                 eval::Extraction extraction, std::int64_t step, Control& control) {
    std::vector<std::vector<std::int64_t>> indices;
    double total = 0, done = 0;
    for (const auto& split : splits) {
        indices.push_back(splitIndices(data, split));
        total += static_cast<double>(indices.back().size());
    }
    const data::ChannelStats stats = methods::normalisation(recipe, data.train.stats);
    store::PixelStatistics normalisation{};
    std::copy(stats.mean.begin(), stats.mean.end(), normalisation.mean.begin());
    std::copy(stats.deviation.begin(), stats.deviation.end(), normalisation.deviation.begin());
    store::writeNormalisation(session.folder().path(), normalisation);
    const auto precision = encoder.precision();
    encoder.setPrecision(torch::kFloat32);
    PhaseProgress progress(session.events(), session.run(), Phase::Embed, "img", total);
    for (std::size_t i = 0; i < splits.size(); ++i) {
        if (indices[i].empty()) continue;
        const auto& images = splits[i] == "test" ? data.test : data.train;
        const auto count = static_cast<double>(indices[i].size());
        const auto features = eval::extractFeatures(
            encoder, images, indices[i], stats, extraction, control.cancelToken(), [&](double fraction) {
                session.waitWhilePaused(control, progress);
                progress.update(done + fraction * count);
            });
        if (!features.isfinite().all().item<bool>())
            throw inputError(
                session.folder().checkpointFolder().string(),
                "the embeddings of these weights are not finite: they are damaged or have diverged");
        done += count;
        auto info = describeSplit(data, splits[i], indices[i]);
        info.extraction = extraction == eval::Extraction::Notebook ? "notebook" : "eval";
        info.step = step;
        session.folder().writeEmbeddings(
            splits[i], {features.data_ptr<float>(), features.size(0), features.size(1)}, info);
        session.events().send(event::ArtifactReady{session.run(), "embeddings",
                                                   session.folder().embeddingsPath(splits[i]).string()});
    }
    encoder.setPrecision(precision);
}

}  // namespace selfsight::jobs
