// Initial weights are drawn from torch's one global generator. Whoever seeds it holds this from the seed to
// the last draw, so that a model that another thread makes meanwhile (to say what it costs, to load weights
// into) changes nothing. Torch-free.
#pragma once

#include <mutex>

namespace selfsight::nn {

// Recursive: makeEncoder() holds it as well.
[[nodiscard]] std::unique_lock<std::recursive_mutex> holdInitialWeights();

}  // namespace selfsight::nn
