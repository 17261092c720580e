#include "methods/siamese.h"

#include "core/error.h"
#include "core/schedule.h"
#include "methods/losses.h"
#include "methods/projection.h"

#include <torch/utils.h>

namespace selfsight::methods {

Siamese::Siamese(const Recipe& recipe, std::int64_t classes)
    : usePredictor_(recipe.flag("method.predictor")),
      useAverage_(recipe.flag("method.moving_average")),
      stopGradient_(recipe.flag("method.stop_gradient")),
      jointViews_(recipe.flag("method.joint_views")),
      meanTarget_(recipe.flag("method.mean_target")),
      fixedPredictor_(recipe.flag("method.predictor_fixed_rate")),
      averageStart_(recipe.real("method.ema")),
      averageEnd_(recipe.real("method.ema_end")) {
    const auto options = encoderOptions(recipe, classes);
    encoder_ = nn::makeEncoder(options);
    own("encoder", encoder_);

    const auto head = projectorOptions(recipe, encoder_->dimension());
    projector_ = nn::Head(head);
    own("projector", projector_.ptr());
    if (usePredictor_) {
        nn::HeadOptions predictor;
        predictor.in = predictor.out = head.out;
        predictor.hidden = recipe.integer("method.predictor_hidden");
        predictor.norm = head.norm;
        predictor_ = nn::Head(predictor);
        own("predictor", predictor_.ptr());
    }
    if (useAverage_) {
        targetEncoder_ = nn::makeEncoder(options);
        targetProjector_ = nn::Head(head);
        own("target_encoder", targetEncoder_);
        own("target_projector", targetProjector_.ptr());
        encoderAverage_ = nn::MovingAverage(*targetEncoder_, *encoder_);
        projectorAverage_ = nn::MovingAverage(*targetProjector_, *projector_);
        encoderAverage_.copy();
        projectorAverage_.copy();
    }
}

std::vector<torch::Tensor> Siamese::predict(const std::vector<torch::Tensor>& projections) {
    if (!usePredictor_ || projections.empty()) return projections;
    if (jointViews_ && projections.size() > 1)
        return predictor_->forward(torch::cat(projections))
            .chunk(static_cast<std::int64_t>(projections.size()));
    std::vector<torch::Tensor> predictions;
    for (const auto& projection : projections) predictions.push_back(predictor_->forward(projection));
    return predictions;
}

torch::Tensor Siamese::loss(const Batch& batch) {
    const auto projections = projectViews(*encoder_, *projector_, batch.views, jointViews_, &lastEmbedding_);
    auto predictions = predict(projections);
    for (auto& prediction : predict(projectViews(*encoder_, *projector_, batch.small, jointViews_)))
        predictions.push_back(prediction);

    std::vector<torch::Tensor> targets;
    if (useAverage_) {
        torch::NoGradGuard guard;
        targetEncoder_->setPrecision(encoder_->precision());
        targets = projectViews(*targetEncoder_, *targetProjector_, batch.views, jointViews_);
    } else {
        for (const auto& projection : projections)
            targets.push_back(stopGradient_ ? projection.detach() : projection);
    }
    return viewsLoss(predictions, targets, meanTarget_);
}

std::vector<nn::ParameterGroup> Siamese::parameters() {
    nn::ParameterGroup main;
    for (auto& [name, tensor] : encoder_->trunkParameters())
        main.parameters.emplace_back("encoder." + name, tensor);
    for (auto& item : namedParameters("projector")) main.parameters.push_back(item);
    std::vector<nn::ParameterGroup> groups{main};
    if (usePredictor_) groups.push_back({namedParameters("predictor"), fixedPredictor_});
    return groups;
}

void Siamese::setProgress(double progress) {
    if (useAverage_) share_.set(1 - cosineBetween(averageStart_, averageEnd_, progress));
}

void Siamese::afterStep() {
    if (!useAverage_) return;
    encoderAverage_.update(share_);
    projectorAverage_.update(share_);
}

void Siamese::keepNumbersOn(torch::Device device) {
    share_.keepOn(device);
}

}  // namespace selfsight::methods
