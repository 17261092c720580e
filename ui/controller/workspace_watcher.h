// Keeps a snapshot of a workspace current: watched for events and polled, because network folders send none.
#pragma once

#include "ui/controller/snapshot.h"
#include "ui/jobs/background.h"

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>
#include <filesystem>
#include <memory>

namespace selfsight::ui {

// Reads on a thread of its own; runs whose files have not changed are not read again.
class WorkspaceWatcher final : public QObject {
    Q_OBJECT

  public:
    explicit WorkspaceWatcher(QObject* parent = nullptr);

    // `workspace` was opened by the caller: opening repairs what dead writers left, and must not be repeated
    // while a run starts.
    void watch(std::shared_ptr<const store::Workspace> workspace);
    // Reads as soon as possible; calls during a reading cause one more.
    void scan();

    static constexpr int pollMilliseconds = 2000;

  signals:
    // Only when something differs from the snapshot before.
    void scanned(std::shared_ptr<const selfsight::ui::WorkspaceSnapshot> snapshot);

  private:
    struct Cache;

    QTimer poll_;
    QFileSystemWatcher files_;
    std::shared_ptr<Cache> cache_;  // touched by the one scan under way only
    bool scanning_ = false;
    bool again_ = false;
    Background background_;
};

}  // namespace selfsight::ui
