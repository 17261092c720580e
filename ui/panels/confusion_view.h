// A confusion matrix as a picture: one cell a pair of classes, its share of the row by colour, named under the
// mouse.
#pragma once

#include "eval/comparison.h"

#include <QImage>
#include <QStringList>
#include <QWidget>

namespace selfsight::ui {

class ConfusionView final : public QWidget {
    Q_OBJECT

  public:
    explicit ConfusionView(QWidget* parent = nullptr);

    // `names` of confusion.classes.
    void setConfusion(const eval::Confusion& confusion, const QStringList& names);
    // "Most often: maple tree for oak tree (31)."
    QString commonest() const;

    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    QRectF square() const;
    QString textAt(const QPointF& at) const;
    void repaintCells();

    eval::Confusion confusion_;
    QStringList names_;
    QImage cells_;
};

}  // namespace selfsight::ui
