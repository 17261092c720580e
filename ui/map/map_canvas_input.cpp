// Mouse and keys of a map.
#include "ui/map/map_canvas.h"
#include "ui/map/pick.h"

#include <QApplication>
#include <QDateTime>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <QWheelEvent>
#include <cmath>

namespace selfsight::ui {

namespace {

constexpr double kWheelStep = 1.25;  // a notch
constexpr double kKeyStep = 1.5;     // + and −
constexpr qint64 kWheelPause = 500;  // ms: a longer pause begins a new movement

Combine combineOf(Qt::KeyboardModifiers modifiers) {
    if (!(modifiers & Qt::ControlModifier)) return Combine::Replace;
    return modifiers & Qt::ShiftModifier ? Combine::Remove : Combine::Add;
}

}  // namespace

void MapCanvas::requestCamera(const Camera& camera, bool newGesture) {
    emit viewRequested(translated(camera, fit(), Camera{}), newGesture);
}

void MapCanvas::zoom(double factor, const QPointF& at, bool newGesture) {
    if (!scene_ || !scene_->index || scene_->index->size() == 0) return;
    requestCamera(zoomedAt(camera(), factor, at, planeSize(), scene_->bounds()), newGesture);
}

void MapCanvas::wheelEvent(QWheelEvent* event) {
    const double notches = event->angleDelta().y() / 120.0;
    if (notches == 0) {
        event->ignore();
        return;
    }
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    zoom(std::pow(kWheelStep, notches), event->position() - plane().topLeft(),
         now - lastWheel_ > kWheelPause);
    lastWheel_ = now;
    event->accept();
    setHovered(imageAt(event->position()));
}

void MapCanvas::mousePressEvent(QMouseEvent* event) {
    if (!scene_ || !plane().contains(event->position().toPoint())) return;
    if (event->button() == Qt::BackButton) return emit backRequested();
    if (event->button() == Qt::ForwardButton) return emit forwardRequested();
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton) return event->ignore();
    pressed_ = last_ = event->position();
    gestureStarted_ = false;
    region_.clear();
    drag_ = event->button() == Qt::MiddleButton ? Drag::Pan : Drag::Pending;
    updateCursor();
}

void MapCanvas::mouseMoveEvent(QMouseEvent* event) {
    const QPointF at = event->position();
    if (drag_ == Drag::None) {
        if (!event->buttons()) {
            const bool onLabel = labelAt(at) >= 0;
            setHovered(onLabel ? -1 : imageAt(at));
            if (onLabel)
                setCursor(Qt::PointingHandCursor);
            else
                updateCursor();
        }
        return;
    }
    if (drag_ == Drag::Pending) {
        if ((at - pressed_).manhattanLength() < QApplication::startDragDistance()) return;
        const bool quickRectangle = tool_ == MapTool::Pan && (event->modifiers() & Qt::ShiftModifier);
        drag_ = tool_ == MapTool::Lasso                         ? Drag::Lasso
                : tool_ == MapTool::Rectangle || quickRectangle ? Drag::Rectangle
                                                                : Drag::Pan;
        setHovered(-1);
        updateCursor();
        if (drag_ == Drag::Lasso) region_ << pressed_ - plane().topLeft();
    }
    const QPointF offset = plane().topLeft();
    if (drag_ == Drag::Pan) {
        Camera moved = camera();
        moved.x -= (at.x() - last_.x()) / moved.scale;
        moved.y += (at.y() - last_.y()) / moved.scale;
        requestCamera(moved, !gestureStarted_);
        gestureStarted_ = true;
    } else if (drag_ == Drag::Rectangle) {
        region_ = QPolygonF(QRectF(pressed_ - offset, at - offset).normalized());
        update();
    } else if (region_.isEmpty() || (at - offset - region_.last()).manhattanLength() >= 3) {
        region_ << at - offset;
        update();
    }
    last_ = at;
}

void MapCanvas::mouseReleaseEvent(QMouseEvent* event) {
    const Drag drag = drag_;
    drag_ = Drag::None;
    updateCursor();
    if (drag == Drag::Rectangle || drag == Drag::Lasso) {
        finishRegion(event->modifiers());
    } else if (drag == Drag::Pending && labelAt(event->position()) >= 0) {
        emit labelClicked(labelAt(event->position()), combineOf(event->modifiers()));
    } else if (drag == Drag::Pending) {
        const qint64 image = imageAt(event->position());
        const bool control = event->modifiers() & Qt::ControlModifier;
        if (image >= 0 && control)
            emit selectionRequested({image}, combineOf(event->modifiers()));
        else if (image < 0 && tool_ != MapTool::Pan && !control)
            emit selectionRequested({}, Combine::Replace);
        if (!control) emit clicked(image);
    }
}

void MapCanvas::finishRegion(Qt::KeyboardModifiers modifiers) {
    const QPolygonF region = std::exchange(region_, {});
    update();
    QVector<qint64> images;
    for (const std::int32_t position : pickRegion(*scene_, camera(), planeSize(), region)) {
        const std::int64_t image = scene_->imageOf(position);
        if (image >= 0) images.append(image);
    }
    emit selectionRequested(images, combineOf(modifiers));
}

void MapCanvas::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && imageAt(event->position()) < 0) emit fitRequested();
}

void MapCanvas::setHovered(qint64 image) {
    if (image == hovered_) return;
    hovered_ = image;
    emit hoverChanged(image);
}

void MapCanvas::leaveEvent(QEvent*) {
    setHovered(-1);
}

void MapCanvas::focusInEvent(QFocusEvent* event) {
    update();
    // Tab enters the map at the point last visited, or the one nearest to the middle.
    if (event->reason() != Qt::TabFocusReason && event->reason() != Qt::BacktabFocusReason) return;
    if (!scene_ || !scene_->index || scene_->index->size() == 0) return;
    if (positionOf(focusImage_) < 0) {
        const Camera now = camera();
        const std::int64_t nearest = scene_->index->nearest(now.x, now.y, 1e30);
        focusImage_ = nearest < 0 ? -1 : scene_->imageOf(nearest);
    }
    emit focusMoved(focusImage_);
}

void MapCanvas::focusOutEvent(QFocusEvent*) {
    update();
    if (focusImage_ >= 0) emit focusMoved(-1);
}

void MapCanvas::moveFocus(const QPointF& direction, bool extend) {
    if (!scene_ || !scene_->index || scene_->index->size() == 0) return;
    std::int64_t from = positionOf(focusImage_);
    std::int64_t to = from;
    if (from < 0) {
        const Camera now = camera();
        to = scene_->index->nearest(now.x, now.y, 1e30);
    } else {
        to = nextInDirection(*scene_, camera(), from, direction);
    }
    if (to < 0) return;
    const qint64 before = focusImage_;
    focusImage_ = scene_->imageOf(to);
    const QRectF box = boxOf(focusImage_);
    if (!QRectF(plane()).adjusted(8, 8, -8, -8).contains(box.center())) {
        Camera moved = camera();
        moved.x = scene_->index->x(to);
        moved.y = scene_->index->y(to);
        requestCamera(moved, true);
    }
    if (extend)
        emit selectionRequested(
            before >= 0 ? QVector<qint64>{before, focusImage_} : QVector<qint64>{focusImage_}, Combine::Add);
    emit focusMoved(focusImage_);
}

void MapCanvas::keyPressEvent(QKeyEvent* event) {
    const Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
    const QPointF middle(planeSize().width() / 2, planeSize().height() / 2);
    const bool extend = modifiers == Qt::ShiftModifier;
    if (event->matches(QKeySequence::SelectAll)) return emit selectAllRequested();
    if (event->matches(QKeySequence::Undo)) return emit undoRequested();
    if (event->matches(QKeySequence::Redo) ||
        (event->key() == Qt::Key_Z && modifiers == (Qt::ControlModifier | Qt::ShiftModifier)))
        return emit redoRequested();
    if (modifiers == Qt::AltModifier && event->key() == Qt::Key_Left) return emit backRequested();
    if (modifiers == Qt::AltModifier && event->key() == Qt::Key_Right) return emit forwardRequested();
    if (modifiers & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
        return QWidget::keyPressEvent(event);
    switch (event->key()) {
        case Qt::Key_Left:
            return moveFocus({-1, 0}, extend);
        case Qt::Key_Right:
            return moveFocus({1, 0}, extend);
        case Qt::Key_Up:
            return moveFocus({0, -1}, extend);
        case Qt::Key_Down:
            return moveFocus({0, 1}, extend);
        case Qt::Key_F:
            return emit fitRequested();
        case Qt::Key_Plus:
        case Qt::Key_Equal:
            return zoom(kKeyStep, middle, true);
        case Qt::Key_Minus:
            return zoom(1 / kKeyStep, middle, true);
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (focusImage_ >= 0) emit clicked(focusImage_);
            return;
        case Qt::Key_M:
            // Mark: adds the point to the selection; with Shift takes it out again.
            if (focusImage_ >= 0)
                emit selectionRequested({focusImage_}, extend ? Combine::Remove : Combine::Add);
            return;
        case Qt::Key_Escape:
            if (drag_ == Drag::Rectangle || drag_ == Drag::Lasso) {
                drag_ = Drag::None;
                region_.clear();
                updateCursor();
                return update();
            }
            return emit escapePressed();
        default:
            QWidget::keyPressEvent(event);
    }
}

bool MapCanvas::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const bool onText = !plane().contains(help->pos());
        const int label = labelAt(help->pos());
        QToolTip::showText(help->globalPos(),
                           onText       ? (help->pos().y() < plane().top() ? note_ : caption_)
                           : label >= 0 ? labels_[label].tip
                                        : QString(),
                           this);
        return true;
    }
    return QWidget::event(event);
}

}  // namespace selfsight::ui
