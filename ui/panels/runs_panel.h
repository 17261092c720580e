// The runs of the workspace, and the jobs that wait for their turn.
#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QListView;
class QListWidget;
class QComboBox;
class QMenu;
class QToolButton;

namespace selfsight::ui {

class Controller;
class RunsProxy;

class RunsPanel final : public QWidget {
    Q_OBJECT

  public:
    explicit RunsPanel(Controller* controller, QWidget* parent = nullptr);

    QString currentRun() const;
    QStringList selectedRuns() const;
    void setCurrentRun(const QString& id);
    void renameCurrent();
    void editNotes();
    void deleteSelected();
    void openFolder();
    QListView* list() const { return list_; }

  signals:
    void currentChanged(const QString& run);  // empty: none
    void resumeRequested(const QString& run);
    void duplicateRequested(const QString& run);
    void varyRequested(const QString& run);
    void transferRequested(const QString& run);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    QToolButton* buildGrouping();
    void layOutGroups();
    void showMenu(const QPoint& at);
    void addColours(QMenu& menu);
    void showQueue();
    void showLeftOver();
    void updateEmptyText();

    Controller* controller_;
    RunsProxy* proxy_;
    QLineEdit* filter_;
    QComboBox* order_;
    QToolButton* grouping_;
    QListView* list_ = nullptr;
    QLabel* empty_;
    QWidget* leftOver_;
    QLabel* leftOverText_;
    QLabel* waitingTitle_;
    QListWidget* waiting_;
};

}  // namespace selfsight::ui
