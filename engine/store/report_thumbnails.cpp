#include "core/error.h"
#include "io/image.h"
#include "store/report_page.h"

#include <algorithm>

#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#define STBI_WRITE_NO_STDIO
#include <stb_image_write.h>

namespace selfsight::store {

namespace {

constexpr int kLargestTile = 48;
constexpr int kJpegQuality = 88;

// Averages `factor` × `factor` blocks of one image into the sheet at (left, top).
void drawTile(const data::ImageSet& images, std::int64_t index, int factor, int tile,
              std::vector<std::uint8_t>& sheet, int sheetWidth, int left, int top) {
    const auto pixels = images.image(index);
    const int height = std::min(tile, images.height / factor);
    const int width = std::min(tile, images.width / factor);
    const int plane = images.height * images.width;
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            for (int c = 0; c < 3; ++c) {
                int sum = 0;
                for (int dy = 0; dy < factor; ++dy)
                    for (int dx = 0; dx < factor; ++dx)
                        sum += pixels[static_cast<std::size_t>(c * plane + (y * factor + dy) * images.width +
                                                               x * factor + dx)];
                sheet[static_cast<std::size_t>(((top + y) * sheetWidth + left + x) * 3 + c)] =
                    static_cast<std::uint8_t>(sum / (factor * factor));
            }
        }
    }
}

}  // namespace

ThumbnailSheet makeThumbnails(const data::ImageSet& images, std::int64_t limit, int perRow) {
    ThumbnailSheet sheet;
    if (images.count == 0 || images.pixels.empty() || limit < 1) return sheet;
    sheet.stride = (images.count + limit - 1) / limit;
    const std::int64_t count = (images.count + sheet.stride - 1) / sheet.stride;
    const int side = std::max(images.height, images.width);
    const int factor = (side + kLargestTile - 1) / kLargestTile;
    // A multiple of the JPEG's blocks, so that no colour runs into the neighbour.
    sheet.tile = (side / factor + 15) / 16 * 16;
    sheet.perRow = static_cast<int>(std::min<std::int64_t>(count, perRow));
    sheet.rows = (count + sheet.perRow - 1) / sheet.perRow;
    const int width = sheet.perRow * sheet.tile;
    const int height = static_cast<int>(sheet.rows) * sheet.tile;
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3,
                                     255);
    for (std::int64_t k = 0; k < count; ++k) {
        drawTile(images, k * sheet.stride, factor, sheet.tile, pixels, width,
                 static_cast<int>(k % sheet.perRow) * sheet.tile,
                 static_cast<int>(k / sheet.perRow) * sheet.tile);
    }
    std::vector<std::uint8_t> jpeg;
    const auto append = [](void* context, void* data, int size) {
        auto& out = *static_cast<std::vector<std::uint8_t>*>(context);
        const auto* bytes = static_cast<const std::uint8_t*>(data);
        out.insert(out.end(), bytes, bytes + size);
    };
    if (!stbi_write_jpg_to_func(append, &jpeg, width, height, 3, pixels.data(), kJpegQuality))
        throw LogicError("The sheet of thumbnails could not be encoded");
    sheet.uri = "data:image/jpeg;base64," + io::base64(jpeg);
    return sheet;
}

}  // namespace selfsight::store
