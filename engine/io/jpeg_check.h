// What must be true of a JPEG before stb_image 2.27 sees it.
#pragma once

#include "io/bytes.h"

namespace selfsight::io {

// Whether every Huffman table of the file has at most 256 symbols. stb_image writes past its tables where one
// has more. The segments up to the first scan are walked as stb_image walks them; behind it, where only 0xFF
// 0x00 and restart marks may follow in image data, every mark of a table is looked at.
bool jpegTablesFit(ByteView file);

}  // namespace selfsight::io
