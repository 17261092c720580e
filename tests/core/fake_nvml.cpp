// Stands in for NVIDIA's management library in tests: two GPUs, of which the second tells no use.
#include <cstdint>
#include <cstring>

extern "C" {
int nvmlInit_v2() {
    return 0;
}
int nvmlDeviceGetCount_v2(unsigned* count) {
    *count = 2;
    return 0;
}
int nvmlDeviceGetHandleByIndex_v2(unsigned index, void** device) {
    *device = reinterpret_cast<void*>(static_cast<std::uintptr_t>(index + 1));
    return 0;
}
int nvmlDeviceGetName(void* device, char* name, unsigned length) {
    std::strncpy(name, device == reinterpret_cast<void*>(1) ? "First 8000" : "Second 9000", length);
    return 0;
}
int nvmlDeviceGetMemoryInfo(void*, unsigned long long* memory) {
    memory[0] = 8000000000ULL;  // all
    memory[1] = 6500000000ULL;  // free
    memory[2] = 1500000000ULL;  // used
    return 0;
}
int nvmlDeviceGetUtilizationRates(void* device, unsigned* use) {
    use[0] = 45;
    use[1] = 10;
    return device == reinterpret_cast<void*>(1) ? 0 : 3;  // 3: not supported
}
}
