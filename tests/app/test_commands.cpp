// Commands that need no training: help, lists, and probes and maps of plain files.
#include "cli.h"
#include "core/random.h"
#include "io/npy.h"
#include "store/bin.h"

#include <fstream>

using namespace selfsight;
using namespace selfsight::test;

TEST_CASE("every command explains itself with examples on stdout") {
    const ProcessResult all = cli({"--help"});
    CHECK(all.exitCode == 0);
    CHECK(all.err.empty());
    for (const char* command :
         {"compare",    "sweep",     "train",    "resume",   "embed",   "probe",   "project",
          "knn",        "agree",     "purity",   "quality",  "tests",   "classes", "efficiency",
          "duplicates", "mislabels", "transfer", "evaluate", "report",  "export",  "import",
          "render",     "data",      "runs",     "recipes",  "devices", "version"}) {
        CAPTURE(command);
        CHECK(all.out.find(command) != std::string::npos);
        const ProcessResult help = cli({command, "--help"});
        CHECK(help.exitCode == 0);
        CHECK(help.err.empty());
        CHECK(help.out.find("Examples:\n  selfsight-cli " + std::string(command)) != std::string::npos);
    }
}

TEST_CASE("lists print one object under --json") {
    CHECK(oneObject(cli({"version", "--json"})).at("selfsight").is_string());
    const nlohmann::json devices = oneObject(cli({"devices", "--json"}));
    CHECK(devices.at("devices").at(0).at("name") == "cpu");
    const nlohmann::json recipes = oneObject(cli({"recipes", "--json"})).at("recipes");
    bool notebook = false;
    for (const auto& recipe : recipes) notebook = notebook || recipe.at("name") == "notebook";
    CHECK(notebook);
    const nlohmann::json options =
        oneObject(cli({"recipes", "notebook", "--method", "byol", "--json"})).at("options");
    CHECK(options.size() > 10);
    for (const auto& option : options) CHECK_FALSE(option.at("help").get<std::string>().empty());
}

TEST_CASE("data info describes the demo") {
    const nlohmann::json info =
        oneObject(cli({"data", "info", "demo:train=80,test=40", "--check", "--json"}));
    CHECK(info.at("train") == 80);
    CHECK(info.at("test") == 40);
    CHECK(info.at("hash").get<std::string>().size() == 64);
    std::vector<std::string> columns;
    for (const auto& column : info.at("columns")) columns.push_back(column.at("name"));
    CHECK(std::ranges::count(columns, "class") == 1);
    CHECK(std::ranges::count(columns, "background") == 1);
    int total = 0;
    for (const auto& [name, count] : info.at("counts").at("train").at("class").items())
        total += count.get<int>();
    CHECK(total == 80);
}

TEST_CASE("runs go into the bin and come back") {
    TemporaryFolder folder;
    const std::string path = folder / "w";
    store::Workspace workspace(path);
    store::RunRecord record;
    record.method = "byol";
    record.name = "to be missed";
    record.seed = 3;
    const std::string id = workspace.createRun(record).record().id;
    CHECK(oneObject(cli({"runs", "--bin", "-w", path, "--json"})).at("bin").empty());
    const std::string binned = workspace.binRun(id);
    CHECK(oneObject(cli({"runs", "-w", path, "--json"})).at("runs").empty());
    const nlohmann::json bin = oneObject(cli({"runs", "--bin", "-w", path, "--json"})).at("bin");
    REQUIRE(bin.size() == 1);
    CHECK(bin[0].at("folder") == binned);
    CHECK(bin[0].at("record").at("name") == "to be missed");
    const ProcessResult table = cli({"runs", "--bin", "-w", path});
    CHECK(table.exitCode == 0);
    CHECK(table.out.find("to be missed") != std::string::npos);

    checkFailure({"runs", "20200101-000000", "--restore", "-w", path}, 2, "usage",
                 {"20200101-000000", "bin"});
    checkFailure({"runs", "../runs", "--restore", "-w", path}, 2, "usage", {"../runs"});
    checkFailure({"runs", "--restore", "-w", path}, 2, "usage", {"bin"});
    CHECK(oneObject(cli({"runs", binned, "--restore", "-w", path, "--json"})).at("run") == id);
    CHECK(oneObject(cli({"runs", "--bin", "-w", path, "--json"})).at("bin").empty());
    const nlohmann::json runs = oneObject(cli({"runs", "-w", path, "--json"})).at("runs");
    REQUIRE(runs.size() == 1);
    CHECK(runs[0].at("id") == id);
    // While there is a run of that id, what lies in the bin stays there.
    const std::string again = workspace.binRun(id);
    std::filesystem::create_directory(std::filesystem::path(path) / "runs" / id);
    checkFailure({"runs", again, "--restore", "-w", path}, 2, "usage", {id, "again"});
}

TEST_CASE("plain arrays are probed and mapped") {
    TemporaryFolder folder;
    // Four clusters, far apart: any linear probe reads them out without an error.
    constexpr std::int64_t n = 400;
    Matrix embeddings(n, 8);
    Labels labels;
    RandomStream random(1, "test");
    for (std::int64_t i = 0; i < n; ++i) {
        labels.push_back(i % 4);
        for (std::int64_t j = 0; j < 8; ++j)
            embeddings.at(i, j) = static_cast<float>(random.normal() * 0.1 + (j == i % 4 ? 5 : 0));
    }
    const std::string e = folder / "E.npy";
    const std::string y = folder / "Y.npy";
    io::writeNpy(e, embeddings);
    io::writeLabels(y, labels);

    const nlohmann::json probe =
        oneObject(cli({"probe", e, "--labels", y, "--protocol", "notebook", "--json"}));
    CHECK(probe.at("accuracy") == 1.0);
    CHECK(probe.at("interval").at(0).get<double>() < 1.0);
    CHECK(probe.at("protocol") == "notebook");
    CHECK(probe.at("seconds").get<double>() > 0);
    CHECK(probe.at("n_fit") == 300);
    CHECK(probe.at("n_test") == 100);

    const nlohmann::json standard = oneObject(cli({"probe", "--train", e, "--train-labels", y, "--test", e,
                                                   "--test-labels", y, "--json"}));
    CHECK(standard.at("accuracy") == 1.0);
    CHECK(standard.at("n_test") == n);

    const std::string m = folder / "M.npy";
    const nlohmann::json map = oneObject(
        cli({"project", e, "--method", "tsne", "--seed", "3", "--iterations", "50", "-o", m, "--json"}));
    CHECK(map.at("trustworthiness").get<double>() > 0.7);
    CHECK(map.at("kl").get<double>() > 0);
    CHECK(map.at("seconds").get<double>() > 0);
    const Matrix points = io::readMatrix(m);
    CHECK(points.rows == n);
    CHECK(points.cols == 2);
    CHECK(std::filesystem::exists(folder / "M.json"));
    const nlohmann::json again = oneObject(cli({"project", e, "--method", "tsne", "--seed", "3",
                                                "--iterations", "50", "-o", folder / "N.npy", "--json"}));
    CHECK(io::readMatrix(folder / "N.npy").values == points.values);

    CHECK(io::readMatrix(folder / "N.npy").rows == n);
    CHECK(std::filesystem::exists(folder / "M.distortion.npy"));
    // Warm start, other images on the map, discriminants fitted on others, the null of a difference.
    const nlohmann::json warm = oneObject(
        cli({"project", e, "--start", m, "--iterations", "0", "-o", folder / "W.npy", "--null", "--json"}));
    CHECK(io::readMatrix(folder / "W.npy").values == points.values);
    CHECK(warm.at("disparity").at("null").get<double>() >= 0);
    const nlohmann::json onto = oneObject(cli({"project", e, "--onto", m, "--onto-embedding", e, "--json"}));
    CHECK(onto.at("trustworthiness").get<double>() > 0.7);
    const nlohmann::json fitted =
        oneObject(cli({"project", e, "--method", "lda", "--fit", e, "--fit-labels", y, "--json"}));
    CHECK(fitted.at("points") == n);
    checkFailure({"project", e, "--onto", m}, 2, "usage", {"--onto-embedding"});
    checkFailure({"project", e, "--definition", "mine"}, 2, "usage", {"mine"});
    checkFailure({"project", e, e, "--tie", "0.01"}, 2, "usage", {"--tie"});

    const nlohmann::json purity =
        oneObject(cli({"purity", e, "--labels", y, "--k", "10", "--json"})).at("columns").at(0);
    CHECK(purity.at("purity") == 1.0);
    CHECK(purity.at("chance").get<double>() == doctest::Approx(99.0 / 399));
    const nlohmann::json agreement = oneObject(cli({"agree", e, e, "--json"}));
    CHECK(agreement.at("cka").get<double>() == doctest::Approx(1));
    CHECK(agreement.at("neighbours") == 1.0);
    const nlohmann::json knn = oneObject(cli({"knn", "--train", e, "--train-labels", y, "--test", e,
                                              "--test-labels", y, "--k", "5,20", "--json"}));
    REQUIRE(knn.at("knn").size() == 2);
    CHECK(knn.at("knn").at(0).at("accuracy") == 1.0);
    checkFailure({"agree", e, y}, 3, "input", {"Y.npy"});

    io::writeLabels(folder / "short.npy", {0, 1, 2});
    checkFailure({"probe", e, "--labels", folder / "short.npy"}, 3, "input", {"short.npy", "400", "3"});
    checkFailure({"probe", e}, 2, "usage", {"--labels"});
    checkFailure({"project", e, "--perplexity", "-1"}, 2, "usage", {"perplexity"});
    checkFailure({"project", e, "--method", "magic"}, 2, "usage", {"magic"});
}
