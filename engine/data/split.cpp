#include "data/split.h"

#include "core/error.h"
#include "core/random.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <string>

namespace selfsight::data {

namespace {

// The Mersenne Twister as NumPy's RandomState seeds and reads it (Matsumoto & Nishimura 1998).
class LegacyNumpyRandom {
  public:
    explicit LegacyNumpyRandom(std::uint32_t seed) {
        state_[0] = seed;
        for (std::uint32_t i = 1; i < state_.size(); ++i)
            state_[i] = 1812433253U * (state_[i - 1] ^ (state_[i - 1] >> 30)) + i;
    }

    std::uint32_t bits() {
        if (next_ == state_.size()) refill();
        std::uint32_t y = state_[next_++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680U;
        y ^= (y << 15) & 0xefc60000U;
        return y ^ (y >> 18);
    }

    // Uniform in 0 … most by masked rejection, as the legacy shuffle draws it.
    std::uint64_t upTo(std::uint64_t most) {
        if (most == 0) return 0;
        std::uint64_t mask = most;
        for (int shift = 1; shift < 64; shift *= 2) mask |= mask >> shift;
        std::uint64_t value;
        do {
            value = mask <= 0xffffffffU ? bits() : (std::uint64_t{bits()} << 32 | bits());
            value &= mask;
        } while (value > most);
        return value;
    }

  private:
    void refill() {
        const std::size_t n = state_.size();
        for (std::size_t i = 0; i < n; ++i) {
            const std::uint32_t y = (state_[i] & 0x80000000U) | (state_[(i + 1) % n] & 0x7fffffffU);
            state_[i] = state_[(i + 397) % n] ^ (y >> 1) ^ ((y & 1U) != 0 ? 0x9908b0dfU : 0U);
        }
        next_ = 0;
    }

    std::array<std::uint32_t, 624> state_{};
    std::size_t next_ = 624;
};

// Positions of the images of every class, each list in seeded order.
std::map<std::int64_t, std::vector<std::int64_t>> shuffledByClass(const Labels& labels, std::uint64_t seed,
                                                                  std::string_view purpose) {
    std::map<std::int64_t, std::vector<std::int64_t>> classes;
    for (std::size_t i = 0; i < labels.size(); ++i)
        classes[labels[i]].push_back(static_cast<std::int64_t>(i));
    for (auto& [label, members] : classes)
        RandomStream(seed, purpose, static_cast<std::uint64_t>(label)).shuffle(std::span(members));
    return classes;
}

}  // namespace

IndexSplit stratifiedValidation(const Labels& labels, std::int64_t validationCount, std::uint64_t seed) {
    const auto count = static_cast<std::int64_t>(labels.size());
    if (validationCount < 0 || validationCount >= count)
        throw usageError("the validation part must have between 0 and " +
                         std::to_string(std::max<std::int64_t>(count - 1, 0)) + " of the " +
                         std::to_string(count) + " training images, not " + std::to_string(validationCount));
    const auto classes = shuffledByClass(labels, seed, "validation split");

    // Whole shares first, in integers; what is left goes to the largest remainders, smaller label first among
    // equals.
    struct Share {
        std::int64_t label;
        std::int64_t taken;
        std::int64_t remainder;
    };
    std::vector<Share> shares;
    std::int64_t left = validationCount;
    for (const auto& [label, members] : classes) {
        const std::int64_t product = static_cast<std::int64_t>(members.size()) * validationCount;
        shares.push_back({label, product / count, product % count});
        left -= shares.back().taken;
    }
    std::vector<std::size_t> byRemainder(shares.size());
    std::iota(byRemainder.begin(), byRemainder.end(), std::size_t{0});
    std::stable_sort(byRemainder.begin(), byRemainder.end(),
                     [&](std::size_t a, std::size_t b) { return shares[a].remainder > shares[b].remainder; });
    for (std::int64_t k = 0; k < left; ++k) ++shares[byRemainder[static_cast<std::size_t>(k)]].taken;

    IndexSplit split;
    for (const Share& share : shares) {
        const auto& members = classes.at(share.label);
        split.second.insert(split.second.end(), members.begin(), members.begin() + share.taken);
        split.first.insert(split.first.end(), members.begin() + share.taken, members.end());
    }
    std::sort(split.first.begin(), split.first.end());
    std::sort(split.second.begin(), split.second.end());
    return split;
}

IndexSplit sklearnTrainTestSplit(std::int64_t n, double testShare, std::uint32_t seed) {
    if (!(testShare > 0 && testShare < 1))
        throw usageError("the test share must be between 0 and 1, not " + std::to_string(testShare));
    const auto testCount = static_cast<std::int64_t>(std::ceil(testShare * static_cast<double>(n)));
    if (n < 2 || testCount >= n)
        throw usageError("a split of " + std::to_string(n) + " images with a test share of " +
                         std::to_string(testShare) + " leaves nothing to train on");
    std::vector<std::int64_t> permutation(static_cast<std::size_t>(n));
    std::iota(permutation.begin(), permutation.end(), std::int64_t{0});
    LegacyNumpyRandom random(seed);
    for (std::size_t i = permutation.size() - 1; i > 0; --i)
        std::swap(permutation[i], permutation[random.upTo(i)]);
    IndexSplit split;
    split.second.assign(permutation.begin(), permutation.begin() + testCount);
    split.first.assign(permutation.begin() + testCount, permutation.end());
    return split;
}

std::vector<int> stratifiedFolds(const Labels& labels, int folds, std::uint64_t seed) {
    if (folds < 2 || folds > static_cast<std::int64_t>(labels.size()))
        throw usageError("the number of folds must be between 2 and the number of images, " +
                         std::to_string(labels.size()) + ", not " + std::to_string(folds));
    // Dealt like cards from class to class without starting over, so that the folds' sizes differ by one at
    // most.
    std::vector<int> fold(labels.size());
    int next = 0;
    for (const auto& [label, members] : shuffledByClass(labels, seed, "folds"))
        for (const std::int64_t i : members) {
            fold[static_cast<std::size_t>(i)] = next;
            next = (next + 1) % folds;
        }
    return fold;
}

}  // namespace selfsight::data
