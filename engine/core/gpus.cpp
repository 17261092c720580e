#include "core/gpus.h"

#include <dlfcn.h>
#include <map>
#include <mutex>

namespace selfsight {

namespace {

// The part of NVML that is used here; the names and layouts are its interface and do not change.
struct Nvml {
    struct Memory {
        unsigned long long total, free, used;
    };
    struct Use {
        unsigned gpu, memory;
    };
    using Device = void*;
    int (*init)() = nullptr;
    int (*count)(unsigned*) = nullptr;
    int (*device)(unsigned, Device*) = nullptr;
    int (*name)(Device, char*, unsigned) = nullptr;
    int (*memory)(Device, Memory*) = nullptr;
    int (*use)(Device, Use*) = nullptr;
    bool ready = false;

    explicit Nvml(const char* library) {
        void* const handle = ::dlopen(library, RTLD_LAZY | RTLD_LOCAL);
        if (!handle) return;
        const auto find = [handle](auto& function, const char* symbol) {
            function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(::dlsym(handle, symbol));
            return function != nullptr;
        };
        ready = find(init, "nvmlInit_v2") && find(count, "nvmlDeviceGetCount_v2") &&
                find(device, "nvmlDeviceGetHandleByIndex_v2") && find(name, "nvmlDeviceGetName") &&
                find(memory, "nvmlDeviceGetMemoryInfo") && find(use, "nvmlDeviceGetUtilizationRates") &&
                init() == 0;
    }
};

}  // namespace

std::vector<GpuState> gpuStates(const char* library) {
    static std::mutex mutex;
    static std::map<std::string, Nvml> loaded;
    const std::lock_guard lock(mutex);
    const Nvml& nvml = loaded.try_emplace(library, library).first->second;
    std::vector<GpuState> states;
    unsigned count = 0;
    if (!nvml.ready || nvml.count(&count) != 0) return states;
    for (unsigned i = 0; i < count; ++i) {
        Nvml::Device device = nullptr;
        char name[96] = {};
        Nvml::Memory memory{};
        if (nvml.device(i, &device) != 0 || nvml.name(device, name, sizeof name - 1) != 0 ||
            nvml.memory(device, &memory) != 0)
            continue;
        Nvml::Use use{};
        const bool told = nvml.use(device, &use) == 0;
        states.push_back({name, memory.total, memory.used, told ? static_cast<int>(use.gpu) : -1});
    }
    return states;
}

}  // namespace selfsight
