#include "jobs/augmented_views.h"

#include "core/error.h"
#include "jobs/checkpoint_encoder.h"
#include "jobs/train_data.h"
#include "jobs/view_pixels.h"
#include "methods/batches.h"
#include "store/python_snippet.h"
#include "store/run_folder.h"

#include <algorithm>
#include <torch/nn/functional/normalization.h>
#include <torch/utils.h>

namespace selfsight::jobs {

namespace {

constexpr std::int64_t kOthers = 64;            // images that views are compared with
constexpr std::int64_t kDrawsAtMost = 1000000;  // of one image: each draw is a step of the stream

data::ChannelStats statsOf(const store::PixelStatistics& stored) {
    data::ChannelStats stats;
    std::transform(stored.mean.begin(), stored.mean.end(), stats.mean.begin(),
                   [](double value) { return static_cast<float>(value); });
    std::transform(stored.deviation.begin(), stored.deviation.end(), stats.deviation.begin(),
                   [](double value) { return static_cast<float>(value); });
    return stats;
}

RuntimeError otherData(const store::RunRecord& record, const char* how) {
    return inputError(record.dataLocation,
                      "is not the data set that the run " + record.id + " was trained on (" + how + ")");
}

// The test part with the normalisation that the run was embedded with. The hash of the whole content would
// need the training part as well: that the images are the run's own is seen by their labels.
data::DeviceDataset testPart(const store::RunFolder& folder, const methods::Recipe& recipe) {
    const store::RunRecord& record = folder.record();
    const auto source = data::openSource(record.dataLocation);
    const auto normalisation = store::readNormalisation(folder.path());
    if (!normalisation || !folder.hasEmbeddings("test")) {
        const auto data = loadTrainingData(*source, recipe.real("train.validation"), torch::kCPU, {}, {});
        if (!record.dataHash.empty() && record.dataHash != data.hash)
            throw otherData(record, "its content has another hash");
        return data.test;
    }
    const auto images = source->load(data::Part::Test);
    const store::EmbeddingInfo info = folder.embeddingInfo("test");
    const data::LabelColumn* classes = images->column("class");
    if (const store::EmbeddingLabels* known = info.find("class")) {
        bool same = classes != nullptr;
        for (std::size_t row = 0; same && row < known->values.size(); ++row) {
            const auto image = info.indices.empty() ? static_cast<std::int64_t>(row) : info.indices[row];
            same = image >= 0 && image < images->count &&
                   classes->values[static_cast<std::size_t>(image)] == known->values[row];
        }
        if (!same) throw otherData(record, "its test images have other labels");
    }
    return data::toDevice(images, classes ? "class" : "", statsOf(*normalisation), torch::kCPU);
}

}  // namespace

struct AugmentedViewer::State {
    data::DeviceDataset test;
    std::vector<data::Augmentation> views;
    nn::Encoder encoder{nullptr};
    torch::Tensor others;  // [m, d], unit length
    std::vector<std::int64_t> otherImages;

    torch::Tensor embed(const torch::Tensor& images) {
        return torch::nn::functional::normalize(encoder->embed(images).to(torch::kFloat32),
                                                torch::nn::functional::NormalizeFuncOptions().dim(1));
    }
};

bool AugmentedViewer::canShow(const std::string& method) {
    const auto methods = methods::methodList();
    return std::any_of(methods.begin(), methods.end(), [&](const methods::MethodInfo& info) {
        return info.name == method && info.trains && !info.usesLabels;
    });
}

AugmentedViewer::AugmentedViewer(const std::filesystem::path& runFolder) : state_(std::make_unique<State>()) {
    const store::RunFolder folder(runFolder);
    const store::RunRecord& record = folder.record();
    if (!canShow(record.method)) throw LogicError("views of a method that learns from none");
    const auto recipe = methods::Recipe::fromJson(record.recipe);
    const auto latest = store::CheckpointFolder(folder.checkpointFolder()).latest();
    if (!latest)
        throw inputError(folder.checkpointFolder().string(),
                         "holds no checkpoint: the run has no weights yet");
    state_->test = testPart(folder, recipe);
    for (int view = 0; view < 2; ++view)
        state_->views.emplace_back(methods::augmentOptions(recipe, state_->test.stats,
                                                           methods::sideOf(state_->test.images), view, false),
                                   record.seed, "look.view" + std::to_string(view));
    state_->encoder = encoderOf(*latest, recipe);
    state_->encoder->eval();

    const torch::InferenceMode guard;
    const std::int64_t n = state_->test.size();
    const std::int64_t count = std::min(n, kOthers);
    for (std::int64_t i = 0; i < count; ++i) state_->otherImages.push_back(i * n / count);
    if (count > 0)
        state_->others = state_->embed(state_->views[1](
            state_->test.batch(torch::tensor(state_->otherImages, torch::kLong)).images, kDrawsAtMost));
}

AugmentedViewer::~AugmentedViewer() = default;

AugmentedViews AugmentedViewer::views(std::int64_t image, std::int64_t draw) const {
    if (image < 0 || image >= state_->test.size())
        throw usageError("the test part has no image " + std::to_string(image));
    const torch::InferenceMode guard;
    const auto raw = state_->test.images.slice(0, image, image + 1);
    const std::int64_t step = image * kDrawsAtMost + draw % kDrawsAtMost;
    AugmentedViews result;
    std::vector<torch::Tensor> embeddings;
    for (std::size_t v = 0; v < 2; ++v) {
        const auto view = state_->views[v](raw, step);
        result.height = static_cast<int>(view.size(2));
        result.width = static_cast<int>(view.size(3));
        result.pixels[v] = pixelsOfView(view[0], state_->views[v].options().stats);
        embeddings.push_back(state_->embed(view));
    }
    result.similarity = (embeddings[0] * embeddings[1]).sum().item<double>();
    const auto cosines = torch::matmul(state_->others, embeddings[0][0]);
    double sum = 0;
    std::int64_t count = 0;
    for (std::size_t i = 0; i < state_->otherImages.size(); ++i) {
        if (state_->otherImages[i] == image) continue;
        sum += cosines[static_cast<std::int64_t>(i)].item<double>();
        ++count;
    }
    result.unrelated = count > 0 ? sum / static_cast<double>(count) : 0;
    return result;
}

}  // namespace selfsight::jobs
