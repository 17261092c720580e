// CRC-32C (Castagnoli), as TensorBoard's record files use it.
#pragma once

#include "io/bytes.h"

#include <array>

namespace selfsight::io {

inline std::uint32_t crc32c(ByteView bytes) {
    static constexpr auto table = [] {
        std::array<std::uint32_t, 256> t{};
        for (std::uint32_t i = 0; i < 256; ++i) {
            std::uint32_t c = i;
            for (int bit = 0; bit < 8; ++bit) c = (c >> 1) ^ ((c & 1) ? 0x82f63b78u : 0u);
            t[i] = c;
        }
        return t;
    }();
    std::uint32_t crc = ~0u;
    for (const auto byte : bytes) crc = (crc >> 8) ^ table[(crc ^ byte) & 0xff];
    return ~crc;
}

// As stored in records: rotated and shifted, so that a checksum over data with checksums stays sound.
inline std::uint32_t maskedCrc32c(ByteView bytes) {
    const std::uint32_t crc = crc32c(bytes);
    return ((crc >> 15) | (crc << 17)) + 0xa282ead8u;
}

}  // namespace selfsight::io
