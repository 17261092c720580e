#include "ui/panels/focus_ring.h"

#include "ui/theme/theme.h"

#include <QApplication>
#include <QDockWidget>
#include <QFocusEvent>
#include <QKeyEvent>
#include <QPainter>

namespace selfsight::ui {
namespace {

constexpr int reach = 2;  // pixels beyond the control

bool byKeyboard(Qt::FocusReason reason) {
    return reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason ||
           reason == Qt::ShortcutFocusReason;
}

// What is in sight of the control, in the window's coordinates. (A widget's visible region leaves out what
// its own children cover.)
QRect seenPart(const QWidget* control, const QWidget* window) {
    QRect seen = control->rect().translated(control->mapTo(window, QPoint(0, 0)));
    for (const QWidget* around = control->parentWidget(); around; around = around->parentWidget()) {
        seen &= around->rect().translated(around->mapTo(window, QPoint(0, 0)));
        if (around == window) break;
    }
    return control->isVisible() ? seen : QRect();
}

// A panel behind another one's tab lies outside of the window and takes the focus all the same.
void bringForward(QWidget* control) {
    for (QWidget* parent = control; parent; parent = parent->parentWidget())
        if (auto* dock = qobject_cast<QDockWidget*>(parent)) dock->raise();
}

}  // namespace

FocusRing::FocusRing(QWidget* window) : QWidget(window) {
    setObjectName(QStringLiteral("focusRing"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    hide();
    qApp->installEventFilter(this);
}

bool FocusRing::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
        case QEvent::FocusIn: {
            auto* control = qobject_cast<QWidget*>(watched);
            if (!control || control->window() != parentWidget()) break;
            const Qt::FocusReason reason = static_cast<QFocusEvent*>(event)->reason();
            follow(byKeyboard(reason) ? control : nullptr);
            // A main window keeps the tab bars of panels that are hidden, outside of itself: one goes on.
            if (control_ && seenPart(control_, parentWidget()).isEmpty() &&
                reason != Qt::ShortcutFocusReason) {
                const bool back = reason == Qt::BacktabFocusReason;
                QCoreApplication::postEvent(
                    control_, new QKeyEvent(QEvent::KeyPress, back ? Qt::Key_Backtab : Qt::Key_Tab,
                                            back ? Qt::ShiftModifier : Qt::NoModifier));
            }
            break;
        }
        case QEvent::MouseButtonPress:
            if (control_) follow(nullptr);
            break;
        case QEvent::Move:
        case QEvent::Resize:
        case QEvent::Hide:
            // The control, or what it scrolls in.
            if (control_ && (watched == control_ || (watched->isWidgetType() &&
                                                     static_cast<QWidget*>(watched)->isAncestorOf(control_))))
                place();
            break;
        default:
            break;
    }
    return false;
}

void FocusRing::follow(QWidget* control) {
    control_ = control;
    if (control && seenPart(control, parentWidget()).isEmpty()) bringForward(control);
    place();
}

void FocusRing::place() {
    const QRect box = control_ ? seenPart(control_, parentWidget()) : QRect();
    setVisible(!box.isEmpty());
    if (box.isEmpty()) return;
    setGeometry(box.adjusted(-reach, -reach, reach, reach).intersected(parentWidget()->rect()));
    raise();
}

void FocusRing::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme::colours(palette()).accent, 2));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 3, 3);
}

}  // namespace selfsight::ui
