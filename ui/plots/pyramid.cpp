#include "ui/plots/pyramid.h"

#include <algorithm>

namespace selfsight::ui {

void Pyramid::append(float value) {
    const std::size_t at = count_++;
    for (std::size_t l = 0;; ++l) {
        const std::size_t block = at / blockSize(l);
        // A level begins when the one below has a second block.
        if (l == levels_.size()) {
            if (l > 0 && levels_[l - 1].size() < 2) return;
            levels_.emplace_back();
            if (l > 0) levels_[l].push_back(levels_[l - 1].front());
        }
        auto& blocks = levels_[l];
        if (block == blocks.size()) {
            blocks.push_back({value, value});
        } else {
            blocks[block].least = std::min(blocks[block].least, value);
            blocks[block].greatest = std::max(blocks[block].greatest, value);
        }
    }
}

int Pyramid::levelFor(std::size_t count, std::size_t wanted) const {
    int best = -1;
    for (std::size_t l = 0; l < levels_.size() && count / blockSize(l) >= wanted; ++l)
        best = static_cast<int>(l);
    return best;
}

}  // namespace selfsight::ui
