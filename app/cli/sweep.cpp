#include "jobs/sweep.h"

#include "cli/command.h"
#include "cli/results.h"
#include "cli/table.h"
#include "core/error.h"
#include "io/json_file.h"
#include "store/workspace.h"

#include <iostream>
#include <sstream>

namespace selfsight::cli {

namespace {

std::vector<jobs::SweepAxis> parseAxes(const std::vector<std::string>& texts) {
    std::vector<jobs::SweepAxis> axes;
    for (const auto& [key, values] : parseSettings(texts)) {
        jobs::SweepAxis axis{key, {}};
        std::istringstream stream(values);
        for (std::string value; std::getline(stream, value, ',');) axis.values.push_back(value);
        if (axis.values.empty())
            throw usageError("--vary " + key + "=: expected values separated by commas, such as 0.95,0.99");
        axes.push_back(std::move(axis));
    }
    return axes;
}

std::string sweepTable(const nlohmann::json& results) {
    std::vector<Column> columns{{"method", false}};
    for (const auto& axis : results.at("axes")) columns.push_back({axis.at("key")});
    for (const char* title : {"accuracy", "95 %", "of", "runs"}) columns.push_back({title});
    std::vector<std::vector<std::string>> rows;
    for (const auto& point : results.at("points")) {
        std::vector<std::string> row{point.at("method")};
        for (const auto& axis : results.at("axes"))
            row.push_back(point.at("settings").at(axis.at("key").get<std::string>()));
        const bool done = point.at("accuracy").is_number();
        row.push_back(done ? fixed(point["accuracy"], 3) : "–");
        row.push_back(done ? intervalText({point["interval"][0], point["interval"][1]}) : "–");
        row.push_back(done ? point["interval_of"].get<std::string>() : "–");
        row.push_back(std::to_string(point.at("runs").size()));
        rows.push_back(std::move(row));
    }
    return tableText(columns, rows);
}

}  // namespace

int runSweep(const Arguments& arguments) {
    Parser parser(
        "sweep",
        "Trains and probes a grid of settings under every seed, and prints the accuracies with "
        "intervals. Called again with the same request, it goes on where it was.",
        {"selfsight-cli sweep byol --data demo --workspace w --vary method.ema=0.9,0.99 --seeds 0,1,2",
         "selfsight-cli sweep byol simsiam --data c100.tar.gz --workspace w --budget 5ep "
         "--vary optimiser.learning_rate=1e-3,2e-3 --vary augment.jitter=0,0.8 --json"});
    jobs::SweepSpec spec;
    std::string budget;
    std::vector<std::string> axes, settings;
    bool fresh = false, json = false, quiet = false;
    parser.add_option("METHOD", spec.methods, "Methods, one or more")->required();
    parser
        .add_option("--vary", axes,
                    "key=value,value,…: one option of the recipe and its values; repeated, all combinations")
        ->allow_extra_args(false)
        ->required();
    parser.add_option("--data", spec.data, "As for compare")->capture_default_str();
    parser.addWorkspace(spec.workspace);
    parser.add_option("--budget", budget, "Of each run: 90s, 30m or 12ep, 600000img; default: the recipe's");
    parser.add_option("--recipe", spec.recipe, "Built-in recipe or .toml file")->capture_default_str();
    parser.add_option("--seeds", spec.seeds, "Seeds: 0,1,2")->delimiter(',')->capture_default_str();
    parser.add_option("--protocol", spec.protocol, "Of the linear probe: notebook or standard")
        ->capture_default_str();
    parser.add_option("--set", settings, "key=value: one option of the recipe, the same at every point")
        ->allow_extra_args(false);
    parser.addDevice(spec.device);
    parser.add_option("--threads", spec.threads, "CPU threads; 0: all")->capture_default_str();
    parser.add_flag("--fresh", fresh, "Start anew even if this sweep was begun before");
    parser.addJson(json);
    parser.addQuiet(quiet);
    parser.read(arguments);

    if (!budget.empty()) {
        spec.budget = methods::Budget::parse(budget);
        spec.budgetGiven = true;
    }
    spec.axes = parseAxes(axes);
    spec.overrides = parseSettings(settings);
    useThreads(spec.threads);
    spec.resume = !fresh;

    std::string id;
    const auto job = jobs::makeSweepJob(spec, &id);
    runJob(*job, quiet, "The same command goes on where it was.");
    const auto results =
        io::readJson(store::Workspace(spec.workspace).comparisonFolder(id) / jobs::kSweepFile);
    if (json)
        printJson(results);
    else
        std::cout << sweepTable(results);
    return 0;
}

}  // namespace selfsight::cli
