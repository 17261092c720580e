// Image files as pixels and back: PNG, JPEG, BMP and (where built with libwebp) WebP in, PNG out.
#pragma once

#include "io/bytes.h"

#include <cstdint>
#include <string>

namespace selfsight::io {

struct Image {
    int height = 0;
    int width = 0;
    std::vector<std::uint8_t> pixels;  // [height, width, 3], RGB, row by row
};

// `name` stands in messages. Grey images become RGB; transparency is dropped. Throws RuntimeError(Input): not
// an image, a format that is not read (named: GIF, TIFF, …), damaged, or more than `maxPixels`.
Image decodeImage(ByteView file, const std::string& name, std::int64_t maxPixels = 64 << 20);

// `channels`: 1 (grey), 3 (RGB) or 4 (RGBA); `pixels` is [height, width, channels].
Bytes encodePng(ByteView pixels, int height, int width, int channels = 3);

std::string base64(ByteView bytes);
// "data:image/png;base64,…", for an <img> of a page that stands alone.
std::string pngDataUri(ByteView pixels, int height, int width, int channels = 3);

}  // namespace selfsight::io
