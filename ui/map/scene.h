// What a map shows, apart from where one looks: the same scene is drawn to the screen, to PNG and as vectors.
// Plain values.
#pragma once

#include "data/source.h"
#include "ui/map/camera.h"
#include "ui/map/point_index.h"

#include <QColor>
#include <QRectF>
#include <QRgb>
#include <QSizeF>
#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace selfsight::ui {

// Drawn in this order: what does not match a filter, the rest, what is selected.
enum class Layer : std::uint8_t { Pale, Plain, Selected };
constexpr std::size_t kLayerCount = 3;

enum class Shape : std::uint8_t { Circle, Square, Triangle, Diamond, Cross, Plus, TriangleDown, Ring };
constexpr int kShapeCount = 8;

// How the points of one category look.
struct Ink {
    QRgb colour = 0xff000000;
    Shape shape = Shape::Circle;
};

// A line of the plane, fainter at its beginning: where a point lies on another map.
struct PlaneLine {
    float x0 = 0, y0 = 0, x1 = 0, y1 = 0;
    std::uint16_t ink = 0;
};

class ThumbnailChoice;

struct Scene {
    std::shared_ptr<const PointIndex> index;
    // By position of the index.
    std::vector<std::uint16_t> ink;
    std::vector<Layer> layer;
    std::array<std::int64_t, kLayerCount> layerCounts{};
    std::vector<Ink> inks;  // ink[p] < inks.size()
    bool shaped = false;    // some ink is no circle: points stay large enough for their shape to be seen

    QColor background = Qt::white;
    QColor pale = Qt::lightGray;
    QColor outline = Qt::black;  // rim of selected points
    double opacity = 0.85;
    double sizeFactor = 1;                                // of the dots
    std::shared_ptr<const std::vector<PlaneLine>> lines;  // below the points; all finite; may be null

    std::shared_ptr<const data::ImageSet> images;                   // null or without pixels: no thumbnails
    std::shared_ptr<const std::vector<std::int64_t>> imageIndices;  // by row; null: the row itself
    std::shared_ptr<ThumbnailChoice> thumbnails;                    // null: dots only

    // −1 when the row has no image.
    std::int64_t imageOf(std::int64_t position) const;
    bool hasPixels() const { return images && !images->pixels.empty() && images->count > 0; }
    QRectF bounds() const;
};

// Sizes that follow from how crowded a scene is at a scale; in logical pixels. They depend on the zoom alone,
// not on what is in view, so that panning changes nothing.
struct PointStyle {
    double radius = 3;
    bool density = false;  // crowded: pixels show how many points they hold
    double perPixel = 0;   // mean number of points a square pixel, where there are points
    int thumbnail = 0;     // side of a thumbnail; 0: dots only
};
PointStyle pointStyle(const Scene& scene, const Camera& camera);
// 0 … 1: many lines are fainter than a few.
double lineOpacity(const Scene& scene);

}  // namespace selfsight::ui
