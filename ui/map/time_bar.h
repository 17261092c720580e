// Play and scrub: the moments of training that the maps can show, the finished maps last.
#pragma once

#include <QTimer>
#include <QVector>
#include <QWidget>

class QLabel;
class QSlider;
class QToolButton;

namespace selfsight::ui {

class TimeBar : public QWidget {
    Q_OBJECT
  public:
    explicit TimeBar(QWidget* parent = nullptr);

    // Epochs of the moments, ascending. Stays at the end, or at its moment where that still exists.
    void setMoments(const QVector<double>& epochs);
    int count() const { return static_cast<int>(epochs_.size()); }
    // 0 … count(); count(): the finished maps.
    int position() const;
    double epoch() const;  // of the position; infinite at the end
    void setPosition(int position);
    bool playing() const { return timer_.isActive(); }
    void play(bool on);

    static constexpr int kMilliseconds = 450;  // a moment

  signals:
    void moved(int position);

  private:
    void updateText();

    QVector<double> epochs_;
    QToolButton* play_;
    QSlider* slider_;
    QLabel* text_;
    QTimer timer_;
};

}  // namespace selfsight::ui
