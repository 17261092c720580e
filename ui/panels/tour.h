// A walk through the window: one panel after another is framed and explained, and set to what is to be seen.
#pragma once

#include <QFrame>
#include <QPointer>
#include <QString>
#include <QVector>
#include <functional>

class QLabel;
class QPushButton;

namespace selfsight::ui {

struct TourStep {
    QWidget* target = nullptr;  // what it speaks of
    QString title, text;
    std::function<void()> prepare;  // called when the step comes forward; may be empty
};

class Tour final : public QFrame {
    Q_OBJECT

  public:
    // Lies above `window`, whose widgets the steps name.
    explicit Tour(QWidget* window);

    void start(QVector<TourStep> steps);
    void finish();
    int position() const { return at_; }  // −1: not under way
    int count() const { return static_cast<int>(steps_.size()); }

  signals:
    void finished();

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    void go(int step);
    void place();

    QWidget* window_;
    QVector<TourStep> steps_;
    int at_ = -1;
    QWidget* frame_;
    QLabel* title_;
    QLabel* text_;
    QLabel* number_;
    QPushButton* back_;
    QPushButton* next_;
};

}  // namespace selfsight::ui
