// The set-up and the outcome of the selected run, as they stand in its folder.
#pragma once

#include "core/event.h"
#include "ui/controller/snapshot.h"

#include <QWidget>
#include <memory>

class QFormLayout;
class QLabel;
class QPushButton;

namespace selfsight::ui {

class CaptionLabel;
class RunDetails final : public QWidget {
    Q_OBJECT

  public:
    explicit RunDetails(QWidget* parent = nullptr);

    // nullptr: no run is selected.
    void setRun(std::shared_ptr<const RunSummary> summary, RunState state);

  signals:
    void resumeRequested(const QString& run);
    void duplicateRequested(const QString& run);
    void folderRequested();

  private:
    void add(const QString& name, const QString& value);
    // On one line: a path, or a name that has no spaces to break at.
    void addPath(const QString& name, const QString& value);

    std::shared_ptr<const RunSummary> summary_;
    RunState state_ = RunState::Queued;
    QLabel* title_;
    CaptionLabel* message_;
    QFormLayout* form_;
    QPushButton* resume_;
    QPushButton* duplicate_;
    QPushButton* folder_;
};

}  // namespace selfsight::ui
