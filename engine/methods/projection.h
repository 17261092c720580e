// Views to projections, for the methods without labels.
#pragma once

#include "methods/recipe.h"
#include "nn/encoder.h"
#include "nn/heads.h"

#include <vector>

namespace selfsight::methods {

// The projector on top of an encoder of `dimension`, as "method.projector…", "method.projection" and
// "method.head_norm" say.
nn::HeadOptions projectorOptions(const Recipe& recipe, std::int64_t dimension);

// Projections of every view [n, 3, h, w], each [n, projection]: in one pass where `joint` (the views then
// share batch statistics), else one by one. Where `first` is given, the embedding of the first view goes
// there, detached.
std::vector<torch::Tensor> projectViews(nn::EncoderImpl& encoder, nn::HeadImpl& projector,
                                        const std::vector<torch::Tensor>& views, bool joint,
                                        torch::Tensor* first = nullptr);

}  // namespace selfsight::methods
