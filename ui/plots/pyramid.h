// Least and greatest values of a growing series over blocks of 8, 16, 32, … values, so that a plot of any
// length is drawn from a few thousand numbers and no extreme is lost.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace selfsight::ui {

class Pyramid {
  public:
    static constexpr std::size_t kBase = 8;
    struct Range {
        float least = 0, greatest = 0;
        bool operator==(const Range&) const = default;
    };

    void clear() {
        levels_.clear();
        count_ = 0;
    }
    void append(float value) { append(Range{value, value}); }
    void append(Range values);  // of one place of the series that stands for several values
    std::size_t size() const { return count_; }
    // Number of values a block of `level` holds, and the blocks.
    static std::size_t blockSize(std::size_t level) { return kBase << level; }
    std::size_t levelCount() const { return levels_.size(); }
    std::span<const Range> level(std::size_t level) const { return levels_[level]; }
    // The coarsest level that still has at least `wanted` blocks for `count` values; −1: draw the values
    // themselves.
    int levelFor(std::size_t count, std::size_t wanted) const;
    // Within which `kBase` places the least (or greatest) value first stands, as the first of them. Needs one
    // value at least.
    std::size_t blockOfExtreme(bool least) const;

  private:
    std::vector<std::vector<Range>> levels_;
    std::size_t count_ = 0;
};

}  // namespace selfsight::ui
