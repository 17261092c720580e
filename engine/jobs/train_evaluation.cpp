#include "jobs/train_evaluation.h"

#include "core/random.h"
#include "eval/features.h"
#include "eval/online.h"
#include "methods/batches.h"
#include "methods/collapse.h"
#include "methods/losses.h"

#include <algorithm>
#include <cmath>
#include <torch/nn/functional/normalization.h>
#include <torch/utils.h>

namespace selfsight::jobs {

namespace {

constexpr std::int64_t rankImages = 2000;
constexpr std::size_t alignmentImages = 256;

torch::Tensor indexTensor(std::span<const std::int64_t> indices) {
    return torch::tensor(std::vector<std::int64_t>(indices.begin(), indices.end()), torch::kLong);
}

}  // namespace

Evaluator::Evaluator(const TrainingData& data, const methods::Recipe& recipe,
                     const methods::MethodInfo& method)
    : data_(data), recipe_(recipe), method_(method), indices_(data.split.second) {
    RandomStream random(0, "evaluate");
    random.shuffle(std::span(indices_));
    const auto most = static_cast<std::size_t>(recipe.integer("train.evaluate_images"));
    if (indices_.size() > most) indices_.resize(most);
    std::sort(indices_.begin(), indices_.end());
}

double Evaluator::alignment(nn::EncoderImpl& encoder) const {
    const auto images =
        data_.train.batch(indexTensor(std::span(indices_).first(std::min(alignmentImages, indices_.size()))))
            .images;
    // The same draws at every evaluation, so that the curve moves by the encoder alone.
    const auto view = [&](int number) {
        const data::Augmentation augment(
            methods::augmentOptions(recipe_, data_.train.stats, methods::sideOf(images), number, false), 0,
            "alignment.view" + std::to_string(number));
        return torch::nn::functional::normalize(encoder.embed(augment(images, 0)).to(torch::kFloat32));
    };
    encoder.eval();
    return (view(0) - view(1)).square().sum(1).mean().item<double>();
}

Evaluation Evaluator::operator()(nn::EncoderImpl& encoder) const {
    Evaluation result;
    if (indices_.empty()) return result;
    torch::NoGradGuard guard;
    const auto stats = methods::normalisation(recipe_, data_.train.stats);
    const auto features =
        eval::extractFeatures(encoder, data_.train, indices_, stats, eval::Extraction::Eval);
    if (!features.isfinite().all().item<bool>()) return result;
    const auto add = [&](const char* name, double value) {
        if (std::isfinite(value)) result.values.emplace_back(name, value);
    };
    const auto labels = data_.train.labels.cpu().index_select(0, indexTensor(indices_));
    if (method_.usesLabels) {
        const auto logits = encoder.classify(features.to(data_.train.device())).cpu();
        const auto known = labels.ge(0).nonzero().squeeze(1);
        if (known.numel() > 0) {
            const auto scores = logits.index_select(0, known), truth = labels.index_select(0, known);
            result.score = scores.argmax(1).eq(truth).to(torch::kFloat64).mean().item<double>();
            result.scored = true;
            add("val_accuracy", result.score);
            add("val_loss", methods::crossEntropy(scores, truth, 0).item<double>());
        }
    }
    if (data_.labelled) {
        const double knn = methods::knnAccuracy(features, labels);
        if (std::isfinite(knn)) {
            add("val_knn", knn);
            if (!result.scored) result.score = knn;
            result.scored = true;
        }
        add("val_probe", eval::onlineProbe(features, labels));
    }
    const auto some = features.slice(0, 0, rankImages);
    add("val_rank", methods::effectiveRank(some));
    result.collapsed = methods::collapseDeviation(features) < kCollapsedDeviation;
    if (!method_.usesLabels) {
        add("uniformity", eval::uniformity(some));
        add("alignment", alignment(encoder));
    }
    encoder.train(true);
    return result;
}

}  // namespace selfsight::jobs
