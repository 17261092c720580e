#include "cli/command.h"
#include "cli/results.h"
#include "cli/table.h"
#include "jobs/compare.h"
#include "jobs/jobs.h"

#include <iostream>

namespace selfsight::cli {

namespace {

int printRun(const std::filesystem::path& workspace, const std::string& run, bool json) {
    const store::RunRecord record = store::Workspace(workspace).run(run).record();
    if (json) {
        printJson(record.toJson());
        return 0;
    }
    std::cout << tableText({{"run", false},
                            {"method", false},
                            {"state", false},
                            {"steps"},
                            {"epochs"},
                            {"images seen"},
                            {"img/s"}},
                           {{record.id, record.method, runStateName(record.state), grouped(record.stepsDone),
                             fixed(record.epochsDone, 2), grouped(record.imagesSeen),
                             grouped(static_cast<std::int64_t>(record.imagesPerSecond))}});
    return 0;
}

}  // namespace

int runTrain(const Arguments& arguments) {
    Parser parser("train", "Trains one method and extracts the embeddings of the test images.",
                  {"selfsight-cli train byol --data demo --workspace w --budget 2m",
                   "selfsight-cli train supervised --data cifar-100-binary.tar.gz -w w --recipe notebook "
                   "--budget 12ep --seed 1",
                   "selfsight-cli train simsiam -w w --set method.stop_gradient=false"});
    jobs::TrainSpec spec;
    std::string budget;
    std::string width;
    std::string recipe = "quick";
    std::vector<std::string> settings;
    bool json = false;
    bool quiet = false;
    parser.add_option("METHOD", spec.method, "supervised, byol, simsiam or random")->required();
    parser.add_option("--data", spec.data, "demo, a CIFAR archive or folder, an image folder, an .npz")
        ->capture_default_str();
    parser.addWorkspace(spec.workspace);
    parser.add_option("--budget", budget, "90s, 30m, 1.5h, 12ep or 600000img; default: the recipe's");
    parser.add_option("--width", width, "Factor on every channel count of the encoder");
    parser.add_option("--recipe", recipe, "Built-in recipe or .toml file")->capture_default_str();
    parser.add_option("--seed", spec.seed, "Seed of everything random")->capture_default_str();
    parser.add_option("--set", settings, "key=value: one option of the recipe; may be repeated")
        ->allow_extra_args(false);
    parser.addDevice(spec.device);
    parser.add_option("--threads", spec.threads, "CPU threads; 0: all")->capture_default_str();
    parser.addJson(json);
    parser.addQuiet(quiet);
    parser.read(arguments);

    methods::methodInfo(spec.method);
    spec.recipe = methods::loadRecipe(recipe, spec.method);
    for (const auto& [key, value] : parseSettings(settings)) spec.recipe.set(key, value);
    if (!width.empty()) spec.recipe.set("encoder.width", width);
    if (!budget.empty()) spec.recipe.setBudget(methods::Budget::parse(budget));
    useThreads(spec.threads);
    std::string run;
    const auto job = jobs::makeTrainJob(spec, &run);
    runJob(*job, quiet, "selfsight-cli resume goes on with it.");
    return printRun(spec.workspace, run, json);
}

int runResume(const Arguments& arguments) {
    Parser parser("resume",
                  "Goes on with an interrupted, stopped or failed run from its last checkpoint, up to the "
                  "number of steps that "
                  "was decided when it began.",
                  {"selfsight-cli resume 20261124-0815 --workspace w"});
    std::filesystem::path workspace;
    std::string run;
    std::string device = "auto";
    bool json = false;
    bool quiet = false;
    parser.add_option("RUN", run, "Id of the run, or a beginning that only it has")->required();
    parser.addWorkspace(workspace);
    parser.addDevice(device);
    parser.addJson(json);
    parser.addQuiet(quiet);
    parser.read(arguments);

    run = store::Workspace(workspace).run(run).record().id;
    const auto job = jobs::makeResumeJob(workspace, run, device);
    runJob(*job, quiet, "selfsight-cli resume goes on with it.");
    return printRun(workspace, run, json);
}

int runEmbed(const Arguments& arguments) {
    Parser parser("embed", "Extracts the embeddings of a run's images into its folder.",
                  {"selfsight-cli embed 20261124-0815 --workspace w --splits train,validation,test",
                   "selfsight-cli embed 20261124-0815 --workspace w --extraction notebook --json"});
    jobs::EmbedSpec spec;
    bool json = false;
    bool quiet = false;
    parser.add_option("RUN", spec.run, "Id of the run, or a beginning that only it has")->required();
    parser.addWorkspace(spec.workspace);
    parser.add_option("--splits", spec.splits, "train, validation, test")
        ->delimiter(',')
        ->capture_default_str();
    parser
        .add_option("--extraction", spec.extraction,
                    "eval, or notebook: training-mode norms on batches of 1,024 unnormalised images")
        ->capture_default_str();
    parser.addDevice(spec.device);
    parser.addJson(json);
    parser.addQuiet(quiet);
    parser.read(arguments);

    spec.run = store::Workspace(spec.workspace).run(spec.run).record().id;
    const auto job = jobs::makeEmbedJob(spec);
    runJob(*job, quiet, "The same command starts the extraction again.");
    const store::RunFolder folder = store::Workspace(spec.workspace).run(spec.run);
    nlohmann::json files = nlohmann::json::object();
    for (const std::string& split : spec.splits) files[split] = folder.embeddingsPath(split).string();
    if (json) {
        printJson({{"run", spec.run}, {"extraction", spec.extraction}, {"files", files}});
    } else {
        for (const auto& [split, file] : files.items()) std::cout << file.get<std::string>() << "\n";
    }
    return 0;
}

}  // namespace selfsight::cli
