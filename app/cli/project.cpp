#include "cli/command.h"
#include "cli/progress.h"
#include "cli/results.h"
#include "cli/signals.h"
#include "core/version.h"
#include "io/json_file.h"
#include "io/npy.h"
#include "io/sha256.h"
#include "jobs/jobs.h"
#include "map/map.h"
#include "store/workspace.h"

#include <algorithm>
#include <chrono>
#include <iostream>

namespace selfsight::cli {

namespace {

map::MapResult projectFile(const std::string& file, const std::string& labelsFile,
                           const map::MapOptions& options, bool quiet) {
    Control control;
    const SignalScope scope(control, SignalScope::First::Cancel);
    ProgressSink sink(quiet);
    const Matrix embeddings = io::readMatrix(file);
    options.check(embeddings.rows);
    Labels labels;
    if (!labelsFile.empty()) {
        labels = io::readLabels(labelsFile);
        if (static_cast<std::int64_t>(labels.size()) != embeddings.rows)
            throw inputError(labelsFile, "expected one label for each of the " +
                                             std::to_string(embeddings.rows) + " rows of " + file +
                                             ", found " + std::to_string(labels.size()));
    }
    const auto start = std::chrono::steady_clock::now();
    const auto seconds = [&] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    const auto show = [&](double fraction) {
        sink.send(event::Progress{.phase = Phase::Project,
                                  .fraction = fraction,
                                  .elapsed = seconds(),
                                  .remaining = fraction > 0 ? seconds() * (1 - fraction) / fraction : -1});
    };
    show(0);
    const auto state = map::initialise(embeddings, options, nullptr, labels.empty() ? nullptr : &labels,
                                       control.cancelToken());
    while (!state->finished()) {
        state->run(10);
        show(static_cast<double>(state->iteration()) / static_cast<double>(state->iterationsTotal()));
        throwIfCancelled(control.cancelToken());
    }
    map::MapResult result;
    result.points = state->points();
    result.options = options;
    result.objective = state->objective();
    result.iterations = state->iteration();
    result.seconds = seconds();
    const auto k = std::min<std::int64_t>(12, (embeddings.rows - 1) / 2);
    result.trust = map::measureTrust(embeddings, result.points, k, 0, control.cancelToken());
    return result;
}

// The array, and beside it what it was made from and how.
void writeMap(const std::filesystem::path& output, const map::MapResult& result,
              const nlohmann::json& source) {
    io::writeNpy(output, result.points);
    nlohmann::json record = result.toJson();
    record["source"] = source;
    record["versions"] = {{"selfsight", kVersion}};
    std::filesystem::path beside = output;
    io::writeJsonAtomic(beside.replace_extension(".json"), record);
}

}  // namespace

int runProject(const Arguments& arguments) {
    Parser parser("project",
                  "Computes a two-dimensional map of an embedding and measures how far it can be trusted.",
                  {"selfsight-cli project 20261124-0815 --workspace w --method tsne --perplexity 50",
                   "selfsight-cli project E.npy --method tsne --seed 0 -o M.npy --json"});
    jobs::ProjectSpec spec;
    spec.frames = false;
    std::string input;
    std::string labels;
    std::string output;
    bool json = false;
    bool quiet = false;
    map::MapOptions& options = spec.options;
    parser.add_option("INPUT", input, "A run, or embeddings as .npy [n, d]")->required();
    parser.add_option("--method", options.method, "tsne, umap, pca or lda")->capture_default_str();
    parser.add_option("--seed", options.seed, "Seed of the random parts")->capture_default_str();
    parser.add_option("--init", options.initialisation, "pca or random")->capture_default_str();
    parser
        .add_option("--perplexity", options.perplexity,
                    "t-SNE: effective number of neighbours; larger: broader structure")
        ->capture_default_str();
    parser.add_option("--iterations", options.iterations, "t-SNE: iterations after the early exaggeration")
        ->capture_default_str();
    parser.add_option("--exaggeration", options.earlyExaggeration, "t-SNE: early exaggeration")
        ->capture_default_str();
    parser.add_option("--neighbours", options.neighbours, "UMAP: neighbours of a point")
        ->capture_default_str();
    parser.add_option("--min-dist", options.minDistance, "UMAP: least distance between points")
        ->capture_default_str();
    parser.add_option("--epochs", options.epochs, "UMAP: epochs; 0: 500 below 10,000 points, else 200")
        ->capture_default_str();
    parser.add_option("--labels", labels, "Labels as .npy [n], for lda on a file");
    parser.add_option("--split", spec.split, "Embeddings of a run: test, train or validation")
        ->capture_default_str();
    parser.add_option("-o,--output", output,
                      "Write the map as .npy [n, 2], and how it was made as .json beside it");
    parser.add_option("--workspace,-w", spec.workspace, "Workspace of the run")
        ->envname("SELFSIGHT_WORKSPACE");
    parser.addDevice(options.device);
    parser.addJson(json);
    parser.addQuiet(quiet);
    parser.read(arguments);

    map::MapResult result;
    nlohmann::json source;
    options.device = jobs::resolveDevice(options.device).name;
    if (namesArrayFile(input)) {
        result = projectFile(input, labels, options, quiet);
        source = {{"file", std::filesystem::absolute(input).string()}, {"sha256", io::sha256File(input)}};
    } else {
        if (spec.workspace.empty())
            throw usageError("--workspace is missing: '" + input + "' is taken for a run");
        spec.run = store::Workspace(spec.workspace).run(input).record().id;
        const auto job = jobs::makeProjectJob(spec);
        runJob(*job, quiet, "The same command starts the map again.");
        result = store::Workspace(spec.workspace).run(spec.run).map(options.fileStem(spec.split));
        source = {{"run", spec.run}, {"split", spec.split}};
    }
    if (!output.empty()) writeMap(output, result, source);
    nlohmann::json object = mapJson(result);
    if (!output.empty()) object["output"] = std::filesystem::absolute(output).string();
    if (json)
        printJson(object);
    else
        std::cout << mapText(result);
    return 0;
}

}  // namespace selfsight::cli
