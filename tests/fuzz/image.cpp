#include "io/image.h"

#include "fuzz.h"

using namespace selfsight::io;

SELFSIGHT_FUZZ_TARGET([](ByteView bytes) {
    const Image image = decodeImage(bytes, "fuzz", 1 << 14);
    if (image.pixels.size() != std::size_t(image.width) * std::size_t(image.height) * 3) std::abort();
})
