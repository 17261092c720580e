#include "ui/panels/panel_title.h"

#include <QDockWidget>
#include <QEvent>
#include <QMenu>
#include <QPainter>
#include <algorithm>

namespace selfsight::ui {

PanelTitle::PanelTitle(const QString& title, QWidget* parent)
    : QWidget(parent), label_(new QLabel(title, this)) {
    row_ = new QHBoxLayout(this);
    row_->setContentsMargins(gridUnit, gridUnit / 2, gridUnit / 2, gridUnit / 2);
    row_->setSpacing(gridUnit / 2);
    QFont font = label_->font();
    font.setWeight(QFont::DemiBold);
    label_->setFont(font);
    label_->setMinimumHeight(3 * gridUnit);
    // The mouse must reach the dock through the label, so that the title can be dragged.
    label_->setAttribute(Qt::WA_TransparentForMouseEvents);
    row_->addWidget(label_, 1);
}

void PanelTitle::add(QWidget* control) {
    row_->addWidget(control);
}

void PanelTitle::attachTo(QDockWidget* dock) {
    dock->setTitleBarWidget(this);
    setContextMenuPolicy(Qt::CustomContextMenu);
    connect(this, &QWidget::customContextMenuRequested, dock, [this, dock](const QPoint& at) {
        QMenu menu;
        menu.addAction(dock->isFloating() ? tr("Put back") : tr("Detach"), dock,
                       [dock] { dock->setFloating(!dock->isFloating()); });
        menu.addAction(tr("Hide"), dock, &QDockWidget::close);
        menu.exec(mapToGlobal(at));
    });
}

CaptionLabel::CaptionLabel(const QString& text, QWidget* parent) : QLabel(text, parent) {
    setWordWrap(true);
    restyle();
}

void CaptionLabel::setTone(Tone tone) {
    tone_ = tone;
    restyle();
}

void CaptionLabel::changeEvent(QEvent* event) {
    QLabel::changeEvent(event);
    if (theme::changed(event)) restyle();
}

void CaptionLabel::restyle() {
    const QColor wanted = theme::colours(palette()).*tone_;
    if (palette().color(QPalette::WindowText) == wanted) return;
    QPalette changed = palette();
    changed.setColor(QPalette::WindowText, wanted);
    setPalette(changed);
}

void ElidedLabel::setElideMode(Qt::TextElideMode mode) {
    mode_ = mode;
    update();
}

QSize ElidedLabel::minimumSizeHint() const {
    const QMargins around = contentsMargins();
    const int least = fontMetrics().averageCharWidth() * 8 + around.left() + around.right();
    const QSize whole = QLabel::minimumSizeHint();
    return {std::min(least, whole.width()), whole.height()};
}

void ElidedLabel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QRect place = contentsRect();
    painter.setPen(palette().color(foregroundRole()));
    painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(text(), mode_, place.width()));
}

}  // namespace selfsight::ui
