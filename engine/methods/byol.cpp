// Bootstrap your own latent (Grill et al. 2020), with the heads of byol-pytorch 0.6: targets come from a
// moving average of encoder and projector.
#include "methods/builtin.h"
#include "methods/siamese.h"

namespace selfsight::methods {

std::unique_ptr<Method> makeByol(const Recipe& recipe, std::int64_t classes) {
    return std::make_unique<Siamese>(recipe, classes);
}

}  // namespace selfsight::methods
