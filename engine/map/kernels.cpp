#include "map/kernels.h"

namespace selfsight::map {

const Kernels& kernels() {
    static const Kernels& best = []() -> const Kernels& {
#if defined(__x86_64__)
        __builtin_cpu_init();
        if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
            __builtin_cpu_supports("avx512vl"))
            return avx512::table;
        if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return avx2::table;
#endif
        return portable::table;
    }();
    return best;
}

}  // namespace selfsight::map
