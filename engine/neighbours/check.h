// Refuses matrices that hold NaN or infinity before they become a wrong number. Torch-free.
#pragma once

#include "core/matrix.h"

#include <stop_token>
#include <string>

namespace selfsight::neighbours {

// Throws RuntimeError(Input) that names `what`, row and column of the first value that is not finite, and the
// value; Cancelled when the token is signalled.
void requireFinite(MatrixView points, const std::string& what, const std::stop_token& stop = {});

}  // namespace selfsight::neighbours
