// Horizontal bars of accuracies with their intervals, the chance level, and the notebook's figures as ◆.
#pragma once

#include "ui/controller/comparison.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace selfsight::ui {

class BarsView final : public QWidget {
    Q_OBJECT

  public:
    explicit BarsView(QWidget* parent = nullptr);

    void setTable(const ComparisonTable& table);
    void setCurrentRun(const QString& run);
    // Draws the bars into `rect`, for the screen and for exports alike.
    void render(QPainter& painter, const QRectF& rect, const QPalette& colours) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  signals:
    void runActivated(const QString& run);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;

  private:
    struct Columns {
        double label, track, trackEnd, value, mark;
    };
    Columns columns(const QRectF& rect) const;
    double rowHeight() const;
    int barAt(const QPointF& at) const;  // −1: none
    double scaleEnd() const;
    void activate(int bar);
    QString barText(const ComparisonBar& bar) const;
    void drawBar(QPainter& painter, const ComparisonBar& bar, const QRectF& row, const Columns& columns,
                 const theme::Colours& colours) const;
    void drawScale(QPainter& painter, const QRectF& rect, const Columns& columns,
                   const theme::Colours& colours) const;

    ComparisonTable table_;
    QString current_;
    int hovered_ = -1;
    int focused_ = 0;
};

}  // namespace selfsight::ui
