// Which device a job runs on.
#include "core/error.h"
#include "core/parallel.h"
#include "jobs/jobs.h"
#include "jobs/train_device.h"

#include <ATen/Parallel.h>
#include <charconv>
#include <fstream>
#include <thread>
#include <torch/cuda.h>
#include <torch/types.h>

namespace selfsight::jobs {
namespace {

std::string processorName() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);) {
        if (line.rfind("model name", 0) != 0) continue;
        const auto colon = line.find(':');
        if (colon != std::string::npos && colon + 2 < line.size()) return line.substr(colon + 2);
    }
    return "CPU";
}

std::string cpuDescription() {
    const auto threads = std::max(1U, std::thread::hardware_concurrency());
    return processorName() + ", " + std::to_string(threads) + (threads == 1 ? " thread" : " threads") + ", " +
           instructionSet();
}

}  // namespace

DeviceInfo resolveDevice(const std::string& request) {
    const bool cuda = torch::cuda::is_available();
    if (request == "cpu" || (request == "auto" && !cuda)) return {"cpu", cpuDescription()};
    if (request == "auto" || request == "cuda" || request.rfind("cuda:", 0) == 0) {
        if (!cuda)
            throw environmentError(
                "--device " + request +
                ": there is no CUDA device here that this LibTorch can use; --device cpu or auto would work");
        int index = 0;
        if (request.rfind("cuda:", 0) == 0) {
            const char* end = request.data() + request.size();
            const auto parsed = std::from_chars(request.data() + 5, end, index);
            if (parsed.ec != std::errc() || parsed.ptr != end || index < 0)
                throw usageError("--device \"" + request + "\": auto, cpu, cuda or cuda:N was expected");
        }
        const auto count = static_cast<int>(torch::cuda::device_count());
        if (index >= count)
            throw environmentError("--device " + request + ": there are only " + std::to_string(count) +
                                   " CUDA devices");
        return {"cuda:" + std::to_string(index), "CUDA device " + std::to_string(index)};
    }
    throw usageError("--device \"" + request + "\": auto, cpu, cuda or cuda:N was expected");
}

std::string instructionSet() {
    return at::get_cpu_capability();
}

int applyThreads(int threads) {
    if (threads < 0) throw usageError("--threads must be 0 (all) or more, not " + std::to_string(threads));
    const int count =
        threads > 0 ? threads : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    at::set_num_threads(count);
    setThreadCount(count);
    return count;
}

}  // namespace selfsight::jobs
