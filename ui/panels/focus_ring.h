// Shows where the keyboard is: a ring in the accent colour around the control that Tab has come to. The style
// marks some controls hardly and others not at all. Goes as soon as the mouse is used.
#pragma once

#include <QPointer>
#include <QWidget>

namespace selfsight::ui {

class FocusRing final : public QWidget {
    Q_OBJECT

  public:
    // For the controls of this window alone; dialogs have focus frames of their own.
    explicit FocusRing(QWidget* window);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

  private:
    void follow(QWidget* control);
    void place();

    QPointer<QWidget> control_;
};

}  // namespace selfsight::ui
