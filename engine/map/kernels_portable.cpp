#include "map/kernels.h"

#include <cstdint>

namespace selfsight::map::portable {

namespace {
#include "map/kernels.inl"
}  // namespace

const Kernels table = {"portable", kWidth,     repulsion, attraction, dots,     gramBlock,
                       nextBelow,  countBelow, fftStage,  spread,     gradient, multiplySpectrum,
                       splitPair,  joinPair,   umapEpoch, copyLanes};

}  // namespace selfsight::map::portable
