#include "core/gpus.h"

#include <doctest/doctest.h>

using namespace selfsight;

TEST_CASE("GPUs are told with their memory and, where the driver knows, their use") {
    const std::vector<GpuState> gpus = gpuStates(SELFSIGHT_FAKE_NVML);
    REQUIRE(gpus.size() == 2);
    CHECK(gpus[0].name == "First 8000");
    CHECK(gpus[0].memoryTotal == 8'000'000'000);
    CHECK(gpus[0].memoryUsed == 1'500'000'000);
    CHECK(gpus[0].busy == 45);
    CHECK(gpus[1].name == "Second 9000");
    CHECK(gpus[1].busy == -1);
}

TEST_CASE("where there is no driver there is no GPU") {
    CHECK(gpuStates("libno-such-driver.so.1").empty());
}
