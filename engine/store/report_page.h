// The unchanging parts of a report's page, and how binary data gets into it.
#pragma once

#include "data/source.h"

#include <cstdint>
#include <string>

namespace selfsight::store {

extern const char* const kReportStyle;   // CSS
extern const char* const kReportScript;  // plain JavaScript: hover, linked rings, colourings

// All thumbnails in one JPEG, row by row.
struct ThumbnailSheet {
    std::string uri;  // data:image/jpeg;base64,…
    int tile = 0;     // side of a thumbnail in pixels
    int perRow = 0;
    std::int64_t rows = 0;
    std::int64_t stride = 1;  // image i has a thumbnail when i is a multiple of it: number i / stride
};
// At most `limit` images, evenly chosen, `perRow` side by side; larger images are averaged down to 48 px at the
// most.
ThumbnailSheet makeThumbnails(const data::ImageSet& images, std::int64_t limit, int perRow = 50);

}  // namespace selfsight::store
