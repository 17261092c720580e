// A fuzz target feeds bytes to one parser. The parser may answer, or throw RuntimeError(Input); everything
// else is a finding.
#pragma once

#include "core/error.h"
#include "io/bytes.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace selfsight::fuzz {

template <typename Parse>
int feed(const std::uint8_t* data, std::size_t size, const Parse& parse) {
    try {
        parse(io::ByteView(data, size));
    } catch (const RuntimeError& error) {
        if (error.code() != ErrorCode::Input || std::string(error.what()).empty()) std::abort();
    }
    return 0;
}

// The input as a notation of the target's own, a byte after the other; zeros behind its end.
struct Reader {
    io::ByteView bytes;
    std::size_t at = 0;
    bool ended() const { return at >= bytes.size(); }
    std::uint8_t byte() { return ended() ? std::uint8_t{0} : bytes[at++]; }
    std::string text(std::size_t size) {
        std::string out;
        while (out.size() < size && !ended()) out += static_cast<char>(byte());
        return out;
    }
    io::ByteView rest() const { return bytes.subspan(at); }
};

}  // namespace selfsight::fuzz

#define SELFSIGHT_FUZZ_TARGET(...)                                                      \
    extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) { \
        return selfsight::fuzz::feed(data, size, __VA_ARGS__);                          \
    }
