// Where the points of a map lie on another one, after the other has been moved onto it.
#pragma once

#include "ui/map/map_area.h"

#include <memory>
#include <vector>

namespace selfsight::ui {

// Rows run parallel to those of the map. NaN: the image has no place on one of the two maps.
struct Displacement {
    Matrix from;  // [n, 2], the reference's places in this map's plane
    std::vector<float>
        distance;  // in units of this map's size: the root mean square distance from its centre
};

// The reference is moved by translation, rotation, reflection and scale (orthogonal Procrustes) first, on the
// images that both maps hold. null: fewer than three such images.
std::shared_ptr<const Displacement> displacement(const EncoderMap& map, const EncoderMap& reference);

}  // namespace selfsight::ui
