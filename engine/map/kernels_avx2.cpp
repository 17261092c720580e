#include "map/kernels.h"

#include <cstdint>
#include <immintrin.h>

namespace selfsight::map::avx2 {

namespace {
#include "map/kernels.inl"
}  // namespace

const Kernels table = {"avx2",    kWidth,     repulsion, attraction, dots,     gramBlock,
                       nextBelow, countBelow, fftStage,  spread,     gradient, multiplySpectrum,
                       splitPair, joinPair,   umapEpoch, copyLanes};

}  // namespace selfsight::map::avx2
