#define NORM_NAMESPACE avx512
#include "nn/norm_kernels.inl"
