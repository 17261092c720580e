// Errors and warnings where the work is: what happened, what to do about it, and a button that does it.
#pragma once

#include "ui/controller/notice.h"

#include <QList>
#include <QWidget>

class QLabel;
class QToolButton;
class QPushButton;

namespace selfsight::ui {

class MessageBar final : public QWidget {
    Q_OBJECT

  public:
    explicit MessageBar(QWidget* parent = nullptr);

    // The newest is shown; the others wait behind it. Equal notices are shown once.
    void show(const Notice& notice);
    void clear();
    int count() const { return static_cast<int>(notices_.size()); }

  signals:
    void resumeRequested(const QString& run);
    void retryRequested(quint64 job);
    void logRequested();

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    void showTop();

    QList<Notice> notices_;
    QLabel* icon_;
    QLabel* text_;
    QPushButton* resume_;
    QPushButton* retry_;
    QPushButton* log_;
    QToolButton* close_;
};

}  // namespace selfsight::ui
