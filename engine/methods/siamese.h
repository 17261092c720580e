// What BYOL and SimSiam share: two or more views through one encoder, a projector and a predictor, and
// targets that the predictions are pulled to. They differ in where the targets come from and in the
// projector.
#pragma once

#include "methods/method.h"
#include "nn/ema.h"
#include "nn/heads.h"

namespace selfsight::methods {

class Siamese : public Method {
  public:
    // The switches for ablation (predictor, moving average, stop-gradient, head norms) are read from the
    // recipe.
    Siamese(const Recipe& recipe, std::int64_t classes);

    torch::Tensor loss(const Batch& batch) override;
    std::vector<nn::ParameterGroup> parameters() override;
    void setProgress(double progress) override;
    void afterStep() override;
    void keepNumbersOn(torch::Device device) override;

  private:
    std::vector<torch::Tensor> predict(const std::vector<torch::Tensor>& projections);

    bool usePredictor_, useAverage_, stopGradient_, jointViews_, meanTarget_, fixedPredictor_;
    double averageStart_, averageEnd_;
    nn::Head projector_{nullptr}, predictor_{nullptr};
    nn::Encoder targetEncoder_;
    nn::Head targetProjector_{nullptr};
    nn::MovingAverage encoderAverage_, projectorAverage_;
    nn::StepNumber share_;  // of the online network in the next average
};

}  // namespace selfsight::methods
