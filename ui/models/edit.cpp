#include "ui/models/edit.h"

#include <QUndoStack>
#include <utility>

namespace selfsight::ui {

Edit::Edit(const QString& text, Step undo, Step redo)
    : QUndoCommand(text), undo_(std::move(undo)), redo_(std::move(redo)) {}

void Edit::undo() {
    if (!undo_()) setObsolete(true);
}

void Edit::redo() {
    // The stack calls this as it takes the change in.
    if (!std::exchange(pushed_, true)) return;
    if (!redo_()) setObsolete(true);
}

void undoNewest(QUndoStack& edits) {
    while (edits.canUndo()) {
        const int before = edits.count();
        edits.undo();
        if (before == edits.count()) return;
    }
}

void redoNewest(QUndoStack& edits) {
    while (edits.canRedo()) {
        const int before = edits.count();
        edits.redo();
        if (before == edits.count()) return;
    }
}

}  // namespace selfsight::ui
