#include "ui/plots/pyramid.h"

#include <algorithm>

namespace selfsight::ui {

void Pyramid::append(Range values) {
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
            blocks.push_back(values);
        } else {
            blocks[block].least = std::min(blocks[block].least, values.least);
            blocks[block].greatest = std::max(blocks[block].greatest, values.greatest);
        }
    }
}

int Pyramid::levelFor(std::size_t count, std::size_t wanted) const {
    int best = -1;
    for (std::size_t l = 0; l < levels_.size() && count / blockSize(l) >= wanted; ++l)
        best = static_cast<int>(l);
    return best;
}

std::size_t Pyramid::blockOfExtreme(bool least) const {
    const auto better = [least](const Range& a, const Range& b) {
        return least ? a.least < b.least : a.greatest > b.greatest;
    };
    // From the coarsest level down; of two halves the first where they are alike.
    std::size_t at = 0, end = levels_.back().size();
    for (std::size_t l = levels_.size(); l-- > 0;) {
        const std::vector<Range>& blocks = levels_[l];
        end = std::min(end, blocks.size());
        std::size_t best = at;
        for (std::size_t b = at + 1; b < end; ++b)
            if (better(blocks[b], blocks[best])) best = b;
        if (l == 0) return best * kBase;
        at = 2 * best;
        end = at + 2;
    }
    return 0;
}

}  // namespace selfsight::ui
