// The training job end to end on a tiny demo: what it leaves behind, that it repeats itself, that it goes on
// exactly.
#include "core/error.h"
#include "data/source.h"
#include "jobs/jobs.h"
#include "jobs/live_map.h"
#include "methods/method.h"
#include "store/checkpoint.h"
#include "store/through_training.h"
#include "store/workspace.h"
#include "support/temporary_folder.h"

#include <doctest/doctest.h>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <torch/cuda.h>
#include <torch/types.h>

using namespace selfsight;
using namespace selfsight::jobs;

namespace {

constexpr const char* tinyDemo = "demo:train=200,test=60,seed=1";

TrainSpec tinySpec(const test::TemporaryFolder& folder, const std::string& method,
                   const std::string& budget) {
    TrainSpec spec;
    spec.workspace = folder.path();
    spec.data = tinyDemo;
    spec.method = method;
    spec.recipe = methods::loadRecipe("quick", method);
    spec.recipe.set("encoder.width", "0.1");
    spec.recipe.set("train.batch_size", "32");
    spec.recipe.set("train.precision", "float32");
    spec.recipe.set("train.report_every", "2");
    spec.recipe.set("method.calibration_images", "96");
    if (method == "byol") spec.recipe.set("method.small_views", "1");
    spec.recipe.setBudget(methods::Budget::parse(budget));
    spec.seed = 5;
    spec.device = "cpu";
    spec.threads = 2;
    return spec;
}

// Keeps every event and calls back at each row of metrics.
class Recorder final : public EventSink {
  public:
    void send(Event event) override {
        if (const auto* row = std::get_if<event::Metrics>(&event)) {
            rows.push_back(*row);
            if (onRow) onRow(*row);
        }
        if (const auto* changed = std::get_if<event::RunChanged>(&event)) {
            states.push_back(changed->state);
            if (onState) onState(changed->state);
        }
        if (const auto* progress = std::get_if<event::Progress>(&event)) {
            fractions[progress->phase].push_back(progress->fraction);
            if (onProgress) onProgress(*progress);
        }
        if (const auto* artifact = std::get_if<event::ArtifactReady>(&event))
            artifacts.push_back(artifact->kind);
    }
    std::vector<event::Metrics> rows;
    std::vector<RunState> states;
    std::map<Phase, std::vector<double>> fractions;
    std::vector<std::string> artifacts;
    std::function<void(const event::Metrics&)> onRow;
    std::function<void(RunState)> onState;
    std::function<void(const event::Progress&)> onProgress;
};

std::string bytesOf(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    REQUIRE(stream);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::string trainedRun(const TrainSpec& spec, Recorder& recorder, Ending expected = Ending::Succeeded) {
    Control control;
    std::string run;
    const auto outcome = makeTrainJob(spec, &run)->run(control, recorder);
    CAPTURE(outcome.message);
    REQUIRE(outcome.ending == expected);
    return run;
}

double metric(const event::Metrics& row, const std::string& name) {
    for (const auto& [key, value] : row.values)
        if (key == name) return value;
    return std::nan("");
}

void checkEqualRuns(const std::filesystem::path& a, const std::filesystem::path& b) {
    CHECK(bytesOf(a / "metrics.csv") == bytesOf(b / "metrics.csv"));
    CHECK(bytesOf(a / "embeddings/test.npy") == bytesOf(b / "embeddings/test.npy"));
    const auto first = store::CheckpointFolder(a / "checkpoints").latest(),
               second = store::CheckpointFolder(b / "checkpoints").latest();
    REQUIRE(first);
    REQUIRE(second);
    CHECK(first->checkpoint.step == second->checkpoint.step);
    CHECK(first->sha256 == second->sha256);
    CHECK(bytesOf(a / "checkpoints/encoder.safetensors") == bytesOf(b / "checkpoints/encoder.safetensors"));
}

}  // namespace

TEST_CASE("every method leaves a whole run folder, and its loss falls") {
    const test::TemporaryFolder folder;
    for (const auto& method : methods::methodList()) {
        CAPTURE(method.name);
        Recorder recorder;
        const auto run = trainedRun(tinySpec(folder, method.name, "8ep"), recorder);
        store::Workspace workspace(folder.path());
        const auto opened = workspace.run(run);
        const auto& record = opened.record();
        CHECK(record.state == RunState::Succeeded);
        CHECK(record.method == method.name);
        CHECK(record.validationCount == 20);
        CHECK(record.trainCount == 180);
        CHECK(record.testCount == 60);
        CHECK(record.dimension == 352);
        CHECK_FALSE(record.dataHash.empty());
        CHECK(recorder.states.front() == RunState::Running);
        CHECK(recorder.states.back() == RunState::Succeeded);
        const auto embeddings = opened.embeddings("test");
        CHECK(embeddings.rows == 60);
        CHECK(embeddings.cols == 352);
        CHECK(opened.embeddingInfo("test").find("background") != nullptr);
        for (const auto phase : {Phase::Load, Phase::Train, Phase::Embed}) {
            REQUIRE_FALSE(recorder.fractions[phase].empty());
            CHECK(recorder.fractions[phase].back() == doctest::Approx(1));
        }
        if (!method.trains) {
            CHECK(record.steps == 0);
            CHECK(record.imagesSeen == 0);
            continue;
        }
        CHECK(record.steps == 40);
        CHECK(record.stepsDone == 40);
        CHECK(record.epochsDone == doctest::Approx(8));
        CHECK(record.imagesSeen == 40 * 32);
        REQUIRE(recorder.rows.size() >= 20);
        const auto mean = [&](std::size_t from, std::size_t to) {
            double sum = 0;
            for (std::size_t i = from; i < to; ++i) sum += metric(recorder.rows[i], "train_loss");
            return sum / static_cast<double>(to - from);
        };
        CHECK(mean(recorder.rows.size() - 4, recorder.rows.size()) < mean(0, 4));
        CHECK(std::isfinite(metric(recorder.rows.back(), "val_knn")));
        CHECK(std::isfinite(metric(recorder.rows.back(), "collapse_std")));
        CHECK(std::isfinite(metric(recorder.rows.back(), "val_accuracy")) == method.usesLabels);
    }
}

TEST_CASE("two identical runs leave identical bytes") {
    for (const std::string method : {"supervised", "byol", "simsiam", "random"}) {
        CAPTURE(method);
        const test::TemporaryFolder folder;
        Recorder recorder;
        const auto a = trainedRun(tinySpec(folder, method, "2ep"), recorder),
                   b = trainedRun(tinySpec(folder, method, "2ep"), recorder);
        if (method != "random") {
            checkEqualRuns(folder / "runs" / a, folder / "runs" / b);
        } else {
            CHECK(bytesOf(folder / "runs" / a / "embeddings/test.npy") ==
                  bytesOf(folder / "runs" / b / "embeddings/test.npy"));
        }
    }
}

TEST_CASE("a run stopped at any step and resumed equals the run that was not") {
    for (const std::string method : {"supervised", "byol", "simsiam"}) {
        const test::TemporaryFolder folder;
        Recorder quiet;
        const auto straight = trainedRun(tinySpec(folder, method, "3ep"), quiet);
        for (const std::int64_t at : {4, 10}) {
            CAPTURE(method);
            CAPTURE(at);
            Control control;
            Recorder recorder;
            recorder.onRow = [&](const event::Metrics& row) {
                if (row.step == at) control.stopAndKeep();
            };
            std::string run;
            REQUIRE(makeTrainJob(tinySpec(folder, method, "3ep"), &run)->run(control, recorder).ending ==
                    Ending::Stopped);
            {
                const auto stopped = store::Workspace(folder.path()).run(run);
                CHECK(stopped.record().state == RunState::Stopped);
                CHECK(stopped.record().stepsDone == at);
                CHECK(stopped.hasEmbeddings("test"));
            }
            Control second;
            Recorder after;
            const auto outcome = makeResumeJob(folder.path(), run, "auto")->run(second, after);
            CAPTURE(outcome.message);
            REQUIRE(outcome.ending == Ending::Succeeded);
            checkEqualRuns(folder / "runs" / straight, folder / "runs" / run);
        }
    }
}

TEST_CASE("a time budget becomes a recorded number of steps that can be repeated") {
    const test::TemporaryFolder folder;
    Recorder recorder;
    const auto timed = trainedRun(tinySpec(folder, "supervised", "0.6s"), recorder);
    store::Workspace workspace(folder.path());
    const auto steps = workspace.run(timed).record().steps;
    CHECK(steps >= 1);
    auto spec = tinySpec(folder, "supervised", std::to_string(steps * 32) + "img");
    const auto fixed = trainedRun(spec, recorder);
    checkEqualRuns(folder / "runs" / timed, folder / "runs" / fixed);
}

TEST_CASE("stop-and-keep is answered before the first step, while the machine is measured") {
    const test::TemporaryFolder folder;
    Control control;
    Recorder recorder;
    recorder.onProgress = [&](const event::Progress& progress) {
        if (progress.phase == Phase::Train) control.stopAndKeep();
    };
    std::string run;
    CHECK(makeTrainJob(tinySpec(folder, "simsiam", "0.6s"), &run)->run(control, recorder).ending ==
          Ending::Stopped);
    const auto stopped = store::Workspace(folder.path()).run(run);
    CHECK(stopped.record().state == RunState::Stopped);
    CHECK(stopped.record().stepsDone == 0);
    CHECK(stopped.record().steps == 0);
    CHECK(stopped.hasEmbeddings("test"));
    Control second;
    NullSink sink;
    CHECK(makeResumeJob(folder.path(), run, "auto")->run(second, sink).ending == Ending::Succeeded);
    const auto resumed = store::Workspace(folder.path()).run(run).record();
    CHECK(resumed.steps >= 1);
    CHECK(resumed.stepsDone == resumed.steps);
}

TEST_CASE("every phase of a run pauses, says so, and goes on to the same result") {
    const test::TemporaryFolder folder;
    Recorder straight;
    const auto whole = trainedRun(tinySpec(folder, "supervised", "2ep"), straight);
    for (const auto phase : {Phase::Load, Phase::Train, Phase::Embed}) {
        CAPTURE(phaseName(phase));
        Control control;
        Recorder recorder;
        bool asked = false;
        recorder.onProgress = [&](const event::Progress& progress) {
            if (progress.phase == phase && !std::exchange(asked, true)) control.pause();
        };
        recorder.onState = [&](RunState state) {
            if (state == RunState::Paused) control.resume();
        };
        std::string run;
        REQUIRE(makeTrainJob(tinySpec(folder, "supervised", "2ep"), &run)->run(control, recorder).ending ==
                Ending::Succeeded);
        const std::vector<RunState> expected{RunState::Running, RunState::Paused, RunState::Running,
                                             RunState::Succeeded};
        CHECK((recorder.states == expected));
        checkEqualRuns(folder / "runs" / whole, folder / "runs" / run);
    }
}

TEST_CASE("a cancelled run keeps its folder and checkpoint and can go on") {
    const test::TemporaryFolder folder;
    Control control;
    Recorder recorder;
    recorder.onRow = [&](const event::Metrics& row) {
        if (row.step == 4) control.cancel();
    };
    std::string run;
    CHECK(makeTrainJob(tinySpec(folder, "supervised", "3ep"), &run)->run(control, recorder).ending ==
          Ending::Cancelled);
    const auto cancelled = store::Workspace(folder.path()).run(run);
    CHECK(cancelled.record().state == RunState::Cancelled);
    CHECK_FALSE(cancelled.hasEmbeddings("test"));
    CHECK(store::CheckpointFolder(cancelled.checkpointFolder()).latest()->checkpoint.step == 4);
    Control second;
    NullSink sink;
    CHECK(makeResumeJob(folder.path(), run, "auto")->run(second, sink).ending == Ending::Succeeded);
}

TEST_CASE("random weights whose program died after the last checkpoint are not averaged once more") {
    const test::TemporaryFolder folder;
    Recorder recorder;
    const auto run = trainedRun(tinySpec(folder, "random", "1ep"), recorder);
    auto opened = store::Workspace(folder.path()).run(run);
    const auto weights = bytesOf(opened.path() / "checkpoints/encoder.safetensors");
    auto record = opened.record();
    record.state = RunState::Interrupted;
    opened.update(record);
    Control control;
    NullSink sink;
    REQUIRE(makeResumeJob(folder.path(), run, "auto")->run(control, sink).ending == Ending::Succeeded);
    CHECK(bytesOf(opened.path() / "checkpoints/encoder.safetensors") == weights);
}

TEST_CASE("after training on small views the norms are measured on the images themselves, and once") {
    const test::TemporaryFolder folder;
    TrainSpec spec = tinySpec(folder, "byol", "4ep");
    REQUIRE(spec.recipe.get("encoder.kind") == "compact");
    REQUIRE(spec.recipe.real("augment.size") == 0.75);
    spec.recipe.set("train.embed_all", "true");
    const auto energyOf = [&](const std::string& images) {
        spec.recipe.set("train.calibration_images", images);
        Recorder recorder;
        const std::string run = trainedRun(spec, recorder);
        const Matrix embeddings = store::Workspace(folder.path()).run(run).embeddings("train");
        double sum = 0;
        for (const float value : embeddings.values) sum += double{value} * value;
        return std::pair(run, sum / static_cast<double>(embeddings.rows));
    };
    const auto [left, energyLeft] = energyOf("0");
    const auto [run, energy] = energyOf("10000");
    CAPTURE(energyLeft);
    CHECK(std::abs(energy / nn::kCompactEnergy - 1) < 0.05);
    CHECK(std::abs(energyLeft / nn::kCompactEnergy - 1) > 0.2);  // what it is for

    // A program that dies between the last step and the end goes on from either checkpoint to the same bytes.
    const auto path = folder.path() / "runs" / run;
    const auto whole = store::CheckpointFolder(path / "checkpoints").latest();
    REQUIRE(whole);
    CHECK(whole->checkpoint.state.at("calibrated") == true);
    const auto before = store::CheckpointFolder(folder.path() / "runs" / left / "checkpoints").latest();
    REQUIRE(before);
    CHECK_FALSE(before->checkpoint.state.contains("calibrated"));
    const auto embeddings = bytesOf(path / "embeddings/test.npy");
    for (const auto& from : {whole->checkpoint, before->checkpoint}) {
        store::RunFolder interrupted(path);
        auto record = interrupted.record();
        record.state = RunState::Interrupted;
        interrupted.update(record);
        std::filesystem::remove_all(path / "embeddings");
        store::CheckpointFolder(path / "checkpoints").save(from);
        Recorder recorder;
        Control control;
        const auto outcome = makeResumeJob(folder.path(), run, "cpu")->run(control, recorder);
        CAPTURE(outcome.message);
        REQUIRE(outcome.ending == Ending::Succeeded);
        CHECK(bytesOf(path / "embeddings/test.npy") == embeddings);
        CHECK(store::CheckpointFolder(path / "checkpoints").latest()->sha256 == whole->sha256);
    }
}

TEST_CASE("a loss that is not finite fails the run with advice") {
    const test::TemporaryFolder folder;
    auto spec = tinySpec(folder, "supervised", "20ep");
    spec.recipe.set("optimiser.kind", "sgd");
    spec.recipe.set("optimiser.learning_rate", "100");
    spec.recipe.set("optimiser.weight_decay", "1");
    spec.recipe.set("schedule.kind", "constant");
    Control control;
    Recorder recorder;
    std::string run;
    const auto outcome = makeTrainJob(spec, &run)->run(control, recorder);
    CHECK(outcome.ending == Ending::Failed);
    CAPTURE(outcome.message);
    CHECK(outcome.message.find("optimiser.learning_rate") != std::string::npos);
    CHECK(store::Workspace(folder.path()).run(run).record().state == RunState::Failed);
}

TEST_CASE("bad specifications are refused before anything is written") {
    const test::TemporaryFolder folder;
    const auto refused = [&](const TrainSpec& spec, const std::string& part) {
        Control control;
        NullSink sink;
        const auto outcome = makeTrainJob(spec)->run(control, sink);
        CHECK(outcome.ending == Ending::Failed);
        CAPTURE(outcome.message);
        CHECK(outcome.message.find(part) != std::string::npos);
        CHECK(store::Workspace(folder.path()).runs().empty());
        return outcome.code;
    };
    auto spec = tinySpec(folder, "supervised", "1ep");
    spec.recipe.set("train.batch_size", "500");
    CHECK(refused(spec, "train.batch_size must be between 2 and the 180") == ErrorCode::Usage);
    spec = tinySpec(folder, "byol", "1ep");
    spec.recipe.set("method.small_size", "64");
    CHECK(refused(spec, "method.small_size") == ErrorCode::Usage);
    spec = tinySpec(folder, "supervised", "1ep");
    spec.recipe.set("augment.padding", "40");
    CHECK(refused(spec, "augment.padding") == ErrorCode::Usage);
    spec = tinySpec(folder, "supervised", "1ep");
    spec.recipe.set("train.graph", "on");
    CHECK(refused(spec, "train.graph=on needs a GPU") == ErrorCode::Usage);
    spec = tinySpec(folder, "supervised", "1ep");
    spec.method = "dino";
    CHECK(refused(spec, "unknown method \"dino\"") == ErrorCode::Usage);
    if (!torch::cuda::is_available()) {
        spec = tinySpec(folder, "supervised", "1ep");
        spec.device = "cuda";
        CHECK(refused(spec, "no CUDA device") == ErrorCode::Environment);
    }
    spec = tinySpec(folder, "supervised", "1ep");
    spec.device = "tpu";
    CHECK(refused(spec, "auto, cpu, cuda") == ErrorCode::Usage);
}

TEST_CASE("embeddings are extracted again, also as the notebook did") {
    const test::TemporaryFolder folder;
    Recorder recorder;
    const auto run = trainedRun(tinySpec(folder, "supervised", "1ep"), recorder);
    const auto path = folder / "runs" / run / "embeddings/test.npy";
    const auto first = bytesOf(path);
    Control control;
    const auto embed = [&](const std::string& extraction, std::vector<std::string> splits) {
        return makeEmbedJob({folder.path(), run, std::move(splits), extraction, "cpu"})
            ->run(control, recorder);
    };
    REQUIRE(embed("eval", {"test", "train", "validation"}).ending == Ending::Succeeded);
    CHECK(bytesOf(path) == first);
    store::Workspace workspace(folder.path());
    CHECK(workspace.run(run).embeddings("train").rows == 180);
    CHECK(workspace.run(run).embeddings("validation").rows == 20);
    REQUIRE(embed("notebook", {"test"}).ending == Ending::Succeeded);
    CHECK(bytesOf(path) != first);
    CHECK(workspace.run(run).embeddingInfo("test").extraction == "notebook");
    CHECK(embed("dropout", {"test"}).code == ErrorCode::Usage);
}

TEST_CASE("a run that is watched and keeps its space has the bytes of one that does not") {
    const test::TemporaryFolder folder;
    auto spec = tinySpec(folder, "supervised", "3ep");
    Recorder recorder;
    const std::string plain = trainedRun(spec, recorder);
    spec.recipe.set("train.preview_images", "50");
    spec.recipe.set("train.snapshot_every", "1");
    spec.recipe.set("train.snapshot_images", "40");
    const std::string watched = trainedRun(spec, recorder);
    store::Workspace workspace(folder.path());
    const auto path = workspace.run(watched).path();
    checkEqualRuns(workspace.run(plain).path(), path);

    const auto steps = store::snapshotSteps(path);
    REQUIRE(steps.size() == 4);  // before the first step and after every epoch
    CHECK(steps.front() == 0);
    CHECK(steps.back() == workspace.run(watched).record().steps);
    const Matrix last = store::readSnapshot(path, steps.back());
    const Matrix whole = workspace.run(watched).embeddings("test");
    REQUIRE(last.rows == 40);
    for (std::int64_t i = 0; i < 40; ++i)
        CHECK(last.at(i, 3) == doctest::Approx(whole.at(i, 3)).epsilon(1e-4));

    ThroughSpec through{.workspace = folder.path(), .run = watched};
    through.options.perplexity = 5;
    through.iterationsBetween = 50;
    Control control;
    REQUIRE(makeThroughTrainingJob(through)->run(control, recorder).ending == Ending::Succeeded);
    const auto maps = store::readThroughMaps(path, through.options.fileStem());
    CHECK(maps.steps == steps);
    REQUIRE(maps.points.size() == 4);
    CHECK(maps.points.front().rows == 40);
    CHECK(maps.objectives.size() == 4);
    through.run = plain;
    CHECK(makeThroughTrainingJob(through)->run(control, recorder).code == ErrorCode::Input);
}

TEST_CASE("a live map takes its share of the time and no more, and goes on from where it was") {
    const auto source = data::openSource(tinyDemo);
    const auto data = loadTrainingData(*source, 0.1, torch::kCPU, {}, {});
    auto recipe = methods::loadRecipe("quick", "supervised");
    recipe.set("encoder.width", "0.1");
    recipe.set("train.preview_images", "50");
    const auto encoder = nn::makeEncoder(methods::encoderOptions(recipe, data.classes));
    struct Frames final : EventSink {
        std::vector<event::MapFrame> seen;
        void send(Event event) override {
            if (const auto* frame = std::get_if<event::MapFrame>(&event)) seen.push_back(*frame);
        }
    } frames;
    LiveMap live(data, recipe, frames, "run");
    live.step(*encoder, 1e-9, 1, {});  // embeddings would cost more than its share
    CHECK(frames.seen.empty());
    std::size_t maps = 0, seen = 0;
    while (maps < 2) {
        live.step(*encoder, 1e9, 1e-3, {});
        CHECK(encoder->is_training());
        if (frames.seen.size() == seen) continue;
        seen = frames.seen.size();
        if (frames.seen.back().iteration < frames.seen.back().iterations) continue;
        if (maps++ == 0) CHECK(frames.seen.back().iterations == 500);
    }
    CHECK(frames.seen.back().iterations == 100);
    CHECK(frames.seen.back().points->rows == 50);
    CHECK(frames.seen.back().map == map::MapOptions().fileStem());
    const auto count = frames.seen.size();
    live.step(*encoder, 0, 1e-3, {});  // its share is used up
    CHECK(frames.seen.size() == count);
}
