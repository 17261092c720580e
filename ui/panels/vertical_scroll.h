// Scrolls up and down what has no room, and never cuts it at the side: it is at least as wide as its content
// has to be, also after the text has become larger.
#pragma once

#include <QEvent>
#include <QScrollArea>
#include <QScrollBar>

namespace selfsight::ui {

class VerticalScroll final : public QScrollArea {
    Q_OBJECT

  public:
    explicit VerticalScroll(QWidget* content, QWidget* parent = nullptr) : QScrollArea(parent) {
        setFrameShape(QFrame::NoFrame);
        setWidgetResizable(true);
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setWidget(content);
    }
    QSize minimumSizeHint() const override {
        return {widget()->minimumSizeHint().width() + verticalScrollBar()->sizeHint().width(),
                QScrollArea::minimumSizeHint().height()};
    }

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (watched == widget() && event->type() == QEvent::LayoutRequest) updateGeometry();
        return QScrollArea::eventFilter(watched, event);
    }
};

}  // namespace selfsight::ui
