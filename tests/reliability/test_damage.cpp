// A real workspace whose files are damaged one at a time, by a flipped bit or cut short: whatever reads it
// refuses or gives what was written, in bounded time.
#include "core/random.h"
#include "io/file.h"
#include "io/json_file.h"
#include "jobs/compare.h"
#include "jobs/evaluation_jobs.h"
#include "jobs/jobs.h"
#include "store/bin.h"
#include "store/checkpoint.h"
#include "store/evaluation.h"
#include "store/findings.h"
#include "store/metrics_pyramid.h"
#include "store/report.h"
#include "store/through_training.h"
#include "store/transfers.h"
#include "store/workspace.h"
#include "support/full.h"
#include "support/temporary_folder.h"

#include <algorithm>
#include <chrono>
#include <doctest/doctest.h>
#include <fstream>
#include <map>

using namespace selfsight;
using namespace selfsight::store;
using namespace selfsight::test;
namespace fs = std::filesystem;

namespace {

// Three runs with everything that a comparison makes, snapshots, evaluation, pyramid, findings, and a fourth in the bin.
void makeWorkspace(const fs::path& path) {
    jobs::CompareSpec spec;
    spec.workspace = path;
    spec.data = "demo:train=120,test=40,seed=1";
    spec.methods = {"supervised", "byol", "random"};
    spec.overrides = {{"encoder.width", "0.1"},          {"train.batch_size", "32"},
                      {"train.precision", "float32"},    {"train.report_every", "1"},
                      {"train.snapshot_every", "1"},     {"train.snapshot_images", "20"},
                      {"method.calibration_images", "32"}};
    spec.budget = methods::Budget::parse("4ep");
    spec.budgetGiven = true;
    spec.map.iterations = 30;
    spec.map.earlyIterations = 20;
    spec.map.perplexity = 5;
    spec.device = "cpu";
    spec.threads = 1;
    Control control;
    NullSink sink;
    const Outcome outcome = jobs::makeCompareJob(spec)->run(control, sink);
    CAPTURE(outcome.message);
    REQUIRE(outcome.ending == Ending::Succeeded);
    Workspace workspace(path);
    const auto records = workspace.runs();
    REQUIRE(records.size() == 3);
    jobs::EvaluateSpec evaluate;
    evaluate.workspace = path;
    for (const auto& record : records) evaluate.runs.push_back(record.id);
    CHECK(jobs::makeEvaluateJob(evaluate)->run(control, sink).ending == Ending::Succeeded);
    for (const auto& record : records) {
        MetricsPyramid pyramid(workspace.run(record.id).path());
        while (pyramid.advance()) {
        }
        pyramid.save();
    }
    Findings findings;
    findings.selections.push_back({newFindingId(), "odd ones", "2026-11-24T08:15:03Z", records[0].dataHash, {1, 5, 7}});
    findings.notes.push_back({.id = newFindingId(), .text = "*look*", .dataHash = records[0].dataHash, .images = {3}});
    writeFindings(workspace, findings);
    jobs::TrainSpec extra;
    extra.workspace = path;
    extra.data = spec.data;
    extra.method = "random";
    extra.recipe = methods::loadRecipe("quick", "random");
    for (const auto& [key, value] : spec.overrides) extra.recipe.set(key, value);
    extra.device = "cpu";
    std::string binned;
    REQUIRE(jobs::makeTrainJob(extra, &binned)->run(control, sink).ending == Ending::Succeeded);
    workspace.binRun(binned);
}

// What was read, by what it is: equal to this, or absent.
using Known = std::map<std::string, std::string>;

std::string textOf(const Matrix& matrix) {
    return {reinterpret_cast<const char*>(matrix.values.data()), matrix.values.size() * sizeof(float)};
}

// Without the seal, whose own name may be what is damaged.
std::string textOfJson(const fs::path& file) {
    nlohmann::json document = io::readJson(file);
    for (auto member = document.begin(); member != document.end();)
        member = member.key().size() == std::string_view(io::kSealKey).size() && member->is_string() &&
                         member->get<std::string>().size() == 64
                     ? document.erase(member)
                     : std::next(member);
    return document.dump();
}

// Calls `read`; a refusal must be the kind that names a damaged file.
template <typename Read>
void attempt(const Read& read) {
    try {
        read();
    } catch (const RuntimeError& error) {
        const std::string message = error.what();
        CAPTURE(message);
        CHECK(error.code() == ErrorCode::Input);
    }
}

std::string textOf(const MetricsTable& table) {
    std::string text;
    for (const auto& row : table.rows)
        text.append(reinterpret_cast<const char*>(row.data()), row.size() * sizeof(double));
    return text;
}

std::string textOf(const EmbeddingInfo& info) {
    std::string text = info.extraction + " " + std::to_string(info.step);
    const auto add = [&](const Labels& values) {
        for (const auto value : values) text += " " + std::to_string(value);
    };
    for (const auto& column : info.labels) {
        text += "\n" + column.name;
        for (const auto& name : column.names) text += " " + name;
        add(column.values);
    }
    add(info.indices);
    return text;
}

Known readRun(const fs::path& path) {
    Known known;
    const std::string id = path.filename().string();
    attempt([&] { MetricsPyramid pyramid(path); while (pyramid.advance()) {} pyramid.digest(100); });
    attempt([&] { runEvaluation(path); });
    attempt([&] { transfers(path); });
    for (const auto step : snapshotSteps(path))
        attempt([&] { known[id + " snapshot " + std::to_string(step)] = textOf(readSnapshot(path, step)); });
    for (const auto& stem : throughStems(path))
        attempt([&] {
            for (const auto& points : readThroughMaps(path, stem).points)
                known[id + " through training " + stem] += textOf(points);
        });
    for (const auto& file : std::vector<fs::path>{path / "purity.json", path / "normalisation.json"})
        if (fs::exists(file)) attempt([&] { known[id + " " + file.filename().string()] = textOfJson(file); });
    for (const char* measure : {kQuality, kKnn, kEfficiency, kMislabels, kDuplicates})
        if (const auto file = evaluationPath(path, measure); fs::exists(file))
            attempt([&] { known[id + " measure " + measure] = textOfJson(file); });
    for (const bool best : {false, true})
        attempt([&] {
            const CheckpointFolder folder(path / "checkpoints");
            const auto loaded = best ? folder.best() : folder.latest();
            if (loaded)
                known[id + (best ? " best" : " step ") + std::to_string(loaded->checkpoint.step)] =
                    loaded->sha256;
        });
    attempt([&] {
        const RunFolder run(path);
        known[id + " record"] = run.record().toJson().dump();
        attempt([&] { known[id + " metrics"] = textOf(run.metrics()); });
        attempt([&] { known[id + " timings"] = textOf(run.timings()); });
        for (const auto& split : run.embeddedSplits()) {
            attempt([&] { known[id + " embeddings " + split] = textOf(run.embeddings(split)); });
            attempt([&] { known[id + " labels " + split] = textOf(run.embeddingInfo(split)); });
        }
        for (const auto& stem : run.mapStems())
            attempt([&] { known[id + " map " + stem] = textOf(run.map(stem).points); });
        for (const auto& protocol : run.probeProtocols())
            attempt([&] {
                if (const auto probe = run.probe(protocol))
                    known[id + " probe " + protocol] = eval::toJson(*probe).dump();
            });
    });
    return known;
}

Known readAll(const fs::path& path, bool report) {
    Known known;
    for (const auto& entry : fs::directory_iterator(path / "runs")) known.merge(readRun(entry.path()));
    attempt([&] {
        Workspace workspace(path);
        workspace.runs();
        attempt([&] { workspace.document(); });
        attempt([&] { readFindings(workspace); });
        attempt([&] { binnedRuns(path); });
        attempt([&] {
            for (const auto& comparison : workspace.comparisons()) {
                const auto folder = workspace.comparisonFolder(comparison.id);
                for (const char* file : {kResultsFile, kEvaluationFile})
                    if (fs::exists(folder / file))
                        attempt([&] { known[comparison.id + " " + file] = textOfJson(folder / file); });
                if (report) attempt([&] { renderReport(gatherReport(workspace, comparison, "notebook")); });
            }
        });
    });
    return known;
}

void write(const fs::path& file, const io::Bytes& bytes) {
    std::ofstream stream(file, std::ios::binary | std::ios::trunc);
    stream.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace

TEST_CASE("a workspace with any one file damaged opens, refuses, or is as it was") {
    const TemporaryFolder folder;
    const fs::path path = folder / "w";
    makeWorkspace(path);
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(path))
        if (entry.is_regular_file() && entry.file_size() > 0 && entry.path().extension() != ".html")
            files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    REQUIRE(files.size() > 40);
    const Known whole = readAll(path, true);
    REQUIRE(whole.size() > 5);
    Known possible = whole;  // and the generations before the newest
    for (const auto& entry : fs::directory_iterator(path / "runs"))
        for (const auto& file : CheckpointFolder(entry.path() / "checkpoints").files()) {
            const auto loaded = readCheckpoint(file);
            possible[entry.path().filename().string() + " step " + std::to_string(loaded.checkpoint.step)] =
                loaded.sha256;
        }

    RandomStream random(11, "damage", 0);
    const int trials = fewOrAll(2 * static_cast<int>(files.size()), 10'000);
    double slowest = 0;
    int refused = 0;
    for (int trial = 0; trial < trials; ++trial) {
        const fs::path& file = files[static_cast<std::size_t>(trial) % files.size()];
        const io::Bytes bytes = io::readFile(file, 1ull << 30);
        io::Bytes damaged = bytes;
        const bool cut = trial / static_cast<int>(files.size()) % 2 == 1;
        const std::size_t at = random.below(bytes.size());
        if (cut)
            damaged.resize(at);
        else
            damaged[at] ^= static_cast<std::uint8_t>(1u << random.below(8));
        CAPTURE(file.string());
        CAPTURE(at);
        CAPTURE(cut);
        write(file, damaged);
        const auto begin = std::chrono::steady_clock::now();
        const Known found = readAll(path, trial % 20 == 0);
        slowest = std::max(slowest, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
        for (const auto& [what, value] : found) {
            CAPTURE(what);
            const auto known = possible.find(what);
            REQUIRE(known != possible.end());
            CHECK((value == known->second));
        }
        refused += found.size() < whole.size() || found != whole;
        write(file, bytes);
    }
    MESSAGE(trials
            << " damages of " << files.size() << " files; " << refused
            << " of them refused, nothing read that was not written; the slowest reading of everything took "
            << slowest << " s");
    CHECK(refused > trials / 2);
    CHECK(slowest < 20);
    CHECK(readAll(path, true) == whole);
}
