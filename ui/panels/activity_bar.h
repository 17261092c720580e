// The status bar: device, what runs, its phase's bar, rate, epoch, and time gone and left.
#pragma once

#include <QStatusBar>

class QLabel;
class QProgressBar;

namespace selfsight::ui {

struct Activity;

class ActivityBar final : public QStatusBar {
    Q_OBJECT

  public:
    explicit ActivityBar(QWidget* parent = nullptr);

    void setActivity(const Activity& activity);
    // Shown while nothing runs.
    void setDevice(const QString& description);

  private:
    QLabel* field(const char* name, const QString& accessible, const QString& help);

    QWidget* fields_;
    QString idleDevice_;
    QLabel* device_;
    QLabel* what_;
    QProgressBar* bar_;
    QLabel* rate_;
    QLabel* epoch_;
    QLabel* time_;
    QLabel* queue_;
};

}  // namespace selfsight::ui
