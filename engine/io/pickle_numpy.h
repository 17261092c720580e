// NumPy arrays inside of pickles, as Python 2 and 3 write them (CIFAR's Python archives are such).
#pragma once

#include "io/pickle.h"
#include "io/tensor.h"

#include <optional>
#include <string>

namespace selfsight::io {

// The Python names that pickled arrays of numbers need: for Pickle's list.
bool isNumpyGlobal(std::string_view global);

// The node as an array; nothing when it is no array. Throws RuntimeError(Input) naming `name` for an array of
// Python objects, or one whose bytes do not fit its shape.
std::optional<Tensor> numpyArray(const Pickle& pickle, const Pickle::Node& node, const std::string& name);

}  // namespace selfsight::io
