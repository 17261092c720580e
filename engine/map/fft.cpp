#include "map/fft.h"

#include "core/error.h"
#include "map/kernels.h"

#include <cmath>
#include <numbers>
#include <utility>

namespace selfsight::map {

Fft::Fft(std::int64_t length) : length_(length) {
    std::int64_t rest = length, stride = 1;
    for (const int radix : {4, 2, 3, 5})
        while (rest % radix == 0 && rest > 1) {
            Stage stage{radix, rest / radix, stride, {}};
            for (std::int64_t p = 0; p < stage.groups; ++p)
                for (int k = 1; k < radix; ++k) {
                    const double angle =
                        -2 * std::numbers::pi * static_cast<double>(p * k) / static_cast<double>(rest);
                    stage.twiddles.push_back(static_cast<float>(std::cos(angle)));
                    stage.twiddles.push_back(static_cast<float>(std::sin(angle)));
                }
            stages_.push_back(std::move(stage));
            rest /= radix;
            stride *= radix;
        }
    if (rest != 1) throw LogicError("no Fourier transform of length " + std::to_string(length));
}

Fft::Strip Fft::forward(Strip data, Strip scratch) const {
    for (const Stage& stage : stages_) {
        kernels().fftStage(stage.radix, stage.groups, stage.stride, stage.twiddles.data(), data.re, data.im,
                           scratch.re, scratch.im);
        std::swap(data, scratch);
    }
    return data;
}

}  // namespace selfsight::map
