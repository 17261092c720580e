// How much of a piece of work is done, 0 … 1, told to whoever asks for it.
#pragma once

#include <functional>
#include <utility>

namespace selfsight::jobs {

using Fraction = std::function<void(double)>;

// What tells `whole` how far a part of it has come that begins at `from` and takes `share` of it. Empty where
// `whole` is.
inline Fraction partOf(Fraction whole, double from, double share) {
    if (!whole) return {};
    return [whole = std::move(whole), from, share](double done) { whole(from + share * done); };
}

}  // namespace selfsight::jobs
