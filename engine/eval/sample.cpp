#include "eval/sample.h"

#include "core/error.h"

#include <algorithm>
#include <numeric>

namespace selfsight::eval {

void requireLength(const std::string& what, MatrixView x, const Labels& y) {
    if (static_cast<std::int64_t>(y.size()) == x.rows) return;
    throw RuntimeError(ErrorCode::Input, what + ": " + std::to_string(x.rows) + " embeddings, but " +
                                             std::to_string(y.size()) + " labels");
}

Sample takeLabelled(MatrixView x, const Labels& y, const std::vector<std::int64_t>& rows) {
    Sample sample;
    for (const std::int64_t i : rows) {
        if (y[static_cast<std::size_t>(i)] >= 0) sample.indices.push_back(i);
    }
    sample.x = Matrix(static_cast<std::int64_t>(sample.indices.size()), x.cols);
    sample.y.resize(sample.indices.size());
    for (std::size_t i = 0; i < sample.indices.size(); ++i) {
        const auto row = x.row(sample.indices[i]);
        std::copy(row.begin(), row.end(), sample.x.row(static_cast<std::int64_t>(i)).begin());
        sample.y[i] = y[static_cast<std::size_t>(sample.indices[i])];
    }
    return sample;
}

Sample takeLabelled(MatrixView x, const Labels& y) {
    std::vector<std::int64_t> rows(static_cast<std::size_t>(x.rows));
    std::iota(rows.begin(), rows.end(), 0);
    return takeLabelled(x, y, rows);
}

std::int64_t hitCount(const Labels& truth, const Labels& predicted) {
    std::int64_t hits = 0;
    for (std::size_t i = 0; i < truth.size(); ++i) hits += truth[i] == predicted[i];
    return hits;
}

}  // namespace selfsight::eval
