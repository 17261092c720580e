// What saving costs a training run: how long the loop hands a checkpoint over, and how much slower its steps
// are while the writer's thread hashes and writes it.
//
//   bench_save METHOD WIDTH [SAVES]
//
// Takes turns, SAVES times (default 10): steps without a save, then as many with one at their begin; a turn
// is longer than a write. Writes into $TMPDIR, whose disk it measures. Prints one line of JSON; `share` is
// what one save an epoch of 45,000 images costs of it.
#include "core/error.h"
#include "jobs/train_device.h"
#include "jobs/train_session.h"
#include "jobs/train_stepper.h"
#include "nn/state.h"
#include "support/temporary_folder.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <numeric>
#include <torch/utils.h>

using namespace selfsight;

namespace {

using Clock = std::chrono::steady_clock;

double since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values.at(values.size() / 2);
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc < 3) {
        std::fprintf(stderr, "usage: bench_save METHOD WIDTH [SAVES]\n");
        return 2;
    }
    const std::string method = argv[1];
    const int saves = argc > 3 ? std::stoi(argv[3]) : 10;
    auto recipe = methods::loadRecipe("cpu-30min", method);
    recipe.set("encoder.width", argv[2]);
    const int threads = jobs::applyThreads(0);
    torch::manual_seed(1);
    constexpr std::int64_t images = 45000, few = 10000;
    data::DeviceDataset dataset;
    dataset.images = torch::randint(256, {few, 3, 32, 32}, torch::kUInt8);
    dataset.labels = torch::randint(100, {few}, torch::kLong);
    dataset.stats = data::imagenetStats;
    std::vector<std::int64_t> indices(few);
    std::iota(indices.begin(), indices.end(), std::int64_t{0});
    jobs::Stepper stepper(method, recipe, dataset, indices, 100, 0);
    stepper.setPrecision(torch::kBFloat16);

    const test::TemporaryFolder place;
    store::RunRecord record;
    record.id = "bench-save";
    record.method = method;
    std::unique_ptr<store::WriterLock> lock;
    auto folder = store::RunFolder::create(place / record.id, record, &lock);
    NullSink nobody;
    jobs::TrainSession session(std::move(folder), std::move(lock), nobody);

    constexpr std::int64_t steps = 1000000;
    std::int64_t step = 0;
    const auto train = [&](std::int64_t count) {
        const auto begin = Clock::now();
        for (std::int64_t i = 0; i < count; ++i) stepper.step(step++, steps);
        stepper.takeMeanLoss();
        return since(begin);
    };
    // As TrainLoop saves.
    const auto save = [&] {
        const auto begin = Clock::now();
        session.record.stepsDone = step;
        session.save();
        auto checkpoint = std::make_shared<store::Checkpoint>();
        checkpoint->step = step;
        checkpoint->tensors = nn::toBytes(stepper.state());
        session.checkpoint(std::move(checkpoint));
        return since(begin);
    };
    const double oneStep = train(5) / 5;
    auto begin = Clock::now();
    save();
    session.finishCheckpoints();
    const double alone = since(begin);
    const auto turn = std::max<std::int64_t>(1, static_cast<std::int64_t>(2 * alone / oneStep) + 1);

    std::vector<double> handOver, beside, without;
    for (int i = 0; i < saves; ++i) {
        without.push_back(train(turn));
        handOver.push_back(save());
        beside.push_back(train(turn));
        session.finishCheckpoints();
    }
    const double stepSeconds = median(without) / static_cast<double>(turn);
    const double epoch = stepSeconds * static_cast<double>(images) / static_cast<double>(stepper.batchSize());
    const auto saved = store::CheckpointFolder(session.folder().checkpointFolder()).files();
    const nlohmann::json result{
        {"method", method},
        {"width", recipe.real("encoder.width")},
        {"threads", threads},
        {"checkpoint_mb", static_cast<double>(std::filesystem::file_size(saved.back())) / 1e6},
        {"write_ms", 1000 * alone},
        {"hand_over_ms", 1000 * median(handOver)},
        {"hand_over_worst_ms", 1000 * *std::max_element(handOver.begin(), handOver.end())},
        {"step_ms", 1000 * stepSeconds},
        {"step_beside_ms", 1000 * median(beside) / static_cast<double>(turn)},
        {"epoch_s", epoch},
        {"share", (median(handOver) + std::max(0.0, median(beside) - median(without))) / epoch}};
    std::printf("%s\n", result.dump().c_str());
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
