// The NVIDIA GPUs of this machine: name, memory and use, as their driver tells through NVML, which is loaded
// when it is there and not linked. Torch-free.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace selfsight {

struct GpuState {
    std::string name;
    std::uint64_t memoryTotal = 0, memoryUsed = 0;  // bytes; of all processes
    int busy = -1;                                  // % of the last moment in which it computed; −1: not told
};

// Empty where there is no GPU or no driver. The first call loads the driver's library, which may take a
// second. Thread-safe.
std::vector<GpuState> gpuStates(const char* library = "libnvidia-ml.so.1");

}  // namespace selfsight
