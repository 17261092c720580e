// The nearest so far of one query, while products with the base pass by.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace selfsight::neighbours {

struct Candidate {
    float key;  // float32 squared distance (or minus the cosine), without what is the same for all of a
                // query's candidates
    std::int32_t index;
    bool operator<(const Candidate& other) const {
        return key != other.key ? key < other.key : index < other.index;
    }
};

// How much a key may be wrong by rounding: `unit` times the lengths that made it. A row among the k nearest
// is no longer than the query's length and the k-th distance together, so that what lies far outside does not
// widen the margin.
struct KeyError {
    double unit = 0;    // 0: keys are taken as they are
    double length = 0;  // of the query
    double along = 0;   // of the query, in the direction that was taken out
    bool cosine = false;

    float slack(float kth) const {
        if (cosine || unit == 0) return static_cast<float>(2 * unit);
        const double distance = std::sqrt(std::max(0.0, kth + length * length));
        const double reach = length + distance;
        // The roundings of two numbers no longer than along + distance, of their difference and of its
        // square.
        const double beside = along > 0 ? 0x1p-22 * distance * (2 * along + 2 * distance) : 0;
        return static_cast<float>(2 * (unit * (2 * length * reach + reach * reach) + beside));
    }
};

// The relative error of a float32 product of `depth` terms: not the worst case, depth · 2⁻²⁴, but eight times
// what rounding errors of independent sign add up to; a larger one has a probability of 10⁻¹³ (Higham & Mary
// 2019).
inline double productError(std::int64_t depth) {
    return std::min(static_cast<double>(depth) + 2, 8 * std::sqrt(static_cast<double>(depth) + 2)) * 0x1p-24;
}

// The candidates of one query: every base row whose float32 key is so near to the k-th smallest so far that
// it may belong to the true k nearest.
class Candidates {
  public:
    void reset(std::size_t k, const KeyError& error) {
        k_ = k;
        full_ = 0;
        error_ = error;
        limit_ = std::numeric_limits<float>::infinity();
        items_.clear();
    }
    // Takes what is near enough of `count` base rows from index `first` on, whose keys are factor · product +
    // shift, and (own − along)² where a direction was taken out; the row `self` is left out.
    void offer(const float* products, const float* shift, float factor, std::int64_t count,
               std::int64_t first, std::int64_t self, const float* along = nullptr, float own = 0) {
        // Most groups hold no candidate; one comparison of the smallest key dismisses sixteen at a time.
        for (std::int64_t j0 = 0; j0 < count; j0 += 16) {
            const std::int64_t j1 = std::min<std::int64_t>(j0 + 16, count);
            float keys[16];
            float least = std::numeric_limits<float>::infinity();
            for (std::int64_t j = j0; j < j1; ++j) keys[j - j0] = factor * products[j] + shift[j];
            if (along)
                for (std::int64_t j = j0; j < j1; ++j) keys[j - j0] += (own - along[j]) * (own - along[j]);
            for (std::int64_t j = j0; j < j1; ++j) least = keys[j - j0] < least ? keys[j - j0] : least;
            if (least > limit_) continue;
            for (std::int64_t j = j0; j < j1; ++j) {
                if (keys[j - j0] > limit_ || first + j == self) continue;
                add({keys[j - j0], static_cast<std::int32_t>(first + j)});
            }
        }
    }
    float limit() const { return limit_; }
    void add(Candidate c) {
        items_.push_back(c);
        if (items_.size() >= 2 * k_ + 64 && items_.size() >= full_) shrink();
    }
    void shrink() {
        if (items_.size() > k_) {
            std::nth_element(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(k_ - 1),
                             items_.end());
            limit_ = items_[k_ - 1].key + error_.slack(items_[k_ - 1].key);
            std::erase_if(items_, [this](const Candidate& c) { return c.key > limit_; });
            if (items_.size() > k_ + spare) {
                std::sort(items_.begin(), items_.end());
                items_.resize(k_ + spare);
            }
        }
        full_ = 2 * items_.size();
    }
    const std::vector<Candidate>& items() const { return items_; }

  private:
    // Ties beyond this many spare candidates are settled by the lower index among those with the smallest
    // float32 distance.
    static constexpr std::size_t spare = 1024;

    std::size_t k_ = 0;
    std::size_t full_ = 0;
    KeyError error_;
    float limit_ = 0;
    std::vector<Candidate> items_;
};

}  // namespace selfsight::neighbours
