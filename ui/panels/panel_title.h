// The title of a panel: semibold, quiet, with room for one row of controls. Serves as a dock's title bar.
#pragma once

#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPointer>
#include <QWidget>

class QDockWidget;

namespace selfsight::ui {

// The grid that every distance is a multiple of, in device-independent pixels.
inline constexpr int gridUnit = 8;

class PanelTitle final : public QWidget {
    Q_OBJECT

  public:
    explicit PanelTitle(const QString& title, QWidget* parent = nullptr);
    // Appends a control at the right.
    void add(QWidget* control);
    void setTitle(const QString& title) { label_->setText(title); }
    // Makes this the title bar of `dock`, with Detach and Hide in its context menu.
    void attachTo(QDockWidget* dock);

  private:
    QLabel* label_;
    QHBoxLayout* row_;
};

// The row of controls that a panel offers for its title. With nobody to take it, it goes with the panel.
class PanelControls final {
  public:
    PanelControls() : widget_(new QWidget) {}
    ~PanelControls() {
        if (widget_ && !widget_->parent()) delete widget_;
    }
    PanelControls(const PanelControls&) = delete;
    PanelControls& operator=(const PanelControls&) = delete;
    operator QWidget*() const { return widget_; }

  private:
    QPointer<QWidget> widget_;
};

// A wrapped label in one of the theme's colours, which it follows: the secondary one, unless told otherwise.
class CaptionLabel final : public QLabel {
    Q_OBJECT

  public:
    using Tone = QColor theme::Colours::*;

    explicit CaptionLabel(const QString& text = {}, QWidget* parent = nullptr);
    void setTone(Tone tone);

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void restyle();

    Tone tone_ = &theme::Colours::secondary;
};

// One line that gives way where there is no room: its end, or where told its middle, becomes "…". The owner
// gives the tool tip that has it all.
class ElidedLabel final : public QLabel {
    Q_OBJECT

  public:
    using QLabel::QLabel;
    void setElideMode(Qt::TextElideMode mode);
    QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    Qt::TextElideMode mode_ = Qt::ElideRight;
};

}  // namespace selfsight::ui
