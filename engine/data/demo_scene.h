// The backgrounds of the demo: scenes that fill the image and say nothing about the class.
#pragma once

#include "core/random.h"
#include "data/painting.h"

#include <cstdint>
#include <string>
#include <vector>

namespace selfsight::data {

// "meadow", "night sky", "sea", …
const std::vector<std::string>& demoSceneNames();

// One drawn instance of a scene: its kind is fixed, its tone, scale, place and light are drawn.
class DemoScene {
  public:
    DemoScene(int kind, RandomStream& random);
    // x to the right, y down, both 0 … 1 over the image. Channels may leave 0 … 1.
    Colour at(float x, float y) const;

  private:
    Colour paint(float x, float y) const;

    int kind_;
    float hueShift_;
    float scale_;
    float shiftX_;
    float shiftY_;
    float horizon_;
    float gain_;
    float lightX_;
    float lightY_;
    std::uint32_t seed_;
};

}  // namespace selfsight::data
