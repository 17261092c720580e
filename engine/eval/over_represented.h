// Which label value is commoner in a subset than chance explains. Torch-free.
#pragma once

#include "core/matrix.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace selfsight::eval {

struct OverRepresented {
    std::int64_t value = 0;
    std::int64_t hits = 0;   // of the subset's labelled images with this value
    std::int64_t total = 0;  // of the subset's labelled images
    double share = 0;        // hits / total
    double overall = 0;      // the value's share of all labelled images
    // Natural logarithm of the hypergeometric probability of at least so many hits in a random subset of this
    // size, times the number of values (Bonferroni), at most 0.
    double logP = 0;
};

// The value of `labels` (one an image; −1: unlabelled) with the least probability among the images of
// `subset`, when that is below 0.01 and its share at least 1.5 times the overall one. Subsets that were
// chosen by looking at the labels prove nothing: this describes, it does not test. Throws LogicError for an
// image beyond `labels`.
std::optional<OverRepresented> mostOverRepresented(std::span<const std::int64_t> subset,
                                                   const Labels& labels);

// The same for many subsets of the same labels, which are counted once.
struct LabelCounts {
    explicit LabelCounts(const Labels& labels);
    std::vector<std::int64_t> byValue;
    std::int64_t labelled = 0;
    std::int64_t values = 0;  // that occur
};
std::optional<OverRepresented> mostOverRepresented(std::span<const std::int64_t> subset, const Labels& labels,
                                                   const LabelCounts& counts);

// ln P(X ≥ hits) of the hypergeometric distribution: `drawn` of `population`, `marked` of which count.
double logHypergeometricTail(std::int64_t hits, std::int64_t drawn, std::int64_t marked,
                             std::int64_t population);

}  // namespace selfsight::eval
