// What the person has found, kept in the workspace: named selections, notes, labels made by hand.
#pragma once

#include "store/findings.h"

#include <QObject>
#include <QPointer>
#include <QString>
#include <QStringList>
#include <QUndoStack>
#include <QVector>
#include <functional>
#include <memory>
#include <optional>

namespace selfsight::store {
class Workspace;
}

namespace selfsight::ui {

class Findings final : public QObject {
    Q_OBJECT

  public:
    explicit Findings(QObject* parent = nullptr);

    // Kept selections and notes can be taken back through this stack from now on (labels by hand cannot: runs
    // have been given them).
    void setUndoStack(QUndoStack* edits) { edits_ = edits; }
    // Reads what is there; failed() when it cannot be read (the workspace stays usable, nothing is
    // overwritten).
    void open(std::shared_ptr<store::Workspace> workspace);
    // Reads again what another program may have written; changed() follows only when something differs.
    void refresh();
    const store::Findings& all() const { return all_; }
    const store::Note* note(const QString& id) const;
    const store::NamedSelection* selection(const QString& id) const;
    const store::HandLabels* labels(const QString& column, const std::string& dataHash) const;

    // Each writes workspace.json at once and answers the new id; empty when that failed (failed() says why).
    QString keepSelection(const QString& name, const std::string& dataHash, const QVector<qint64>& images);
    QString addNote(store::Note note);
    struct Written {
        bool done = false;
        std::optional<QString>
            theirs;  // somebody else had changed the note meanwhile: both texts are in it now
    };
    // The text of a note that was edited from `from`, the note as it was when the edit began. One that was
    // deleted elsewhere meanwhile comes back.
    Written setText(const store::Note& from, const QString& text);
    bool setText(const QString& note, const QString& text);  // whatever it was
    bool rename(const QString& selection, const QString& name);
    bool remove(const QString& id);  // a note or a selection
    // Gives the images a value of a column; with `rest`, every other unlabelled image of the data set the
    // value `rest`.
    bool label(const QString& column, const QString& value, const QString& rest, const std::string& dataHash,
               const QVector<qint64>& images, qint64 count);

  signals:
    void changed();
    void failed(const QString& message);

  private:
    // Applies `change` to what the file holds now, and writes it. With a text it can be taken back.
    bool apply(const std::function<void(store::Findings&)>& change, const QString& undoText = {});
    void remember(const store::Findings& before, const QString& undoText);

    std::shared_ptr<store::Workspace> workspace_;
    store::Findings all_;
    bool readable_ = false;
    QPointer<QUndoStack> edits_;
};

}  // namespace selfsight::ui
