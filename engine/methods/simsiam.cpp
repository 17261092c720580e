// SimSiam (Chen & He 2021), as byol-pytorch 0.6 has it with use_momentum=False: targets are the same
// network's projections without gradient; the projector has three layers and ends in a norm. Its recipes turn
// method.moving_average off.
#include "methods/builtin.h"
#include "methods/siamese.h"

namespace selfsight::methods {

std::unique_ptr<Method> makeSimSiam(const Recipe& recipe, std::int64_t classes) {
    return std::make_unique<Siamese>(recipe, classes);
}

}  // namespace selfsight::methods
