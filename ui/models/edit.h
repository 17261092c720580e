// A change that a person made and can take back: an entry of the window's QUndoStack.
#pragma once

#include <QUndoCommand>
#include <functional>

class QUndoStack;

namespace selfsight::ui {

class Edit final : public QUndoCommand {
  public:
    // Each answers whether it could be done; a change that cannot be taken back (the run is being written,
    // the note was rewritten elsewhere) leaves the stack.
    using Step = std::function<bool()>;
    // `text` is what the menu says behind "Undo". The change itself has been made before it is pushed.
    Edit(const QString& text, Step undo, Step redo);

    void undo() override;
    void redo() override;

  private:
    Step undo_, redo_;
    bool pushed_ = false;
};

// Take back, or make again, the newest change for which that is still possible.
void undoNewest(QUndoStack& edits);
void redoNewest(QUndoStack& edits);

}  // namespace selfsight::ui
