// Random numbers that are the same on every platform: streams named by (seed, purpose, counter) instead of hidden state.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <span>
#include <string_view>
#include <utility>

namespace selfsight {

// SplitMix64's finaliser (Steele, Lea & Flood 2014): a bijection of 64 bits that mixes well.
constexpr std::uint64_t mixBits(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

// FNV-1a, for naming streams by purpose ("split", "augment", "init").
constexpr std::uint64_t hashName(std::string_view name) {
    std::uint64_t h = 0xcbf29ce484222325ULL;
    for (const char c : name) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return h;
}

// A stream of random numbers. Two streams with different (seed, purpose, index) are independent for our purposes; the whole
// state is one counter, so that a resumed run continues where it was.
class RandomStream {
  public:
    explicit RandomStream(std::uint64_t seed, std::string_view purpose = {}, std::uint64_t index = 0)
        : key_(mixBits(seed ^ mixBits(hashName(purpose) ^ mixBits(index)))) {}

    std::uint64_t bits() { return mixBits(key_ + 0xd1342543de82ef95ULL * counter_++); }
    // Uniform in [0, 1), 53 bits.
    double uniform() { return static_cast<double>(bits() >> 11) * 0x1.0p-53; }
    double uniform(double low, double high) { return low + (high - low) * uniform(); }
    // Uniform in 0 … bound − 1 (bound > 0); the bias is below 2⁻³² for bounds below 2³².
    std::uint64_t below(std::uint64_t bound) {
        __extension__ using Wide = unsigned __int128;
        return static_cast<std::uint64_t>((static_cast<Wide>(bits()) * bound) >> 64);
    }
    // Standard normal (Box–Muller; one of the pair is dropped to keep the state a counter).
    double normal() {
        const double u = 1.0 - uniform();
        return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * uniform());
    }
    // Fisher–Yates.
    template <typename T>
    void shuffle(std::span<T> items) {
        for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
    }

    std::uint64_t counter() const { return counter_; }
    void setCounter(std::uint64_t counter) { counter_ = counter; }

  private:
    std::uint64_t key_;
    std::uint64_t counter_ = 0;
};

}  // namespace selfsight
