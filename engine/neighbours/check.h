// Refuses matrices that hold NaN or infinity before they become a wrong number. Torch-free.
#pragma once

#include "core/matrix.h"

#include <string>

namespace selfsight::neighbours {

// Throws RuntimeError(Input) that names `what`, row and column of the first value that is not finite, and the
// value.
void requireFinite(MatrixView points, const std::string& what);

}  // namespace selfsight::neighbours
