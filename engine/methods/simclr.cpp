// SimCLR (Chen et al. 2020): every view must pick its partner out of all other views of the batch.
#include "methods/builtin.h"
#include "methods/joint_embedding.h"
#include "methods/losses.h"

namespace selfsight::methods {

std::unique_ptr<Method> makeSimClr(const Recipe& recipe, std::int64_t classes) {
    const double temperature = recipe.real("method.temperature");
    return std::make_unique<JointEmbedding>(recipe, classes,
                                            [temperature](const torch::Tensor& a, const torch::Tensor& b) {
                                                return contrastiveLoss(a, b, temperature);
                                            });
}

}  // namespace selfsight::methods
