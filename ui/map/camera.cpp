#include "ui/map/camera.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace selfsight::ui {

namespace {

constexpr std::size_t kHistoryLimit = 100;

double largestCoordinate(const QRectF& bounds) {
    return std::max({std::abs(bounds.left()), std::abs(bounds.right()), std::abs(bounds.top()),
                     std::abs(bounds.bottom()), 1e-30});
}

}  // namespace

Camera fitCamera(const QRectF& bounds, const QSizeF& view, double margin) {
    const QPointF middle = bounds.center();
    const double width = std::max(1.0, view.width() - 2 * margin);
    const double height = std::max(1.0, view.height() - 2 * margin);
    // All points in one place: a scale at which that place is a place like any other.
    const double least = largestCoordinate(bounds) * 1e-6;
    const double scale =
        std::min(width / std::max(bounds.width(), least), height / std::max(bounds.height(), least));
    return {middle.x(), middle.y(), scale};
}

Camera zoomedAt(const Camera& camera, double factor, const QPointF& screen, const QSizeF& view,
                const QRectF& bounds) {
    const double least = fitCamera(bounds, view, 0).scale / 8;
    // At most 16 pixels between neighbouring float32 values.
    const double most =
        std::max(least, 16 / (largestCoordinate(bounds) * std::numeric_limits<float>::epsilon()));
    const QPointF anchor = camera.toPlane(screen, view);
    Camera result = camera;
    result.scale = std::clamp(camera.scale * factor, least, most);
    result.x = anchor.x() - (screen.x() - view.width() / 2) / result.scale;
    result.y = anchor.y() + (screen.y() - view.height() / 2) / result.scale;
    return result;
}

Camera translated(const Camera& camera, const Camera& fit, const Camera& otherFit) {
    const double ratio = otherFit.scale / fit.scale;
    return {otherFit.x + (camera.x - fit.x) / ratio, otherFit.y + (camera.y - fit.y) / ratio,
            camera.scale * ratio};
}

void CameraHistory::record(const Camera& settled) {
    future_.clear();
    if (!past_.empty() && past_.back() == settled) return;
    past_.push_back(settled);
    if (past_.size() > kHistoryLimit) past_.erase(past_.begin());
}

Camera CameraHistory::back(const Camera& current) {
    if (past_.empty()) return current;
    const Camera result = past_.back();
    past_.pop_back();
    future_.push_back(current);
    return result;
}

Camera CameraHistory::forward(const Camera& current) {
    if (future_.empty()) return current;
    const Camera result = future_.back();
    future_.pop_back();
    past_.push_back(current);
    return result;
}

void CameraHistory::clear() {
    past_.clear();
    future_.clear();
}

}  // namespace selfsight::ui
