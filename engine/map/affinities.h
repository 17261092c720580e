// The joint probabilities P of t-SNE (van der Maaten & Hinton 2008, eq. 1–3), sparse over nearest neighbours.
#pragma once

#include "neighbours/neighbours.h"

#include <cstdint>
#include <stop_token>
#include <vector>

namespace selfsight::map {

// A sparse, symmetric matrix of n × n in compressed rows, columns ascending; the values sum to 1.
struct Affinities {
    std::int64_t count = 0;
    std::vector<std::int64_t> rowStart;  // [count + 1]
    std::vector<std::int32_t> column;
    std::vector<float> value;
};

// Gaussian affinities whose rows have the perplexity asked for (at most a third of the graph's k, at least
// 1), symmetrised as (P + Pᵀ) / 2 and normalised over all pairs: openTSNE's PerplexityBasedNN.
Affinities perplexityAffinities(const neighbours::Graph& graph, double perplexity, std::stop_token stop = {});

// The conditional probabilities p(j|i) of one row of ascending distances, before symmetrisation; `out` has
// the same length.
void conditionalProbabilities(const float* distances, std::int64_t k, double perplexity, float* out);

// The symmetric matrix that has combine(a, b) where the graph has values in both directions, and the one
// value elsewhere. `directed` is [count, k].
Affinities symmetrised(const neighbours::Graph& graph, const std::vector<float>& directed,
                       float (*combine)(float, float), std::stop_token stop = {});

}  // namespace selfsight::map
