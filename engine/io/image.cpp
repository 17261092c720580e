#include "io/image.h"

#include "io/inflate.h"
#include "io/jpeg_check.h"

#include <algorithm>
#include <array>
#include <climits>
#include <cstdlib>
#include <memory>

#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_PNG
#define STBI_ONLY_JPEG
#define STBI_ONLY_BMP
#define STBI_NO_STDIO
#define STBI_NO_LINEAR
#define STBI_NO_HDR
#define STBI_MAX_DIMENSIONS 32768
// All zeros: a JPEG scan that names a Huffman table which the file does not have would else be decoded by
// what lay in memory, which reads far outside the tables. A table of zeros gives zeros.
#define STBI_MALLOC(bytes) std::calloc(1, bytes)
#define STBI_REALLOC(memory, bytes) std::realloc(memory, bytes)
#define STBI_FREE(memory) std::free(memory)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#ifdef __clang__
// Where a JPEG's data end within a block, stb_image's count of bits falls below zero and zeros are shifted by
// more than their width: the bits that are lost are zeros, but the fuzzer would stop there.
#pragma clang attribute push(__attribute__((no_sanitize("shift"))), apply_to = function)
#endif
#include <stb_image.h>
#ifdef __clang__
#pragma clang attribute pop
#endif
#pragma GCC diagnostic pop
#ifdef SELFSIGHT_WEBP
#include <webp/decode.h>
#endif

namespace selfsight::io {

namespace {

struct Mark {
    std::size_t at;
    std::string_view bytes;
    const char* format;
    bool read;
};
constexpr Mark kMarks[] = {{0, "\x89PNG\r\n\x1a\n", "PNG", true},
                           {0, "\xff\xd8\xff", "JPEG", true},
                           {0, "BM", "BMP", true},
                           {8, "WEBP", "WebP", true},
                           {0, "GIF8", "GIF", false},
                           {0, std::string_view("II*\0", 4), "TIFF", false},
                           {0, std::string_view("MM\0*", 4), "TIFF", false},
                           {4, "ftypavif", "AVIF", false},
                           {4, "ftyphei", "HEIC", false},
                           {0, "<svg", "SVG", false}};

void appendBig(Bytes& out, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
}

std::uint32_t pngCrc(ByteView bytes) {
    static constexpr auto table = [] {
        std::array<std::uint32_t, 256> t{};
        for (std::uint32_t i = 0; i < 256; ++i) {
            t[i] = i;
            for (int bit = 0; bit < 8; ++bit) t[i] = (t[i] >> 1) ^ ((t[i] & 1) ? 0xedb88320u : 0u);
        }
        return t;
    }();
    std::uint32_t crc = ~0u;
    for (const auto byte : bytes) crc = (crc >> 8) ^ table[(crc ^ byte) & 0xff];
    return ~crc;
}

void appendChunk(Bytes& out, std::string_view type, ByteView data) {
    appendBig(out, static_cast<std::uint32_t>(data.size()));
    const std::size_t begin = out.size();
    appendText(out, type);
    out.insert(out.end(), data.begin(), data.end());
    appendBig(out, pngCrc(ByteView(out).subspan(begin)));
}

// stb_image passes over PNG's checksums; with them a damaged image is never taken for a whole one.
bool pngChecksumsRight(ByteView file) {
    const auto big = [&](std::size_t at) {
        return std::uint32_t{file[at]} << 24 | std::uint32_t{file[at + 1]} << 16 |
               std::uint32_t{file[at + 2]} << 8 | file[at + 3];
    };
    for (std::size_t at = 8; file.size() - at >= 12;) {
        const std::uint32_t length = big(at);
        if (length > file.size() - at - 12 ||
            pngCrc(file.subspan(at + 4, length + 4)) != big(at + 8 + length))
            return false;
        if (asText(file).substr(at + 4, 4) == "IEND") return true;
        at += 12 + length;
    }
    return false;
}

// Each row as differences to the pixel above (filter "up"), which suits contact sheets and photographs well
// enough.
Bytes filteredRows(ByteView pixels, std::size_t rows, std::size_t rowBytes) {
    Bytes out;
    out.reserve(rows * (rowBytes + 1));
    for (std::size_t y = 0; y < rows; ++y) {
        out.push_back(y == 0 ? 0 : 2);
        const ByteView row = pixels.subspan(y * rowBytes, rowBytes);
        for (std::size_t x = 0; x < rowBytes; ++x)
            out.push_back(static_cast<std::uint8_t>(row[x] - (y == 0 ? 0 : pixels[(y - 1) * rowBytes + x])));
    }
    return out;
}

// Transparency is dropped, animations are refused, and the size is known before memory is taken.
Image decodeWebp(ByteView file, const std::string& name, [[maybe_unused]] std::int64_t maxPixels) {
#ifdef SELFSIGHT_WEBP
    WebPBitstreamFeatures features;
    if (WebPGetFeatures(file.data(), file.size(), &features) != VP8_STATUS_OK)
        throw inputError(name, "a damaged or cut-off WebP image");
    if (features.has_animation) throw inputError(name, "an animated WebP image; single images are read");
    if (features.width <= 0 || features.height <= 0 ||
        std::int64_t{features.width} * features.height > maxPixels)
        throw inputError(name, "an image of " + std::to_string(features.width) + " × " +
                                   std::to_string(features.height) + " pixels; at most " +
                                   std::to_string(maxPixels) + " pixels are read");
    const int stride = 3 * features.width;
    Image image{features.height, features.width,
                std::vector<std::uint8_t>(static_cast<std::size_t>(stride) *
                                          static_cast<std::size_t>(features.height))};
    if (WebPDecodeRGBInto(file.data(), file.size(), image.pixels.data(), image.pixels.size(), stride) ==
        nullptr)
        throw inputError(name, "a damaged or cut-off WebP image");
    return image;
#else
    (void)file;
    throw inputError(name,
                     "is a WebP image, and this Selfsight was built without libwebp; convert it to PNG, or "
                     "install libwebp-dev and build again");
#endif
}

}  // namespace

Image decodeImage(ByteView file, const std::string& name, std::int64_t maxPixels) {
    const auto mark = std::find_if(std::begin(kMarks), std::end(kMarks), [&](const Mark& m) {
        return file.size() >= m.at + m.bytes.size() && asText(file).substr(m.at, m.bytes.size()) == m.bytes;
    });
    if (mark == std::end(kMarks)) throw inputError(name, "not an image: PNG, JPEG, WebP or BMP was expected");
    if (!mark->read)
        throw inputError(
            name, std::string(mark->format) + " images are not read; convert it to PNG, JPEG, WebP or BMP");
    if (mark->format == std::string_view("WebP")) return decodeWebp(file, name, maxPixels);
    if (mark->format == std::string_view("JPEG") && !jpegTablesFit(file))
        throw inputError(name, "a damaged JPEG image (a Huffman table of more than 256 symbols)");
    if (file.size() > INT_MAX) throw inputError(name, "an image file above 2 GiB");
    const auto size = static_cast<int>(file.size());
    int width = 0;
    int height = 0;
    int channels = 0;
    const auto damaged = [&] {
        throw inputError(name, std::string("a damaged or cut-off ") + mark->format + " image (" +
                                   stbi_failure_reason() + ")");
    };
    if (!stbi_info_from_memory(file.data(), size, &width, &height, &channels)) damaged();
    if (width <= 0 || height <= 0 || std::int64_t{width} * height > maxPixels)
        throw inputError(name, "an image of " + std::to_string(width) + " × " + std::to_string(height) +
                                   " pixels; at most " + std::to_string(maxPixels) + " pixels are read");
    if (mark->format == std::string_view("PNG") && !pngChecksumsRight(file))
        throw inputError(name, "a damaged or cut-off PNG image (a checksum is wrong or missing)");
    const std::unique_ptr<stbi_uc, decltype(&stbi_image_free)> pixels(
        stbi_load_from_memory(file.data(), size, &width, &height, &channels, 3), stbi_image_free);
    if (!pixels) damaged();
    if (std::int64_t{width} * height > maxPixels)
        throw inputError(name, "its size is not what its header says");
    return {height, width, {pixels.get(), pixels.get() + std::size_t(width) * std::size_t(height) * 3}};
}

Bytes encodePng(ByteView pixels, int height, int width, int channels) {
    const int colourType = channels == 1 ? 0 : channels == 3 ? 2 : channels == 4 ? 6 : -1;
    const auto rowBytes = static_cast<std::size_t>(width) * static_cast<std::size_t>(channels);
    if (colourType < 0 || width <= 0 || height <= 0 ||
        pixels.size() != rowBytes * static_cast<std::size_t>(height))
        throw LogicError("encodePng: pixels and size do not fit");
    Bytes out;
    appendText(out, "\x89PNG\r\n\x1a\n");
    Bytes header;
    appendBig(header, static_cast<std::uint32_t>(width));
    appendBig(header, static_cast<std::uint32_t>(height));
    header.insert(header.end(), {8, static_cast<std::uint8_t>(colourType), 0, 0, 0});
    appendChunk(out, "IHDR", header);
    appendChunk(out, "IDAT",
                deflateZlib(filteredRows(pixels, static_cast<std::size_t>(height), rowBytes), 6));
    appendChunk(out, "IEND", {});
    return out;
}

std::string base64(ByteView bytes) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t j = 0; j < 3; ++j) group = group << 8 | (j < count ? bytes[i + j] : 0u);
        for (std::size_t j = 0; j < 4; ++j) text += j <= count ? digits[group >> (18 - 6 * j) & 63] : '=';
    }
    return text;
}

std::string pngDataUri(ByteView pixels, int height, int width, int channels) {
    return "data:image/png;base64," + base64(encodePng(pixels, height, width, channels));
}

}  // namespace selfsight::io
