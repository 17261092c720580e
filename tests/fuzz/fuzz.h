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

}  // namespace selfsight::fuzz

#define SELFSIGHT_FUZZ_TARGET(...)                                                      \
    extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) { \
        return selfsight::fuzz::feed(data, size, __VA_ARGS__);                          \
    }
