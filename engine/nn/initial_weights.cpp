#include "nn/initial_weights.h"

namespace selfsight::nn {

std::unique_lock<std::recursive_mutex> holdInitialWeights() {
    static std::recursive_mutex mutex;
    return std::unique_lock(mutex);
}

}  // namespace selfsight::nn
