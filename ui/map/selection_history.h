// Selected images and the selections before and after: undo and redo.
#pragma once

#include <QVector>
#include <vector>

namespace selfsight::ui {

// How a new region combines with what is selected.
enum class Combine { Replace, Add, Remove };

class SelectionHistory {
  public:
    // Ascending, without repeats.
    const QVector<qint64>& current() const { return states_[at_]; }
    // Each returns whether the selection changed; a change can be undone, and forgets what was undone before.
    bool combine(QVector<qint64> images, Combine how);
    bool undo();
    bool redo();
    bool canUndo() const { return at_ > 0; }
    bool canRedo() const { return at_ + 1 < states_.size(); }
    // Nothing selected, nothing to undo.
    void clear();

  private:
    std::vector<QVector<qint64>> states_{QVector<qint64>()};
    std::size_t at_ = 0;
};

}  // namespace selfsight::ui
