// Rows of an embedding with their labels, as the evaluations pass them on.
#pragma once

#include "core/matrix.h"

#include <string>
#include <vector>

namespace selfsight::eval {

struct Sample {
    Matrix x;
    Labels y;
    std::vector<std::int64_t> indices;  // rows of the matrix that they were taken from
};

// Throws RuntimeError(Input), naming `what`, unless there is one label a row.
void requireLength(const std::string& what, MatrixView x, const Labels& y);
// The labelled ones (label ≥ 0) among the given rows, or among all.
Sample takeLabelled(MatrixView x, const Labels& y, const std::vector<std::int64_t>& rows);
Sample takeLabelled(MatrixView x, const Labels& y);

std::int64_t hitCount(const Labels& truth, const Labels& predicted);

}  // namespace selfsight::eval
