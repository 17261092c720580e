#include "methods/joint_embedding.h"

#include "methods/projection.h"

namespace selfsight::methods {

JointEmbedding::JointEmbedding(const Recipe& recipe, std::int64_t classes, PairLoss compare)
    : jointViews_(recipe.flag("method.joint_views")), compare_(std::move(compare)) {
    encoder_ = nn::makeEncoder(encoderOptions(recipe, classes));
    own("encoder", encoder_);
    projector_ = nn::Head(projectorOptions(recipe, encoder_->dimension()));
    own("projector", projector_.ptr());
}

torch::Tensor JointEmbedding::loss(const Batch& batch) {
    const auto full = projectViews(*encoder_, *projector_, batch.views, jointViews_, &lastEmbedding_);
    const auto small = projectViews(*encoder_, *projector_, batch.small, jointViews_);
    torch::Tensor total;
    int pairs = 0;
    const auto add = [&](const torch::Tensor& a, const torch::Tensor& b) {
        const auto loss = compare_(a, b);
        total = total.defined() ? total + loss : loss;
        ++pairs;
    };
    for (std::size_t i = 0; i < full.size(); ++i) {
        for (std::size_t j = i + 1; j < full.size(); ++j) add(full[i], full[j]);
        for (const auto& crop : small) add(full[i], crop);
    }
    return total / pairs;
}

std::vector<nn::ParameterGroup> JointEmbedding::parameters() {
    nn::ParameterGroup group;
    for (auto& [name, tensor] : encoder_->trunkParameters())
        group.parameters.emplace_back("encoder." + name, tensor);
    for (auto& item : namedParameters("projector")) group.parameters.push_back(item);
    return {group};
}

}  // namespace selfsight::methods
