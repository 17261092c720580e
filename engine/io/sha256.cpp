#include "io/sha256.h"

#include "io/file.h"

#include <algorithm>
#include <bit>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

namespace selfsight::io {

namespace {

alignas(16) constexpr std::array<std::uint32_t, 64> kRound{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

std::uint32_t bigEndian(const std::uint8_t* at) {
    return std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 | at[3];
}

void compressPlain(std::uint32_t* state, const std::uint8_t* data, std::size_t blocks) {
    for (; blocks > 0; --blocks, data += 64) {
        std::array<std::uint32_t, 64> w;
        for (std::size_t i = 0; i < 16; ++i) w[i] = bigEndian(data + 4 * i);
        for (std::size_t i = 16; i < 64; ++i) {
            const auto a = std::rotr(w[i - 15], 7) ^ std::rotr(w[i - 15], 18) ^ (w[i - 15] >> 3);
            const auto b = std::rotr(w[i - 2], 17) ^ std::rotr(w[i - 2], 19) ^ (w[i - 2] >> 10);
            w[i] = w[i - 16] + a + w[i - 7] + b;
        }
        std::array<std::uint32_t, 8> s;
        std::copy_n(state, 8, s.begin());
        for (std::size_t i = 0; i < 64; ++i) {
            const auto e = std::rotr(s[4], 6) ^ std::rotr(s[4], 11) ^ std::rotr(s[4], 25);
            const auto first = s[7] + e + ((s[4] & s[5]) ^ (~s[4] & s[6])) + kRound[i] + w[i];
            const auto a = std::rotr(s[0], 2) ^ std::rotr(s[0], 13) ^ std::rotr(s[0], 22);
            const auto second = a + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
            std::copy_backward(s.begin(), s.end() - 1, s.end());
            s[4] += first;
            s[0] = first + second;
        }
        for (std::size_t i = 0; i < 8; ++i) state[i] += s[i];
    }
}

#if defined(__x86_64__)
bool hasShaInstructions() {
    static const bool has = [] {
        unsigned a = 0, b = 0, c = 0, d = 0;
        const bool sha = __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b >> 29 & 1);
        return sha && __builtin_cpu_supports("sse4.1") && __builtin_cpu_supports("ssse3");
    }();
    return has;
}

// The instructions keep the state as (a b e f) and (c d g h); each pair of sha256rnds2 does four rounds.
__attribute__((target("sha,sse4.1,ssse3"))) void compressFast(std::uint32_t* state, const std::uint8_t* data,
                                                              std::size_t blocks) {
    const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
    const __m128i abcd = _mm_loadu_si128(reinterpret_cast<const __m128i*>(state));
    const __m128i efgh = _mm_loadu_si128(reinterpret_cast<const __m128i*>(state + 4));
    const __m128i cdab = _mm_shuffle_epi32(abcd, 0xB1);
    const __m128i hgfe = _mm_shuffle_epi32(efgh, 0x1B);
    __m128i abef = _mm_alignr_epi8(cdab, hgfe, 8);
    __m128i cdgh = _mm_blend_epi16(hgfe, cdab, 0xF0);
    for (; blocks > 0; --blocks, data += 64) {
        const __m128i abefBefore = abef;
        const __m128i cdghBefore = cdgh;
        __m128i w[4];
        for (int i = 0; i < 4; ++i)
            w[i] = _mm_shuffle_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(data + 16 * i)), swap);
        for (std::size_t i = 0; i < 16; ++i) {
            __m128i& now = w[i % 4];
            if (i >= 4) {  // the message schedule: now still holds words t−16 … t−13
                const __m128i last = w[(i + 3) % 4];
                const __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(now, w[(i + 1) % 4]),
                                                  _mm_alignr_epi8(last, w[(i + 2) % 4], 4));
                now = _mm_sha256msg2_epu32(sum, last);
            }
            const __m128i k = _mm_load_si128(reinterpret_cast<const __m128i*>(kRound.data() + 4 * i));
            const __m128i sum = _mm_add_epi32(now, k);
            cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
            abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0E));
        }
        abef = _mm_add_epi32(abef, abefBefore);
        cdgh = _mm_add_epi32(cdgh, cdghBefore);
    }
    const __m128i feba = _mm_shuffle_epi32(abef, 0x1B);
    const __m128i dchg = _mm_shuffle_epi32(cdgh, 0xB1);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(state), _mm_blend_epi16(feba, dchg, 0xF0));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}
#endif

void compress(std::uint32_t* state, const std::uint8_t* data, std::size_t blocks) {
#if defined(__x86_64__)
    if (hasShaInstructions()) return compressFast(state, data, blocks);
#endif
    compressPlain(state, data, blocks);
}

}  // namespace

void Sha256::update(ByteView bytes) {
    const std::size_t used = length_ % 64;
    length_ += bytes.size();
    if (used > 0) {
        const std::size_t count = std::min(bytes.size(), 64 - used);
        std::copy_n(bytes.begin(), count, block_.begin() + static_cast<std::ptrdiff_t>(used));
        bytes = bytes.subspan(count);
        if (used + count < 64) return;
        compress(state_.data(), block_.data(), 1);
    }
    compress(state_.data(), bytes.data(), bytes.size() / 64);
    const ByteView rest = bytes.subspan(bytes.size() / 64 * 64);
    std::copy(rest.begin(), rest.end(), block_.begin());
}

std::array<std::uint8_t, 32> Sha256::finish() {
    const std::uint64_t bits = length_ * 8;
    Bytes padding(length_ % 64 < 56 ? 64 - length_ % 64 : 128 - length_ % 64);
    padding[0] = 0x80;
    for (std::size_t i = 0; i < 8; ++i)
        padding[padding.size() - 1 - i] = static_cast<std::uint8_t>(bits >> (8 * i));
    update(padding);
    std::array<std::uint8_t, 32> digest;
    for (std::size_t i = 0; i < 32; ++i)
        digest[i] = static_cast<std::uint8_t>(state_[i / 4] >> (24 - 8 * (i % 4)));
    return digest;
}

std::string toHex(ByteView bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const auto byte : bytes) text += {digits[byte >> 4], digits[byte & 15]};
    return text;
}

std::string sha256Hex(ByteView bytes) {
    Sha256 hash;
    hash.update(bytes);
    return toHex(hash.finish());
}

std::string sha256File(const std::filesystem::path& file) {
    const auto source = openFile(file);
    Bytes buffer(std::min<std::uint64_t>(source->size(), 1u << 20));
    Sha256 hash;
    for (std::uint64_t at = 0; at < source->size(); at += buffer.size()) {
        const std::span<std::uint8_t> part(buffer.data(),
                                           std::min<std::uint64_t>(buffer.size(), source->size() - at));
        source->read(at, part);
        hash.update(part);
    }
    return toHex(hash.finish());
}

void checkSha256(const std::filesystem::path& file, const std::string& expected,
                 const std::filesystem::path& record) {
    if (!expected.empty() && sha256File(file) != expected)
        throw inputError(file.string(),
                         "is not the file that " + record.filename().string() +
                             " was written with (another SHA-256): damaged, or replaced by hand");
}

}  // namespace selfsight::io
