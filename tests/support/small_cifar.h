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

// Whether every label of the first file's records is one that its column has.
inline bool labelsFit(const data::ImageSet& set, const data::CifarFormat& format, data::Part part) {
    const auto records = part == data::Part::Train ? format.recordsPerTrainFile : format.recordsPerTestFile;
    for (std::size_t c = 0; c < set.columns.size(); ++c)
        for (std::int64_t i = 0; i < records; ++i) {
            const std::int64_t value = set.columns[c].values[static_cast<std::size_t>(i)];
            if (value < 0 || value >= static_cast<std::int64_t>(format.columns[c].classes)) return false;
        }
    return true;
}

}  // namespace selfsight::test
