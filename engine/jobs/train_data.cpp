#include "jobs/train_data.h"

#include "core/error.h"
#include "jobs/fraction.h"

#include <cmath>
#include <numeric>

namespace selfsight::jobs {

TrainingData loadTrainingData(data::Source& source, double validationShare, torch::Device device,
                              std::stop_token stop, const data::LoadProgress& progress) {
    TrainingData result;
    result.info = source.info();
    result.trainImages = source.load(data::Part::Train, stop, partOf(progress, 0, 0.8));
    result.testImages = source.load(data::Part::Test, stop, partOf(progress, 0.8, 0.2));
    result.hash = source.contentHash();

    const auto n = result.trainImages->count;
    if (n < 2)
        throw inputError(result.info.location,
                         "training needs at least two images, found " + std::to_string(n));
    const auto* classes = result.trainImages->column("class");
    result.labelled = classes != nullptr;
    if (classes) result.classes = std::max<std::int64_t>(1, static_cast<std::int64_t>(classes->names.size()));
    const auto count = std::llround(validationShare * static_cast<double>(n));
    if (count > 0) {
        result.split = data::stratifiedValidation(
            classes ? classes->values : Labels(static_cast<std::size_t>(n), -1), count, 0);
    } else {
        result.split.first.resize(static_cast<std::size_t>(n));
        std::iota(result.split.first.begin(), result.split.first.end(), std::int64_t{0});
    }
    const auto stats = data::channelStats(*result.trainImages, result.split.first);
    const std::string column = classes ? "class" : "";
    result.train = data::toDevice(result.trainImages, column, stats, device);
    result.test =
        data::toDevice(result.testImages, result.testImages->column("class") ? "class" : "", stats, device);
    return result;
}

std::vector<std::int64_t> splitIndices(const TrainingData& data, const std::string& split) {
    if (split == "train") return data.split.first;
    if (split == "validation") return data.split.second;
    if (split != "test") throw usageError("a split is one of train, validation, test, not \"" + split + "\"");
    std::vector<std::int64_t> all(static_cast<std::size_t>(data.testImages->count));
    std::iota(all.begin(), all.end(), std::int64_t{0});
    return all;
}

store::EmbeddingInfo describeSplit(const TrainingData& data, const std::string& split,
                                   const std::vector<std::int64_t>& indices) {
    store::EmbeddingInfo info;
    const auto& images = split == "test" ? *data.testImages : *data.trainImages;
    for (const auto& column : images.columns) {
        store::EmbeddingLabels labels{column.name, column.names, {}};
        labels.values.reserve(indices.size());
        for (const auto i : indices) labels.values.push_back(column.values[static_cast<std::size_t>(i)]);
        info.labels.push_back(std::move(labels));
    }
    info.indices = indices;
    return info;
}

}  // namespace selfsight::jobs
