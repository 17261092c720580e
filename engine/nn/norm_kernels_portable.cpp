#define NORM_NAMESPACE portable
#include "nn/norm_kernels.inl"
