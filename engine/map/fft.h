// One-dimensional complex Fourier transforms of 16 columns at once.
#pragma once

#include <cstdint>
#include <vector>

namespace selfsight::map {

// Stockham's self-sorting transform (radix 4, 2, 3, 5) of a length 2^a 3^b 5^c. A strip holds length × 16
// floats for the real and for the imaginary parts, a row of 16 columns after the other.
class Fft {
  public:
    static constexpr std::int64_t kLanes = 16;

    explicit Fft(std::int64_t length);  // throws LogicError for other prime factors
    std::int64_t length() const { return length_; }

    struct Strip {
        float* re = nullptr;
        float* im = nullptr;
    };
    // Forward: Σ x(t) e^{−2πi kt/n}, unscaled. `data` and `scratch` are overwritten; the result is in the
    // strip returned, one of the two. The inverse (unscaled) is the forward transform with real and imaginary
    // parts exchanged on both sides.
    Strip forward(Strip data, Strip scratch) const;

  private:
    struct Stage {
        int radix;
        std::int64_t groups, stride;  // m and s of Stockham's recursion
        std::vector<float> twiddles;  // (radix − 1) complex numbers a group
    };
    std::int64_t length_;
    std::vector<Stage> stages_;
};

}  // namespace selfsight::map
