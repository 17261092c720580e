// What SimCLR, Barlow Twins and VICReg share: the views of an image pass through one encoder and one
// projector, and a loss compares every two of them. No predictor and no target network: the loss itself keeps
// the embedding from collapsing.
#pragma once

#include "methods/method.h"
#include "nn/heads.h"

#include <functional>

namespace selfsight::methods {

class JointEmbedding final : public Method {
  public:
    // Of the projections of two views of the same images, each [n, d]: a scalar with its graph.
    using PairLoss = std::function<torch::Tensor(const torch::Tensor&, const torch::Tensor&)>;

    JointEmbedding(const Recipe& recipe, std::int64_t classes, PairLoss compare);

    // The mean over all pairs of full views; small crops are compared with every full view.
    torch::Tensor loss(const Batch& batch) override;
    std::vector<nn::ParameterGroup> parameters() override;

  private:
    bool jointViews_;
    nn::Head projector_{nullptr};
    PairLoss compare_;
};

}  // namespace selfsight::methods
