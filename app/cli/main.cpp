// selfsight-cli: every job of the engine without a window.
#include "cli/command.h"
#include "cli/evaluations.h"
#include "cli/signals.h"
#include "core/version.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <iostream>
#include <string_view>

namespace selfsight::cli {

namespace {

constexpr std::array kCommands = {
    Command{"compare", "train, probe and map several methods on the same data, and write the report",
            runCompare},
    Command{"sweep", "train and probe a grid of settings over seeds", runSweep},
    Command{"train", "train one method", runTrain},
    Command{"resume", "go on with an interrupted or stopped run", runResume},
    Command{"embed", "extract embeddings of a run's images", runEmbed},
    Command{"probe", "linear probe of a run or of .npy files", runProbe},
    Command{"project", "two-dimensional map of a run or of a .npy file", runProject},
    Command{"knn", "accuracy of the k nearest neighbours", runKnn},
    Command{"agree", "how alike two encoders see the same images", runAgree},
    Command{"purity", "by which labels an embedding gathers its images", runPurity},
    Command{"quality", "collapse, rank and singular spectrum of an embedding", runQuality},
    Command{"tests", "paired tests between encoders, and who has which image right", runTests},
    Command{"classes", "accuracy by class, confusion, and what classes gain or lose", runClasses},
    Command{"efficiency", "probe accuracy against the number of labelled images", runEfficiency},
    Command{"duplicates", "near-duplicates between training and test images", runDuplicates},
    Command{"mislabels", "images whose held-out prediction speaks against their label", runMislabels},
    Command{"transfer", "probe an encoder on data that it was not trained on", runTransfer},
    Command{"evaluate", "all of these for runs or a comparison, kept in their folders", runEvaluate},
    Command{"report", "write the HTML report of a comparison or of runs", runReport},
    Command{"render", "draw plots, maps or the report as PNG, SVG, PDF (needs the window's program)",
            runRender},
    Command{"export", "write a run's weights or results for other programs", runExport},
    Command{"import", "make a run of weights or embeddings from elsewhere", runImport},
    Command{"data", "describe and check a data set", runData},
    Command{"runs", "list the runs of a workspace, or show one", runRuns},
    Command{"recipes", "list the recipes, or show one with every option explained", runRecipes},
    Command{"devices", "list the devices that can compute", runDevices},
    Command{"version", "print the version", runVersion},
};

std::string helpText() {
    std::string text =
        "selfsight-cli: what does an image encoder learn with labels, without labels, and with no training "
        "at all?\n\n"
        "Usage: selfsight-cli COMMAND [OPTIONS]\n\nCommands:\n";
    for (const Command& command : kCommands) {
        std::string name = command.name;
        name.resize(12, ' ');
        text += "  " + name + command.summary + "\n";
    }
    text +=
        "\nEach command explains itself: selfsight-cli COMMAND --help\n\n"
        "Examples:\n"
        "  selfsight-cli compare --data demo --workspace w\n"
        "  selfsight-cli compare --data cifar-100-binary.tar.gz --workspace w --budget 2m --width 0.25 "
        "--json\n"
        "  selfsight-cli probe E.npy --labels Y.npy --protocol notebook --json\n\n"
        "Data go to stdout, progress and messages to stderr. Ctrl+C stops and keeps what is there; a second "
        "one cancels.\n"
        "Exit codes: 0 done, 1 a bug of ours, 2 usage, 3 input, 4 environment, 5 stopped.\n"
        "SELFSIGHT_WORKSPACE names the workspace where --workspace is not given; NO_COLOR and TERM=dumb are "
        "respected.\n";
    return text;
}

int dispatch(const Arguments& arguments) {
    if (arguments.empty()) throw usageError("A command is missing.\n\n" + helpText());
    const std::string& name = arguments.front();
    if (name == "--help" || name == "-h" || name == "help") throw HelpShown{helpText()};
    if (name == "--version") return runVersion({});
    const auto command = std::ranges::find_if(
        kCommands, [&](const Command& each) { return std::string_view(each.name) == name; });
    if (command == kCommands.end())
        throw usageError("'" + name + "' is no command. selfsight-cli --help lists them.");
    return command->run({arguments.begin() + 1, arguments.end()});
}

}  // namespace
}  // namespace selfsight::cli

int main(int argc, char** argv) {
    using namespace selfsight;
    const cli::Arguments arguments(argv + 1, argv + argc);
    const bool json = std::ranges::find(arguments, "--json") != arguments.end();
    cli::SignalThread signals;
    int code = 0;
    try {
        code = cli::dispatch(arguments);
    } catch (const cli::HelpShown& help) {
        std::cout << help.text;
    } catch (...) {
        return cli::reportFailure(outcomeOfCurrentException(), json);
    }
    std::cout.flush();
    if (!std::cout)
        return cli::reportFailure(
            {Ending::Failed, ErrorCode::Environment, "stdout: cannot write the result", "stdout"}, false);
    return code;
}
