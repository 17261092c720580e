// SHA-256 (FIPS 180-4), with the processor's instructions where it has them.
#pragma once

#include "io/bytes.h"

#include <array>
#include <filesystem>
#include <string>

namespace selfsight::io {

class Sha256 {
  public:
    void update(ByteView bytes);
    // Ends the message. Call once.
    std::array<std::uint8_t, 32> finish();

  private:
    std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    std::array<std::uint8_t, 64> block_{};
    std::uint64_t length_ = 0;
};

std::string toHex(ByteView bytes);
std::string sha256Hex(ByteView bytes);
std::string sha256File(const std::filesystem::path& file);  // streams; throws as openFile() does
// Throws RuntimeError(Input) when the file's SHA-256 is not `expected`, which `record` says; an empty one is not checked.
void checkSha256(const std::filesystem::path& file, const std::string& expected, const std::filesystem::path& record);

}  // namespace selfsight::io
