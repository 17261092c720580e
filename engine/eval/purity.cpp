#include "eval/purity.h"

#include "core/error.h"

#include <cmath>
#include <limits>
#include <map>

namespace selfsight::eval {

Purity neighbourPurity(const neighbours::Graph& graph, const Labels& labels) {
    if (static_cast<std::int64_t>(labels.size()) != graph.count) {
        throw RuntimeError(ErrorCode::Input, "purity: " + std::to_string(graph.count) + " images, but " +
                                                 std::to_string(labels.size()) + " labels");
    }
    Purity result;
    result.k = graph.k;
    result.perImage.assign(labels.size(), std::numeric_limits<float>::quiet_NaN());
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (labels[i] < 0) continue;
        std::int64_t same = 0, asked = 0;
        for (std::int64_t j = 0; j < graph.k; ++j) {
            const auto neighbour = static_cast<std::size_t>(
                graph.indices[i * static_cast<std::size_t>(graph.k) + static_cast<std::size_t>(j)]);
            if (labels[neighbour] < 0) continue;
            ++asked;
            same += labels[neighbour] == labels[i];
        }
        if (asked == 0) continue;
        const double share = static_cast<double>(same) / static_cast<double>(asked);
        result.perImage[i] = static_cast<float>(share);
        sum += share;
        squares += share * share;
        ++result.count;
    }
    if (result.count == 0)
        throw RuntimeError(ErrorCode::Input, "purity: no image with a labelled neighbour has a label");
    const auto n = static_cast<double>(result.count);
    result.purity = sum / n;
    const double variance =
        result.count > 1 ? std::max(0.0, squares - n * result.purity * result.purity) / (n - 1) : 0;
    const double half = 1.959963984540054 * std::sqrt(variance / n);
    result.interval = {std::max(0.0, result.purity - half), std::min(1.0, result.purity + half)};

    std::map<std::int64_t, double> counts;
    double labelled = 0;
    for (const std::int64_t label : labels) {
        if (label < 0) continue;
        counts[label] += 1;
        labelled += 1;
    }
    for (const auto& [label, count] : counts) result.chance += count * (count - 1);
    result.chance /= labelled > 1 ? labelled * (labelled - 1) : 1;
    return result;
}

}  // namespace selfsight::eval
