// CIFAR's formats with a few records.
#pragma once

#include "data/cifar_format.h"

#include <vector>

namespace selfsight::test {

// The format with few records, for the decoders alone.
inline data::CifarFormat smallCifar(data::CifarFormat format) {
    format.recordsPerTrainFile = 3;
    format.recordsPerTestFile = 2;
    return format;
}

inline std::vector<data::LabelColumn> columnsOf(const data::CifarFormat& format) {
    std::vector<data::LabelColumn> columns;
    for (const data::CifarColumn& column : format.columns) columns.push_back({column.name, {}, {}});
    return columns;
}

}  // namespace selfsight::test
