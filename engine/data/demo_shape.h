// The things in the demo's pictures: a shape (the superclass) with a texture (together the class).
#pragma once

#include "core/random.h"
#include "data/painting.h"

#include <string>
#include <vector>

namespace selfsight::data {

const std::vector<std::string>& demoShapeNames();    // "star", "heart", …
const std::vector<std::string>& demoTextureNames();  // "plain", "striped", …

// One drawn instance: shape and texture are fixed; place, size, turn and colours are drawn.
class DemoShape {
  public:
    DemoShape(int shape, int texture, RandomStream& random);
    // Paints the thing and its shadow over `below`; x and y in pixels of a 32-pixel image.
    Colour over(const Colour& below, float x, float y) const;

  private:
    float distance(float x, float y) const;  // signed, in radii, negative inside
    float texture(float x, float y) const;   // share of the second colour
    void toOwn(float& x, float& y) const;    // from pixels to radii, upright

    int shape_;
    int texture_;
    float centreX_;
    float centreY_;
    float radius_;
    float cosine_;
    float sine_;
    float textureShift_;
    Colour first_;
    Colour second_;
    Colour outline_;
};

}  // namespace selfsight::data
