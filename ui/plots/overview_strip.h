// All of the curves in a strip below the plot, with the part that the plot shows: dragged, resized, drawn
// anew.
#pragma once

#include "ui/plots/curves_model.h"

#include <QImage>
#include <QWidget>

namespace selfsight::ui {

class OverviewStrip final : public QWidget {
    Q_OBJECT

  public:
    explicit OverviewStrip(const CurvesModel* model, QWidget* parent = nullptr);

    // After the model changed: draws the lines again.
    void refresh();
    // The part that the plot shows, in values of the axis.
    void setRange(double low, double high);
    // All that there is; low ≥ high: nothing.
    CurvesModel::Bounds bounds() const { return bounds_; }
    // Where a value of the axis lies, in pixels of the widget.
    double place(double value) const;
    QSize sizeHint() const override;

  signals:
    void rangeChosen(double low, double high);
    void everythingChosen();

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    enum class Grip { None, Low, High, Whole, New };
    Grip gripAt(double px) const;
    double valueAt(double px) const;
    void choose(double low, double high);
    void draw();

    const CurvesModel* model_;
    CurvesModel::Bounds bounds_;
    double low_ = 0, high_ = 1;
    Grip grip_ = Grip::None;
    double grabbed_ = 0;  // value under the mouse when it was pressed
    double grabbedLow_ = 0, grabbedHigh_ = 0;
    QImage image_;
    bool stale_ = true;
};

}  // namespace selfsight::ui
