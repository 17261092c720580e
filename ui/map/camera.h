// What part of the plane a map shows. Double precision throughout, so that zooming ends at the limits of the
// data's float32 and not at ours. Screen coordinates are logical pixels, y downwards; the plane's y points
// up.
#pragma once

#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <vector>

namespace selfsight::ui {

struct Camera {
    double x = 0;  // of the plane, at the middle of the view
    double y = 0;
    double scale = 1;  // pixels a unit

    QPointF toScreen(double px, double py, const QSizeF& view) const {
        return {(px - x) * scale + view.width() / 2, (y - py) * scale + view.height() / 2};
    }
    QPointF toPlane(const QPointF& screen, const QSizeF& view) const {
        return {x + (screen.x() - view.width() / 2) / scale, y - (screen.y() - view.height() / 2) / scale};
    }
    // The part of the plane in view; top() is the least y.
    QRectF visible(const QSizeF& view) const {
        const double w = view.width() / scale;
        const double h = view.height() / scale;
        return {x - w / 2, y - h / 2, w, h};
    }
    bool operator==(const Camera&) const = default;
};

// The camera that shows all of `bounds` with a margin (in pixels). A single point, or nothing, is shown at
// its own place.
Camera fitCamera(const QRectF& bounds, const QSizeF& view, double margin);

// `camera` zoomed by `factor` with the plane under `screen` kept in place, within what bounds and float32
// allow.
Camera zoomedAt(const Camera& camera, double factor, const QPointF& screen, const QSizeF& view,
                const QRectF& bounds);

// The same view of another layout: centre and zoom relative to what fits there.
Camera translated(const Camera& camera, const Camera& fit, const Camera& otherFit);

// Back and forward through the views that one has had. Movements in quick succession count as one.
class CameraHistory {
  public:
    // `settled` is the view before a movement; a movement that goes on within its gesture is not recorded
    // again.
    void record(const Camera& settled);
    bool canGoBack() const { return !past_.empty(); }
    bool canGoForward() const { return !future_.empty(); }
    Camera back(const Camera& current);
    Camera forward(const Camera& current);
    void clear();

  private:
    std::vector<Camera> past_;
    std::vector<Camera> future_;
};

}  // namespace selfsight::ui
