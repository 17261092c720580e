// Antialiased marks as coverage masks, at quarter-pixel positions.
#pragma once

#include "ui/map/scene.h"

#include <QPainterPath>
#include <array>
#include <cstdint>
#include <map>
#include <tuple>
#include <vector>

namespace selfsight::ui {

// The outline of a mark of radius 1 at the origin; the areas of all shapes look alike.
const QPainterPath& shapePath(Shape shape);

struct Sprite {
    static constexpr int kSteps = 4;  // positions within a pixel, each way
    int size = 0;                     // masks are size × size
    int half = 0;                     // the mark's centre is in pixel (half, half)
    struct Row {
        std::int16_t begin = 0, end = 0;  // where the row is not empty
    };
    // Coverage times opacity, 0 … 256.
    std::array<std::vector<std::uint16_t>, kSteps * kSteps> masks;
    std::array<std::vector<Row>, kSteps * kSteps> rows;
};

Sprite makeSprite(Shape shape, double radius, double opacity);

// Sprites that were made before. Radii are rounded to an eighth of a pixel.
class SpriteCache {
  public:
    // Forgets old ones when there are many; what get() returned before is invalid then.
    void trim();
    const Sprite& get(Shape shape, double radius, double opacity);

  private:
    std::map<std::tuple<Shape, int, int>, Sprite> sprites_;
};

}  // namespace selfsight::ui
