#include "eval/over_represented.h"

#include "core/error.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace selfsight::eval {

namespace {

double logChoose(std::int64_t n, std::int64_t k) {
    return std::lgamma(static_cast<double>(n + 1)) - std::lgamma(static_cast<double>(k + 1)) -
           std::lgamma(static_cast<double>(n - k + 1));
}

}  // namespace

double logHypergeometricTail(std::int64_t hits, std::int64_t drawn, std::int64_t marked,
                             std::int64_t population) {
    const std::int64_t least = std::max<std::int64_t>(0, drawn + marked - population);
    const std::int64_t most = std::min(drawn, marked);
    if (hits <= least) return 0;
    if (hits > most) return -std::numeric_limits<double>::infinity();
    // Terms fall off beyond the mode, so the sum is taken from the first one with the others relative to it;
    // below the mode the rising part is at most `most` terms, too.
    const double all = logChoose(population, drawn);
    double largest = -std::numeric_limits<double>::infinity();
    std::vector<double> terms;
    for (std::int64_t k = hits; k <= most; ++k) {
        terms.push_back(logChoose(marked, k) + logChoose(population - marked, drawn - k) - all);
        largest = std::max(largest, terms.back());
        if (terms.back() < largest - 50) break;
    }
    double sum = 0;
    for (const double term : terms) sum += std::exp(term - largest);
    return std::min(0.0, largest + std::log(sum));
}

LabelCounts::LabelCounts(const Labels& labels) {
    std::int64_t most = -1;
    for (const std::int64_t label : labels) most = std::max(most, label);
    byValue.assign(static_cast<std::size_t>(most + 1), 0);
    for (const std::int64_t label : labels)
        if (label >= 0) {
            ++byValue[static_cast<std::size_t>(label)];
            ++labelled;
        }
    for (const std::int64_t count : byValue) values += count > 0 ? 1 : 0;
}

std::optional<OverRepresented> mostOverRepresented(std::span<const std::int64_t> subset,
                                                   const Labels& labels) {
    return mostOverRepresented(subset, labels, LabelCounts(labels));
}

std::optional<OverRepresented> mostOverRepresented(std::span<const std::int64_t> subset, const Labels& labels,
                                                   const LabelCounts& counts) {
    constexpr double significant = -4.605170185988091;  // ln 0.01
    constexpr double leastRatio = 1.5;
    std::vector<std::int64_t> inside(counts.byValue.size(), 0);
    std::int64_t total = 0;
    for (const std::int64_t image : subset) {
        if (image < 0 || image >= static_cast<std::int64_t>(labels.size()))
            throw LogicError("mostOverRepresented: an image beyond the labels");
        const std::int64_t label = labels[static_cast<std::size_t>(image)];
        if (label < 0) continue;
        ++inside[static_cast<std::size_t>(label)];
        ++total;
    }
    std::optional<OverRepresented> best;
    for (std::int64_t value = 0; value < static_cast<std::int64_t>(inside.size()); ++value) {
        OverRepresented found;
        found.value = value;
        found.hits = inside[static_cast<std::size_t>(value)];
        found.total = total;
        if (found.hits == 0) continue;
        const std::int64_t marked = counts.byValue[static_cast<std::size_t>(value)];
        found.share = static_cast<double>(found.hits) / static_cast<double>(total);
        found.overall = static_cast<double>(marked) / static_cast<double>(counts.labelled);
        if (found.share < leastRatio * found.overall) continue;
        found.logP = std::min(0.0, logHypergeometricTail(found.hits, total, marked, counts.labelled) +
                                       std::log(static_cast<double>(counts.values)));
        if (found.logP < significant && (!best || found.logP < best->logP)) best = found;
    }
    return best;
}

}  // namespace selfsight::eval
