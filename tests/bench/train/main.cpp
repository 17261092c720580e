// Images per second of the training loop and where the time goes.
//
//   bench_train METHOD WIDTH PRECISION [SECONDS] [KEY=VALUE …]
//
// METHOD supervised, byol or simsiam; PRECISION float32 or bfloat16; options override the recipe "quick" (or
// recipe=NAME). The data is random: the loop does not care. Prints one line of JSON.
#include "core/error.h"
#include "core/json.h"
#include "jobs/train_device.h"
#include "jobs/train_stepper.h"

#include <chrono>
#include <cstdio>
#include <numeric>
#include <torch/cuda.h>
#include <torch/utils.h>

using namespace selfsight;

int main(int argc, char** argv) try {
    if (argc < 4) {
        std::fprintf(stderr, "usage: bench_train METHOD WIDTH float32|bfloat16 [SECONDS] [KEY=VALUE ...]\n");
        return 2;
    }
    const std::string method = argv[1], width = argv[2], precision = argv[3];
    const double seconds = argc > 4 ? std::stod(argv[4]) : 5;
    std::string recipeName = "quick";
    for (int i = 5; i < argc; ++i)
        if (std::string(argv[i]).rfind("recipe=", 0) == 0) recipeName = argv[i] + 7;
    auto recipe = methods::loadRecipe(recipeName, method);
    recipe.set("encoder.width", width);
    int threads = 0;
    for (int i = 5; i < argc; ++i) {
        const std::string item = argv[i];
        const auto equals = item.find('=');
        if (equals == std::string::npos) throw usageError("\"" + item + "\" is not KEY=VALUE");
        const auto key = item.substr(0, equals), value = item.substr(equals + 1);
        if (key == "threads")
            threads = std::stoi(value);
        else if (key != "recipe")
            recipe.set(key, value);
    }
    threads = jobs::applyThreads(threads);
    const auto device =
        torch::cuda::is_available() ? torch::Device(torch::kCUDA) : torch::Device(torch::kCPU);
    torch::manual_seed(1);
    data::DeviceDataset dataset;
    dataset.images = torch::randint(256, {10000, 3, 32, 32}, torch::kUInt8).to(device);
    dataset.labels = torch::randint(100, {10000}, torch::kLong).to(device);
    dataset.stats = data::imagenetStats;
    std::vector<std::int64_t> indices(10000);
    std::iota(indices.begin(), indices.end(), std::int64_t{0});
    jobs::Stepper stepper(method, recipe, dataset, indices, 100, 0);
    stepper.setPrecision(precision == "bfloat16" ? torch::kBFloat16 : torch::kFloat32);

    using Clock = std::chrono::steady_clock;
    constexpr std::int64_t warmUp = 2, steps = 1000000;
    std::int64_t step = 0;
    for (; step < warmUp; ++step) stepper.step(step, steps);
    stepper.takeMeanLoss();
    const auto before = stepper.seconds();
    const auto begin = Clock::now();
    double elapsed = 0;
    while (elapsed < seconds) {
        stepper.step(step++, steps);
        if (step % 10 == 0 || device.is_cpu()) stepper.takeMeanLoss();
        elapsed = std::chrono::duration<double>(Clock::now() - begin).count();
    }
    const auto after = stepper.seconds();
    const double total = after.total() - before.total();
    const nlohmann::json result{
        {"method", method},
        {"width", std::stod(width)},
        {"precision", precision},
        {"batch", stepper.batchSize()},
        {"threads", threads},
        {"images_per_second", static_cast<double>((step - warmUp) * stepper.batchSize()) / elapsed},
        {"ms_per_step", 1000 * elapsed / static_cast<double>(step - warmUp)},
        {"share",
         {{"batch", (after.batch - before.batch) / total},
          {"forward", (after.forward - before.forward) / total},
          {"backward", (after.backward - before.backward) / total},
          {"update", (after.update - before.update) / total}}}};
    std::printf("%s\n", result.dump().c_str());
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
