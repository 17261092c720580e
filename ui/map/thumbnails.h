// Which points show their image when one has zoomed in, so that images never overlap, and how an image is put
// on the screen.
#pragma once

#include "data/source.h"
#include "ui/map/point_index.h"

#include <QImage>
#include <QRgb>
#include <cstdint>
#include <memory>
#include <vector>

namespace selfsight::ui {

// A hierarchy of choices: at spacing d a set of points no two of which are closer than d (in the larger of Δx
// and Δy), and every smaller spacing keeps what the larger ones chose. So images appear as one zooms in and
// never jump as one pans.
class ThumbnailChoice {
  public:
    explicit ThumbnailChoice(std::shared_ptr<const PointIndex> index);

    // Side of thumbnails in logical pixels when a point has `areaEach` square pixels to itself; 0: too
    // crowded, dots only.
    int size(double areaEach, const data::ImageSet& images) const;
    // Whether each position is chosen at a spacing of at most `spacing` in the plane. Computed on demand,
    // then kept. Not for use by several threads at once.
    class Level {
      public:
        bool chosen(std::int64_t position) const {
            return level_[static_cast<std::size_t>(position)] <= limit_;
        }

      private:
        friend class ThumbnailChoice;
        Level(const std::uint8_t* level, int limit) : level_(level), limit_(limit) {}
        const std::uint8_t* level_;
        int limit_;
    };
    Level level(double spacing);

  private:
    void extend();

    std::shared_ptr<const PointIndex> index_;
    std::vector<std::uint8_t> levels_;      // by position; kOpen: not chosen yet
    std::vector<std::int32_t> candidates_;  // positions in order of priority that are not chosen yet
    std::vector<std::int32_t> chosen_;
    double coarsest_ = 0;  // spacing of level 0
    int depth_ = 0;        // levels computed
};

// One image at a whole multiple of its size, or reduced by averaging when it is larger than `side`. `to`
// points at the top left of a region that is imageBox(…) large, `stride` in pixels; the part outside `clip`
// (in pixels from `to`) is left alone. fade in [0, 1] mixes in `background`.
struct PixelClip {
    int left = 0, top = 0, right = 0, bottom = 0;
};
void drawImage(const data::ImageSet& images, std::int64_t image, int side, QRgb* to, std::ptrdiff_t stride,
               const PixelClip& clip, double fade = 0, QRgb background = 0xffffffff);
// Width and height in pixels of what drawImage draws for a side (of the longer edge) of about `side` pixels.
std::pair<int, int> imageBox(const data::ImageSet& images, int side);
// The same as a picture of its own; null when there is no such image.
QImage imageOf(const data::ImageSet& images, std::int64_t image, int side);

}  // namespace selfsight::ui
