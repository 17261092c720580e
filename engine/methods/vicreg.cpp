// VICReg (Bardes et al. 2022): views agree, every dimension varies, no two dimensions say the same.
#include "methods/builtin.h"
#include "methods/joint_embedding.h"
#include "methods/losses.h"

namespace selfsight::methods {

std::unique_ptr<Method> makeVicReg(const Recipe& recipe, std::int64_t classes) {
    const double invariance = recipe.real("method.invariance"), variance = recipe.real("method.variance"),
                 covariance = recipe.real("method.covariance");
    return std::make_unique<JointEmbedding>(
        recipe, classes, [=](const torch::Tensor& a, const torch::Tensor& b) {
            return varianceCovarianceLoss(a, b, invariance, variance, covariance);
        });
}

}  // namespace selfsight::methods
