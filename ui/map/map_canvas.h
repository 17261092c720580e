// One map on the screen: draws a scene, turns mouse and keys into wishes, and keeps what is cheap to redraw
// (rings, lassos) apart from the frame. It changes neither view nor selection by itself: MapArea does, so
// that maps stay linked.
#pragma once

#include "ui/map/camera.h"
#include "ui/map/map_labels.h"
#include "ui/map/renderer.h"
#include "ui/map/scene.h"
#include "ui/map/selection_history.h"
#include "ui/theme/theme.h"

#include <QImage>
#include <QPolygonF>
#include <QRegion>
#include <QVector>
#include <QWidget>
#include <functional>
#include <memory>

namespace selfsight::ui {

enum class MapTool { Pan, Rectangle, Lasso };

class MapCanvas : public QWidget {
    Q_OBJECT
  public:
    explicit MapCanvas(QWidget* parent = nullptr);

    void setScene(std::shared_ptr<const Scene> scene);
    const Scene* scene() const { return scene_.get(); }
    // Title and caption above and below; `note` beside the title, for what is wrong with the points.
    void setTexts(const RunStyle& style, const QString& title, const QString& caption, const QString& note);
    const QString& title() const { return title_; }
    const QString& note() const { return note_; }
    // Shown in the middle when there are no points.
    void setEmptyText(const QString& text);
    const QString& emptyText() const { return emptyText_; }
    // Words on the plane; what does not fit is left out until one zooms in.
    void setLabels(QVector<MapLabel> labels);
    const QVector<MapLabel>& labels() const { return labels_; }
    // The label drawn there, unless a point is right under the mouse; −1: none.
    int labelAt(const QPointF& at) const;
    QRectF labelBox(int label) const;  // empty: not drawn
    // A view relative to what fits: {0, 0, 1} shows everything, x and y are pixels of the fitted view. The
    // same for all linked maps.
    void setView(const Camera& view);
    const Camera& view() const { return view_; }
    Camera camera() const;
    void setTool(MapTool tool);
    // The image with the ring; −1: none.
    void setMarked(qint64 image);

    // The part of the widget that shows the plane.
    QRect plane() const;
    // Where an image's mark is, in widget coordinates; empty when it is not on this map.
    QRectF boxOf(qint64 image) const;
    qint64 imageAt(const QPointF& at) const;
    std::int64_t positionOf(qint64 image) const;
    // The point that the arrow keys are at; −1: none.
    qint64 focusImage() const { return focusImage_; }

  signals:
    // newGesture: the view before it should be kept for going back.
    void viewRequested(const Camera& view, bool newGesture);
    void fitRequested();
    void backRequested();
    void forwardRequested();
    void hoverChanged(qint64 image);
    void focusMoved(qint64 image);
    void clicked(qint64 image);  // −1: empty space
    void labelClicked(int label, Combine how);
    void selectionRequested(const QVector<qint64>& images, Combine how);
    void selectAllRequested();
    void undoRequested();
    void redoRequested();
    void escapePressed();

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool event(QEvent* event) override;

  private:
    enum class Drag { None, Pending, Pan, Rectangle, Lasso };

    Camera fit() const;
    QSizeF planeSize() const { return QSizeF(plane().size()); }
    void requestCamera(const Camera& camera, bool newGesture);
    void zoom(double factor, const QPointF& at, bool newGesture);
    void finishRegion(Qt::KeyboardModifiers modifiers);
    void moveFocus(const QPointF& direction, bool extend);
    void setHovered(qint64 image);
    void redraw();
    void drawTexts(QPainter& painter) const;
    void drawOverlay(QPainter& painter, const QRegion& within) const;
    void updateAround(qint64 image);
    void updateCursor();
    const QVector<PlacedLabel>& placedLabels() const;

    std::shared_ptr<const Scene> scene_;
    MapRenderer renderer_;
    QImage frame_;
    bool frameValid_ = false;
    Camera view_;
    RunStyle style_;
    QString title_, caption_, note_, emptyText_;
    MapTool tool_ = MapTool::Pan;
    QVector<MapLabel> labels_;
    mutable QVector<PlacedLabel> placed_;  // where they were drawn
    mutable bool placedValid_ = false;
    qint64 marked_ = -1;
    qint64 hovered_ = -1;
    qint64 focusImage_ = -1;

    Drag drag_ = Drag::None;
    QPointF pressed_;
    QPointF last_;
    bool gestureStarted_ = false;
    QPolygonF region_;
    qint64 lastWheel_ = 0;

    // Of what positionOfImage_ was made.
    struct Rows {
        std::shared_ptr<const PointIndex> index;
        std::shared_ptr<const std::vector<std::int64_t>> imageIndices;
        std::int64_t images = -1;
        bool operator==(const Rows&) const = default;
    };
    mutable std::vector<std::int32_t> positionOfImage_;
    mutable Rows positionsOf_;
};

}  // namespace selfsight::ui
