#include "jobs/compare.h"

#include "cli/command.h"
#include "cli/results.h"
#include "core/parallel.h"
#include "io/json_file.h"
#include "jobs/jobs.h"

#include <iostream>

namespace selfsight::cli {

int runCompare(const Arguments& arguments) {
    Parser parser(
        "compare",
        "Trains, probes and maps each method on the same data and writes the report. Called again with the "
        "same "
        "request, it goes on where it was; what is finished is not computed again.",
        {"selfsight-cli compare --data demo --workspace w",
         "selfsight-cli compare --data cifar-100-binary.tar.gz --workspace w --budget 2m --width 0.25 --json",
         "selfsight-cli compare --data photos/ --workspace w --recipe notebook --budget 12ep --seeds 0,1,2",
         "selfsight-cli compare --data demo --workspace w --methods byol,simsiam --set method.ema=0.996"});
    jobs::CompareSpec spec;
    std::string budget;
    std::string width;
    std::uint64_t seed = 0;
    std::vector<std::uint64_t> seeds;
    std::vector<std::string> settings;
    bool fresh = false;
    bool asJson = false;
    bool quiet = false;
    parser
        .add_option(
            "--data", spec.data,
            "demo, demo:train=2000,test=500,seed=1, a CIFAR archive or folder, an image folder, an .npz")
        ->capture_default_str();
    parser.addWorkspace(spec.workspace);
    parser.add_option("--budget", budget,
                      "Of each trained method: 90s, 30m, 1.5h (equal time) or 12ep, 600000img (equal images "
                      "seen); default: "
                      "the recipe's");
    parser.add_option("--width", width,
                      "Factor on every channel count of the encoder (--set encoder.width=…)");
    parser
        .add_option("--recipe", spec.recipe,
                    "Built-in recipe or .toml file; selfsight-cli recipes lists them")
        ->capture_default_str();
    auto* one = parser.add_option("--seed", seed, "Seed of everything random")->capture_default_str();
    parser.add_option("--seeds", seeds, "Several seeds: 0,1,2")->delimiter(',')->excludes(one);
    parser.add_option("--methods", spec.methods, "Methods, in this order")
        ->delimiter(',')
        ->capture_default_str();
    parser.add_option("--protocol", spec.protocol,
                      "Of the linear probe: notebook, or standard with the notebook's beside it; default: "
                      "standard where the recipe embeds the training images, else notebook");
    parser.add_option("--extraction", spec.extraction, "Of the embeddings: eval or notebook")
        ->capture_default_str();
    parser
        .add_option("--set", settings,
                    "key=value: one option of the recipe, for every method; may be repeated")
        ->allow_extra_args(false);
    parser.add_option("--perplexity", spec.map.perplexity, "Of the t-SNE maps")->capture_default_str();
    parser.addDevice(spec.device);
    parser.add_option("--threads", spec.threads, "CPU threads; 0: all")->capture_default_str();
    parser.add_flag("--fresh", fresh, "Start anew even if this comparison was begun before");
    parser.addJson(asJson);
    parser.addQuiet(quiet);
    parser.read(arguments);

    spec.seeds = seeds.empty() ? std::vector<std::uint64_t>{seed} : seeds;
    if (!budget.empty()) {
        spec.budget = methods::Budget::parse(budget);
        spec.budgetGiven = true;
    }
    spec.overrides = parseSettings(settings);
    if (!width.empty()) spec.overrides.emplace_back("encoder.width", width);
    useThreads(spec.threads);
    spec.resume = !fresh;
    spec.stopEndsAll = true;

    std::string id;
    const auto job = jobs::makeCompareJob(spec, &id);
    runJob(*job, quiet, "The same command goes on where it was.");

    store::Workspace workspace(spec.workspace);
    nlohmann::json results = io::readJson(workspace.comparisonFolder(id) / store::kResultsFile);
    results.erase("kept");
    if (asJson)
        printJson(results);
    else
        std::cout << comparisonTable(results);
    return 0;
}

}  // namespace selfsight::cli
