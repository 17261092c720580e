// What a recipe's augmentation makes of real images, before anything is trained. Torch-free header.
#pragma once

#include "methods/recipe.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace selfsight::jobs {

struct PreviewPicture {
    int height = 0, width = 0;
    std::vector<std::uint8_t> pixels;  // RGB planes [3, height, width]
};

// An image as the source has it, and two views, each in the size that a step would see. A supervised method sees one
// view a step; its second is another draw.
using PreviewImage = std::array<PreviewPicture, 3>;

// Loads the test images of a source once; then a preview costs milliseconds. Not for use by several threads
// at once.
class AugmentationPreview {
  public:
    // `location` as openSource() understands it. Throws RuntimeError(Input).
    explicit AugmentationPreview(const std::string& location);
    ~AugmentationPreview();

    // `count` images spread over the data set, augmented by `recipe` as `method` would; the same `draw` gives
    // the same parameters wherever options allow. Throws RuntimeError(Usage) that names an option that does
    // not fit the images.
    std::vector<PreviewImage> draw(const std::string& method, const methods::Recipe& recipe, int count,
                                   std::int64_t draw) const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace selfsight::jobs
