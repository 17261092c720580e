// The card beside a point: its image, labels, what each encoder takes it for, and its neighbours in the
// original space.
#pragma once

#include "ui/theme/theme.h"

#include <QImage>
#include <QVector>
#include <QWidget>

namespace selfsight::ui {

struct CardContent {
    qint64 imageIndex = -1;
    QImage image;                            // as drawn: a whole multiple of its pixels
    QString title;                           // class
    QString subtitle;                        // superclass
    QVector<QPair<QString, QString>> facts;  // index, path, other columns

    enum class Verdict { Right, Wrong, Unknown };
    struct Prediction {
        RunStyle style;
        QString text;  // the class named; empty: not held out
        Verdict verdict = Verdict::Unknown;
    };
    QVector<Prediction> predictions;

    struct Neighbour {
        qint64 imageIndex = -1;
        QImage image;
        bool sameClass = false;
    };
    // The two augmented views of an image as a self-supervised encoder met them in training.
    struct Views {
        RunStyle style;
        QImage first, second;
        QString text;  // how alike the encoder finds them
    };
    QVector<Views> views;

    QString neighboursTitle;
    QVector<Neighbour> neighbours;

    // The same in words, for those who do not see it.
    QString spoken() const;
};

class HoverCard : public QWidget {
    Q_OBJECT
  public:
    explicit HoverCard(QWidget* parent);

    // Shows the card above `anchor` (in the parent's coordinates), below where there is no room, within the
    // parent.
    void open(const CardContent& content, const QRectF& anchor);
    void setPinned(bool pinned);
    bool pinned() const { return pinned_; }
    const CardContent& content() const { return content_; }
    QSize sizeHint() const override;

  signals:
    void entered();
    void left();
    void neighbourClicked(qint64 imageIndex);
    void closeRequested();

  protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    struct Layout;
    Layout layout() const;

    CardContent content_;
    bool pinned_ = false;
};

}  // namespace selfsight::ui
