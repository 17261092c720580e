// The whole comparison as a process: what it prints, what it leaves, and how it goes on after a kill.
#include "cli.h"
#include "support/python.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

using namespace selfsight::test;

namespace {

std::vector<std::string> compareArguments(const std::string& workspace, const std::string& methods) {
    return {"compare",     "--data",  "demo:train=400,test=200",
            "--workspace", workspace, "--budget",
            "2ep",         "--width", "0.25",
            "--methods",   methods,   "--threads",
            "2",           "--set",   "train.precision=float32"};
}

std::string contentOf(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// Runs by method.
std::map<std::string, nlohmann::json> byMethod(const nlohmann::json& results) {
    std::map<std::string, nlohmann::json> out;
    for (const auto& each : results.at("methods")) out[each.at("method")] = each;
    return out;
}

}  // namespace

TEST_CASE("a small comparison runs to its end, says what it found, and can be read by Python") {
    TemporaryFolder folder;
    const std::string workspace = folder / "w";
    auto arguments = compareArguments(workspace, "supervised,byol,simsiam,random");
    arguments.push_back("--json");
    const ProcessResult result = cli(arguments);
    CAPTURE(result.err);
    REQUIRE(result.exitCode == 0);
    CHECK(result.err.find('\r') == std::string::npos);    // no animation off a terminal
    CHECK(result.err.find('\x1b') == std::string::npos);  // no escape sequences
    const nlohmann::json results = oneObject(result);
    REQUIRE(results.at("methods").size() == 4);
    for (const auto& each : results.at("methods")) {
        CAPTURE(each.dump(2));
        const double accuracy = each.at("accuracy");
        CHECK(accuracy >= 0);
        CHECK(accuracy <= 1);
        CHECK(each.at("interval").at(0) <= accuracy);
        CHECK(each.at("interval").at(1) >= accuracy);
        CHECK(each.at("protocol") == "notebook");
        CHECK(each.at("n_fit") == 150);
        CHECK(each.at("n_test") == 50);
        CHECK(each.at("width") == 0.25);
        CHECK(each.at("dimension").get<int>() > 0);
        CHECK(each.at("seed") == 0);
        CHECK(each.at("state") == "succeeded");
        const bool trains = each.at("method") != "random";
        CHECK((each.at("images_seen").get<int>() > 0) == trains);
        CHECK((each.at("epochs").get<double>() > 0) == trains);
        CHECK(each.contains("images_per_second"));
        CHECK(std::filesystem::exists(std::filesystem::path(workspace) / "runs" /
                                      each.at("run").get<std::string>() / "run.json"));
        CHECK(each.at("purity").contains("background"));
    }
    const std::string report = contentOf(results.at("report").get<std::string>());
    CHECK(report.find("http://") ==
          report.find("http://www.w3.org/2000/svg"));  // the name of SVG is no address
    CHECK(report.find("https://") == std::string::npos);
    for (int map = 0; map < 4; ++map)
        CHECK(report.find("id=\"map" + std::to_string(map) + "\"") != std::string::npos);

    // The same request again computes nothing and says the same.
    const auto begin = std::filesystem::last_write_time(
        std::filesystem::path(workspace) / "runs" / byMethod(results)["byol"].at("run").get<std::string>() /
        "metrics.csv");
    const nlohmann::json again = oneObject(cli(arguments));
    CHECK(again.at("methods") == results.at("methods"));
    CHECK(std::filesystem::last_write_time(std::filesystem::path(workspace) / "runs" /
                                           byMethod(results)["byol"].at("run").get<std::string>() /
                                           "metrics.csv") == begin);

    // The table for people: aligned, three digits.
    const ProcessResult table = cli(compareArguments(workspace, "supervised,byol,simsiam,random"));
    CHECK(table.exitCode == 0);
    CHECK(table.out.find("95 % interval") != std::string::npos);
    std::istringstream lines(table.out);
    std::string header;
    std::string row;
    std::getline(lines, header);
    std::getline(lines, row);
    CHECK(row.starts_with("supervised"));
    CHECK(header.find("accuracy") + 4 == row.find('.'));  // "accuracy" and "0.621" end in the same column

    const nlohmann::json runs = oneObject(cli({"runs", "--workspace", workspace, "--json"}));
    CHECK(runs.at("runs").size() == 4);

    requirePython(R"py(
import csv, json, sys, pathlib
import numpy
from safetensors import safe_open
for run in sorted(pathlib.Path(sys.argv[1], "runs").iterdir()):
    record = json.loads((run / "run.json").read_text())
    embeddings = numpy.load(run / "embeddings" / "test.npy")
    labels = numpy.load(run / "embeddings" / "test.labels.npy")
    assert embeddings.dtype == numpy.float32 and embeddings.shape[0] == 200 == len(labels), embeddings.shape
    assert numpy.isfinite(embeddings).all()
    points = numpy.load(next((run / "maps").glob("*.npy")))
    assert points.shape == (200, 2)
    probe = json.loads((run / "probes" / "notebook.json").read_text())
    assert 0 <= probe["accuracy"] <= 1
    if record["method"] != "random":
        rows = list(csv.DictReader((run / "metrics.csv").open()))
        assert rows and "train_loss" in rows[0] and float(rows[-1]["epoch"]) == 2, rows
    checkpoints = list((run / "checkpoints").glob("*.safetensors"))
    assert checkpoints
    with safe_open(str(run / "checkpoints" / "encoder.safetensors"), "np") as file:
        assert "conv1.0.weight" in file.keys(), list(file.keys())
)py",
                  {workspace});
}

TEST_CASE("the commands that a report prints make its numbers again, byte for byte") {
    TemporaryFolder folder;
    const std::string workspace = folder / "w";
    const nlohmann::json results = oneObject(cli({"compare",
                                                  "--data",
                                                  "demo:train=200,test=100",
                                                  "--workspace",
                                                  workspace,
                                                  "--budget",
                                                  "256img",
                                                  "--width",
                                                  "0.125",
                                                  "--methods",
                                                  "supervised,random",
                                                  "--set",
                                                  "train.batch_size=64",
                                                  "--set",
                                                  "train.precision=float32",
                                                  "--threads",
                                                  "1",
                                                  "--seed",
                                                  "3",
                                                  "--json",
                                                  "-q"}));
    // A budget in time: the steps that it sufficed for stand in the command.
    const nlohmann::json timed =
        oneObject(cli({"train", "simsiam", "--data", "demo:train=200,test=100", "--workspace", workspace,
                       "--budget", "3s", "--set", "encoder.width=0.125", "--set", "train.batch_size=64",
                       "--set", "train.precision=auto", "--threads", "1", "--json", "-q"}));
    REQUIRE(cli({"embed", timed.at("id"), "-w", workspace, "--splits", "test", "-q"}).exitCode == 0);
    std::string runs = timed.at("id");
    for (const auto& each : results.at("methods")) runs += "," + each.at("run").get<std::string>();
    const std::string loose = folder / "loose.html";
    REQUIRE(cli({"report", "-w", workspace, "--runs", runs, "-o", loose, "--no-images"}).exitCode == 0);
    requirePython(R"(
import html, json, os, pathlib, re, subprocess, sys
program, workspace, report, loose = sys.argv[1:]
runs = pathlib.Path(workspace) / 'runs'
environment = dict(os.environ, OMP_NUM_THREADS='1')

def commands(page):
    text = pathlib.Path(page).read_text(encoding='utf-8')
    return html.unescape(re.search(r'makes it again:</p>\s*<pre>(.*?)</pre>', text, re.S).group(1)).splitlines()

def again(line):
    before = {p.name for p in runs.iterdir()}
    line += ' --threads 1 -q' if 'import' not in line else ''
    subprocess.run(['bash', '-c', line.replace('selfsight-cli', program, 1)], check=True, capture_output=True, env=environment)
    return {json.loads((p / 'run.json').read_text())['method']: p for p in runs.iterdir() if p.name not in before}

def same(a, b, files):
    for file in files: assert (a / file).read_bytes() == (b / file).read_bytes(), (a, b, file)

first = {json.loads((p / 'run.json').read_text())['method']: p for p in runs.iterdir()}
lines = commands(report)
assert len(lines) == 1 and lines[0].startswith('selfsight-cli compare '), lines
second = again(lines[0])
assert set(second) == {'supervised', 'random'}, second
for method, run in second.items():
    maps = sorted('maps/' + p.name for p in (run / 'maps').glob('*.npy'))
    assert maps, 'the comparison makes maps'
    same(first[method], run, ['embeddings/test.npy', 'probes/notebook.predictions.csv', *maps])
lines = commands(loose)
assert len(lines) == 3 and all(line.startswith('selfsight-cli train ') for line in lines), lines
assert 'img' in lines[0] and '3s' not in lines[0] and 'train.precision=' in lines[0], lines[0]
for line in lines:
    ((method, run),) = again(line).items()
    old, new = (json.loads((p / 'run.json').read_text()) for p in (first[method], run))
    assert old['progress']['steps'] == new['progress']['steps'] and old['precision'] == new['precision']
    subprocess.run([program, 'embed', run.name, '-w', workspace, '--splits', 'test', '-q'], check=True)
    same(first[method], run, ['embeddings/test.npy'])
)",
                  {SELFSIGHT_CLI, workspace, results.at("report").get<std::string>(), loose});
}

TEST_CASE("a comparison that was killed goes on where it was, with the same result") {
    TemporaryFolder folder;
    const auto killed = compareArguments(folder / "killed", "supervised,byol");
    {
        Process process(cliArguments(killed));
        // BYOL is training: the supervised run is finished.
        REQUIRE(process.waitForError("-byol-"));
        process.signal(SIGKILL);
        CHECK(process.wait().exitCode == -SIGKILL);
    }
    const nlohmann::json between =
        oneObject(cli({"runs", "--workspace", folder / "killed", "--json"})).at("runs");
    REQUIRE(between.size() == 2);
    CHECK(between[0].at("state") == "succeeded");
    CHECK(between[1].at("state") == "interrupted");
    const auto metrics = std::filesystem::path(folder / "killed") / "runs" /
                         between[0].at("id").get<std::string>() / "metrics.csv";
    const auto written = std::filesystem::last_write_time(metrics);

    auto withJson = killed;
    withJson.push_back("--json");
    const ProcessResult second = cli(withJson);
    CAPTURE(second.err);
    REQUIRE(second.exitCode == 0);
    const auto results = byMethod(oneObject(second));
    CHECK(results.at("supervised").at("run") == between[0].at("id"));
    CHECK(results.at("byol").at("run") == between[1].at("id"));
    CHECK(std::filesystem::last_write_time(metrics) == written);  // the finished run was not touched

    auto straight = compareArguments(folder / "straight", "supervised,byol");
    straight.push_back("--json");
    const auto expected = byMethod(oneObject(cli(straight)));
    const auto embeddings = [&](const char* workspace, const auto& all, const char* method) {
        return contentOf(folder / workspace / "runs" / all.at(method).at("run").template get<std::string>() /
                         "embeddings" / "test.npy");
    };
    CHECK(embeddings("killed", results, "byol") == embeddings("straight", expected, "byol"));
}

TEST_CASE("SIGTERM leaves a run that can be gone on with, and exit code 5") {
    TemporaryFolder folder;
    const auto arguments = std::vector<std::string>{"compare",
                                                    "--data",
                                                    "demo:train=2000,test=200",
                                                    "--workspace",
                                                    folder / "w",
                                                    "--budget",
                                                    "50ep",
                                                    "--width",
                                                    "0.25",
                                                    "--methods",
                                                    "byol",
                                                    "--set",
                                                    "train.precision=float32",
                                                    "--json"};
    Process process(cliArguments(arguments));
    REQUIRE(process.waitForError("training"));
    const auto begin = std::chrono::steady_clock::now();
    process.signal(SIGTERM);
    const ProcessResult& result = process.wait();
    CAPTURE(result.err);
    // Not a measurement: without the signal this takes minutes.
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(30));
    CHECK(result.exitCode == 5);
    CHECK(oneObject(result).at("error").at("code") == "stopped");
    const nlohmann::json runs = oneObject(cli({"runs", "--workspace", folder / "w", "--json"})).at("runs");
    REQUIRE(runs.size() == 1);
    const std::string state = runs[0].at("state");
    CHECK((state == "stopped" || state == "cancelled"));
    bool checkpoint = false;
    for (const auto& entry : std::filesystem::directory_iterator(
             folder / "w" / "runs" / runs[0].at("id").get<std::string>() / "checkpoints"))
        checkpoint = checkpoint || entry.path().filename().string().starts_with("step-");
    CHECK(checkpoint);
}
