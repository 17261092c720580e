// Findings: selections that were kept and notes in Markdown, on a selection, a map or the comparison shown.
#pragma once

#include "ui/controller/findings.h"
#include "ui/map/map_area.h"
#include "ui/panels/panel_title.h"

#include <QPair>
#include <QVector>
#include <QWidget>
#include <optional>

class QLabel;
class QListWidget;
class QListWidgetItem;
class QMenu;
class QPlainTextEdit;
class QStackedWidget;
class QTextBrowser;
class QToolButton;

namespace selfsight::ui {

// What is on the screen: new findings speak of it.
struct FindingsContext {
    std::string dataHash;
    QVector<qint64> selection;
    QVector<QPair<QString, QString>> runs;  // shown: id and label
};

// The notes that speak of what is shown, as the maps' labels.
QVector<MapNote> mapNotes(const store::Findings& findings, const FindingsContext& context);

class FindingsPanel final : public QWidget {
    Q_OBJECT

  public:
    explicit FindingsPanel(Findings* findings, QWidget* parent = nullptr);

    void setContext(const FindingsContext& context);
    QWidget* controls() const { return controls_; }
    // Brings a finding forward.
    void open(const QString& id);
    void keepSelection();  // asks nothing: the name can be edited at once
    void addNote(store::Note::Target target, const QString& run = {});

  signals:
    void selectionRequested(const QVector<qint64>& images);
    void raised();  // a finding was made or opened: the panel should be in sight

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void fill();
    void showCurrent();
    void edit(bool on);
    void finish();  // writes what the editor holds, and leaves it
    // Writes what the editor holds; the note as it is then, nothing when it could not be written.
    std::optional<store::Note> write(const store::Note& from);
    void offerOne(const QString& id, const QString& mine, const QString& theirs);
    void removeCurrent();
    QString currentId() const;
    void fillNoteMenu();

    Findings* findings_;
    FindingsContext context_;
    PanelControls controls_;
    QToolButton* keep_;
    QToolButton* add_;
    QToolButton* edit_;
    QToolButton* remove_;
    QMenu* targets_;
    QLabel* empty_;
    QListWidget* list_;
    QStackedWidget* pages_;
    QTextBrowser* view_;
    QPlainTextEdit* editor_;
    std::optional<store::Note> editing_;  // the note in the editor, as it was when the edit began
    // Shown after somebody else had changed the note as well.
    QWidget* merged_;
    QLabel* mergedText_;
    QToolButton* onlyMine_;
    QToolButton* onlyTheirs_;
    QString mergedId_, mine_, theirs_;
    bool filling_ = false;
};

}  // namespace selfsight::ui
