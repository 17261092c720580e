#define NORM_NAMESPACE avx2
#include "nn/norm_kernels.inl"
