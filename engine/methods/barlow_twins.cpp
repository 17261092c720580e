// Barlow Twins (Zbontar et al. 2021): the dimensions of two views' projections correlate with their own
// counterpart and with no other.
#include "methods/builtin.h"
#include "methods/joint_embedding.h"
#include "methods/losses.h"

namespace selfsight::methods {

std::unique_ptr<Method> makeBarlowTwins(const Recipe& recipe, std::int64_t classes) {
    const double redundancy = recipe.real("method.redundancy");
    return std::make_unique<JointEmbedding>(recipe, classes,
                                            [redundancy](const torch::Tensor& a, const torch::Tensor& b) {
                                                return crossCorrelationLoss(a, b, redundancy);
                                            });
}

}  // namespace selfsight::methods
