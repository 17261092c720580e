#include "ui/map/selection_history.h"

#include <algorithm>
#include <iterator>

namespace selfsight::ui {

namespace {
constexpr std::size_t kStatesAtMost = 100;
}

bool SelectionHistory::combine(QVector<qint64> images, Combine how) {
    std::sort(images.begin(), images.end());
    images.erase(std::unique(images.begin(), images.end()), images.end());
    QVector<qint64> next;
    const QVector<qint64>& now = current();
    if (how == Combine::Replace)
        next = std::move(images);
    else if (how == Combine::Add)
        std::set_union(now.begin(), now.end(), images.begin(), images.end(), std::back_inserter(next));
    else
        std::set_difference(now.begin(), now.end(), images.begin(), images.end(), std::back_inserter(next));
    if (next == now) return false;
    states_.resize(at_ + 1);
    states_.push_back(std::move(next));
    if (states_.size() > kStatesAtMost) states_.erase(states_.begin());
    at_ = states_.size() - 1;
    return true;
}

bool SelectionHistory::undo() {
    if (!canUndo()) return false;
    --at_;
    return true;
}

bool SelectionHistory::redo() {
    if (!canRedo()) return false;
    ++at_;
    return true;
}

void SelectionHistory::clear() {
    states_.assign(1, {});
    at_ = 0;
}

}  // namespace selfsight::ui
