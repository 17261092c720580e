// Damages bytes in every way that is cheap to try: a parser may answer or refuse, it may not crash or throw
// anything else.
#pragma once

#include "core/error.h"
#include "core/random.h"

#include <cstdint>
#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace selfsight::test {

enum class Verdict { Accepted, Refused };

// parse(bytes) under the rule above.
template <typename Parse>
Verdict tryParse(const std::vector<std::uint8_t>& bytes, const Parse& parse) {
    try {
        parse(bytes);
        return Verdict::Accepted;
    } catch (const RuntimeError& error) {
        CHECK(error.code() == ErrorCode::Input);
        CHECK(std::string(error.what()).size() > 10);
        return Verdict::Refused;
    }
}

// Cut after every `step`-th byte. Returns how many of the cuts were accepted.
template <typename Parse>
int acceptedTruncations(const std::vector<std::uint8_t>& bytes, const Parse& parse, std::size_t step = 1) {
    int accepted = 0;
    for (std::size_t size = 0; size < bytes.size(); size += step)
        accepted += tryParse({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)}, parse) ==
                    Verdict::Accepted;
    return accepted;
}

// One bit flipped, everywhere when the file has fewer than `count` bits, else at `count` random places.
template <typename Parse>
int acceptedBitFlips(const std::vector<std::uint8_t>& bytes, const Parse& parse, std::size_t count = 4000) {
    RandomStream random(1, "bit flips", bytes.size());
    const std::size_t bits = bytes.size() * 8;
    const bool every = bits <= count;
    int accepted = 0;
    for (std::size_t i = 0; i < std::min(bits, count); ++i) {
        const std::size_t bit = every ? i : random.below(bits);
        auto damaged = bytes;
        damaged[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
        accepted += tryParse(damaged, parse) == Verdict::Accepted;
    }
    return accepted;
}

}  // namespace selfsight::test
