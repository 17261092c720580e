#include "methods/projection.h"

namespace selfsight::methods {

nn::HeadOptions projectorOptions(const Recipe& recipe, std::int64_t dimension) {
    nn::HeadOptions head;
    head.in = dimension;
    head.hidden = recipe.integer("method.projector_hidden");
    head.out = recipe.integer("method.projection");
    head.norm = recipe.flag("method.head_norm");
    const auto kind = recipe.get("method.projector");
    if (kind == "simsiam" || kind == "expander") {
        head.layers = 3;
        head.bias = false;
        head.finalNorm = kind == "simsiam";
    }
    return head;
}

std::vector<torch::Tensor> projectViews(nn::EncoderImpl& encoder, nn::HeadImpl& projector,
                                        const std::vector<torch::Tensor>& views, bool joint,
                                        torch::Tensor* first) {
    if (views.empty()) return {};
    if (joint && views.size() > 1) {
        const auto embedding = encoder.embed(torch::cat(views));
        if (first) *first = embedding.detach().slice(0, 0, views[0].size(0));
        return projector.forward(embedding).chunk(static_cast<std::int64_t>(views.size()));
    }
    std::vector<torch::Tensor> projections;
    for (const auto& view : views) {
        const auto embedding = encoder.embed(view);
        if (first && projections.empty()) *first = embedding.detach();
        projections.push_back(projector.forward(embedding));
    }
    return projections;
}

}  // namespace selfsight::methods
