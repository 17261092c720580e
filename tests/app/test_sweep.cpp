// A sweep as a process: the grid, its intervals, and that it goes on.
#include "cli.h"
#include "io/json_file.h"

#include <filesystem>

using namespace selfsight::test;

namespace {

std::vector<std::string> sweepArguments(const std::string& workspace) {
    return {"sweep",       "supervised",
            "--data",      "demo:train=200,test=80",
            "--workspace", workspace,
            "--budget",    "1ep",
            "--vary",      "optimiser.learning_rate=1e-3,1e-9",
            "--seeds",     "0,1",
            "--set",       "train.precision=float32",
            "--set",       "train.batch_size=32",
            "--set",       "encoder.width=0.1",
            "--threads",   "2",
            "--json"};
}

}  // namespace

TEST_CASE(
    "a sweep trains every point under every seed, with intervals over seeds, and goes on where it was") {
    TemporaryFolder folder;
    const std::string workspace = folder / "w";
    const auto first = cli(sweepArguments(workspace));
    CAPTURE(first.err);
    REQUIRE(first.exitCode == 0);
    const auto results = oneObject(first);
    REQUIRE(results.at("points").size() == 2);
    std::vector<std::string> runs;
    for (const auto& point : results["points"]) {
        CHECK(point.at("method") == "supervised");
        REQUIRE(point.at("runs").size() == 2);
        double sum = 0;
        for (const auto& run : point["runs"]) {
            sum += run.at("accuracy").get<double>();
            runs.push_back(run.at("run"));
        }
        CHECK(point.at("accuracy").get<double>() == doctest::Approx(sum / 2));
        CHECK(point.at("interval_of") == "seeds");
        CHECK(point.at("interval").at(0) <= point.at("accuracy"));
        CHECK(point.at("interval").at(1) >= point.at("accuracy"));
    }
    CHECK(results["points"][0]["settings"]["optimiser.learning_rate"] == "0.001");
    CHECK(results["points"][1]["settings"]["optimiser.learning_rate"] == "1e-09");
    const auto nameOf = [&](const std::string& run) {
        return selfsight::io::readJson(std::filesystem::path(workspace) / "runs" / run / "run.json")
            .at("name");
    };
    CHECK(nameOf(runs[0]) == "Supervised, learning_rate=0.001, seed 0");
    CHECK(nameOf(runs[3]) == "Supervised, learning_rate=1e-09, seed 1");

    // A run that is gone is made again; the others stay.
    std::filesystem::remove_all(std::filesystem::path(workspace) / "runs" / runs[3]);
    const auto again = oneObject(cli(sweepArguments(workspace)));
    CHECK(again.at("sweep") == results.at("sweep"));
    CHECK(again["points"][0] == results["points"][0]);
    CHECK(again["points"][1]["runs"][0] == results["points"][1]["runs"][0]);
    CHECK(again["points"][1]["runs"][1]["run"] != runs[3]);
    CHECK(again["points"][1]["accuracy"] == results["points"][1]["accuracy"]);
}

TEST_CASE("a sweep that cannot be is refused before anything is written") {
    TemporaryFolder folder;
    const std::string workspace = folder / "w";
    const auto refused = [&](std::vector<std::string> arguments, const std::string& text) {
        arguments.insert(arguments.end(), {"--workspace", workspace});
        const auto result = cli(arguments);
        CAPTURE(result.err);
        CHECK(result.exitCode == 2);
        CHECK(result.err.find(text) != std::string::npos);
        CHECK_FALSE(std::filesystem::exists(workspace));
    };
    refused({"sweep", "byol"}, "--vary");
    refused({"sweep", "byol", "--vary", "method.emma=0.9,0.99"}, "the nearest is method.ema");
    refused({"sweep", "byol", "--vary", "method.ema=0.9,2"}, "between 0 and 1");
    refused({"sweep", "byol", "--vary", "method.ema=0.9,0.90"}, "named twice");
    refused({"sweep", "byol", "--vary", "method.ema=0.9", "--vary", "method.ema=0.99"}, "varied twice");
}
