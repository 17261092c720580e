#include "io/jpeg_check.h"

#include <algorithm>

namespace selfsight::io {

namespace {

constexpr std::uint8_t kHuffmanTables = 0xC4;
constexpr std::uint8_t kStartOfScan = 0xDA;

// Bytes past the end count as 0, as stb_image has it.
std::size_t byteAt(ByteView file, std::size_t at) {
    return at < file.size() ? file[at] : 0;
}
std::size_t lengthAt(ByteView file, std::size_t at) {
    return byteAt(file, at) << 8 | byteAt(file, at + 1);
}

// `at`: of the segment's length. Each table: a byte of class and number, 16 counts, as many symbols as they
// sum to.
bool tablesFit(ByteView file, std::size_t at) {
    const std::size_t length = lengthAt(file, at);
    std::size_t read = 2;
    while (read < length) {
        std::size_t symbols = 0;
        for (std::size_t i = 0; i < 16; ++i) symbols += byteAt(file, at + read + 1 + i);
        if (symbols > 256) return false;
        read += 17 + symbols;
    }
    return true;
}

}  // namespace

bool jpegTablesFit(ByteView file) {
    std::size_t at = 2;  // behind the start mark
    while (at < file.size()) {
        if (file[at++] != 0xFF) continue;
        while (byteAt(file, at) == 0xFF) ++at;
        const std::size_t mark = byteAt(file, at++);
        if (mark == kHuffmanTables && !tablesFit(file, at)) return false;
        if (mark == kStartOfScan) break;
        at += std::max<std::size_t>(2, lengthAt(file, at));
    }
    for (; at + 1 < file.size(); ++at)
        if (file[at] == 0xFF && file[at + 1] == kHuffmanTables && !tablesFit(file, at + 2)) return false;
    return true;
}

}  // namespace selfsight::io
