#include "cli/command.h"
#include "cli/project_file.h"
#include "cli/results.h"
#include "cli/table.h"
#include "io/sha256.h"
#include "jobs/jobs.h"
#include "map/map.h"
#include "store/through_training.h"
#include "store/workspace.h"

#include <iostream>

namespace selfsight::cli {

namespace {

struct Request {
    std::vector<std::string> inputs;
    FileProjection file;  // its options serve runs as well
    std::filesystem::path workspace;
    std::string split = "test";
    std::string definition = "openTSNE";
    bool fine = false;
    double tie = 0;
    bool null = false;
    bool through = false;
    std::string output;
    bool json = false;
    bool quiet = false;
};

void addMapOptions(Parser& parser, Request& request) {
    map::MapOptions& options = request.file.options;
    parser.add_option("--method", options.method, "tsne, umap, pca or lda")->capture_default_str();
    parser.add_option("--seed", options.seed, "Seed of the random parts")->capture_default_str();
    options.device = "auto";
    parser.add_option("--init", options.initialisation, "pca or random")->capture_default_str();
    parser
        .add_option("--perplexity", options.perplexity,
                    "t-SNE: effective number of neighbours; larger: broader structure")
        ->capture_default_str();
    parser
        .add_option("--definition", request.definition,
                    "t-SNE: openTSNE's or scikit-learn's neighbours, learning rate, momentum, iterations")
        ->capture_default_str();
    parser.add_flag("--fine", request.fine,
                    "t-SNE: three times the iterations, for a divergence no higher than scikit-learn's");
    parser.add_option("--iterations", options.iterations, "t-SNE: iterations after the early exaggeration")
        ->capture_default_str();
    parser
        .add_option("--early-iterations", options.earlyIterations,
                    "t-SNE: iterations with exaggeration; 0 with --start unless given")
        ->capture_default_str();
    parser.add_option("--exaggeration", options.earlyExaggeration, "t-SNE: early exaggeration")
        ->capture_default_str();
    parser.add_option("--neighbours", options.neighbours, "UMAP: neighbours of a point")
        ->capture_default_str();
    parser.add_option("--min-dist", options.minDistance, "UMAP: least distance between points")
        ->capture_default_str();
    parser.add_option("--epochs", options.epochs, "UMAP: epochs; 0: 500 below 10,000 points, else 200")
        ->capture_default_str();
}

// What was said outranks what a definition or --fine brings along.
void settle(const Parser& parser, Request& request) {
    map::MapOptions& options = request.file.options;
    const int said = options.iterations;
    options.define(request.definition);
    if (request.fine) options.makeFine();
    if (parser.count("--iterations") > 0) options.iterations = said;
    if (!request.file.start.empty() && parser.count("--early-iterations") == 0) options.earlyIterations = 0;
    if (request.null && !request.file.onto.empty()) throw usageError("--null and --onto exclude each other");
    options.device = jobs::resolveDevice(options.device).name;
}

std::string runId(const Request& request, const std::string& name) {
    if (request.workspace.empty())
        throw usageError("--workspace is missing: '" + name + "' is taken for a run");
    return store::Workspace(request.workspace).run(name).record().id;
}

map::MapResult storedMap(const Request& request, const std::string& run, const std::string& stem) {
    return store::Workspace(request.workspace).run(run).map(stem);
}

map::MapResult mapOf(const Request& request, const std::string& input, const map::MapOptions& options) {
    if (namesArrayFile(input)) {
        FileProjection file = request.file;
        file.input = input;
        file.options = options;
        return projectFile(file, request.quiet);
    }
    const std::string run = runId(request, input);
    const auto finish = [&](const auto& spec, const auto& job) {
        runJob(*job, request.quiet, "The same command starts the map again.");
        return storedMap(request, run, jobs::mapStem(spec));
    };
    if (!request.file.onto.empty()) {
        const jobs::PlaceSpec spec{request.workspace, run, request.file.onto, request.split};
        return finish(spec, jobs::makePlaceJob(spec));
    }
    jobs::ProjectSpec spec;
    spec.workspace = request.workspace;
    spec.run = run;
    spec.split = request.split;
    spec.options = options;
    spec.start = request.file.start;
    spec.fitSplit = request.file.fit;
    return finish(spec, jobs::makeProjectJob(spec));
}

// How far two maps of the same images differ when one is turned onto the other; and, as a null, how far the
// first encoder's differs from itself under the next seed.
nlohmann::json differences(const Request& request, const std::vector<map::MapResult>& maps) {
    nlohmann::json object = nlohmann::json::object();
    for (std::size_t m = 1; m < maps.size(); ++m) {
        Matrix turned = maps[m].points;
        object[request.inputs[m]] = map::procrustesAlign(turned, maps.front().points);
    }
    // From its own start, whatever the first map was started from; as a file, so that a run's folder does not
    // keep it.
    Request again = request;
    again.file.start.clear();
    std::string input = request.inputs.front();
    if (!namesArrayFile(input)) {
        const auto run = store::Workspace(request.workspace).run(input);
        input = run.embeddingsPath(request.split).string();
        const std::filesystem::path labels = std::filesystem::path(input).replace_extension(".labels.npy");
        if (std::filesystem::exists(labels)) again.file.labels = labels.string();
        again.file.fit.clear();
    }
    map::MapOptions other = request.file.options;
    ++other.seed;
    if (!request.file.start.empty()) other.earlyIterations = map::MapOptions().earlyIterations;
    Matrix turned = mapOf(again, input, other).points;
    object["null"] = map::procrustesAlign(turned, maps.front().points);
    return object;
}

nlohmann::json sourceOf(const Request& request, const std::string& input) {
    if (namesArrayFile(input))
        return {{"file", std::filesystem::absolute(input).string()}, {"sha256", io::sha256File(input)}};
    return {{"run", runId(request, input)}, {"split", request.split}};
}

std::vector<map::MapResult> tiedMaps(const Request& request) {
    jobs::JointSpec spec;
    spec.workspace = request.workspace;
    for (const std::string& input : request.inputs) {
        if (namesArrayFile(input)) throw usageError("--tie needs runs, not files: " + input);
        spec.runs.push_back(runId(request, input));
    }
    spec.split = request.split;
    spec.options = request.file.options;
    spec.tie = request.tie;
    const auto job = jobs::makeJointJob(spec);
    runJob(*job, request.quiet, "The same command starts the maps again.");
    std::vector<map::MapResult> maps;
    for (const std::string& run : spec.runs) maps.push_back(storedMap(request, run, jobs::mapStem(spec)));
    return maps;
}

// Maps of what a run kept while it trained; the last one stands for all on stdout.
int projectThrough(const Request& request) {
    if (request.inputs.size() > 1) throw usageError("--through takes one run");
    jobs::ThroughSpec spec;
    spec.workspace = request.workspace;
    spec.run = runId(request, request.inputs.front());
    spec.options = request.file.options;
    const auto job = jobs::makeThroughTrainingJob(spec);
    runJob(*job, request.quiet, "The same command starts the maps again.");
    const auto folder = store::Workspace(request.workspace).run(spec.run).path();
    const store::ThroughMaps maps = store::readThroughMaps(folder, spec.options.fileStem());
    nlohmann::json list = nlohmann::json::array();
    for (std::size_t m = 0; m < maps.steps.size(); ++m)
        list.push_back({{"step", maps.steps[m]},
                        {"kl", maps.objectives[m]},
                        {"trustworthiness", maps.trustworthiness[m]}});
    if (request.json) {
        printJson({{"maps", list},
                   {"points", maps.points.back().rows},
                   {"output", (folder / "maps" / "through" / (spec.options.fileStem() + ".npy")).string()}});
    } else {
        std::vector<std::vector<std::string>> rows;
        for (std::size_t m = 0; m < maps.steps.size(); ++m)
            rows.push_back(
                {grouped(maps.steps[m]), fixed(maps.objectives[m], 4), fixed(maps.trustworthiness[m], 3)});
        std::cout << tableText({{"step"}, {"KL"}, {"trustworthiness"}}, rows);
    }
    return 0;
}

void print(const Request& request, const std::vector<map::MapResult>& maps) {
    nlohmann::json list = nlohmann::json::array();
    for (std::size_t m = 0; m < maps.size(); ++m) {
        nlohmann::json object = mapJson(maps[m]);
        if (maps.size() > 1) object["input"] = request.inputs[m];
        if (!request.output.empty()) object["output"] = std::filesystem::absolute(request.output).string();
        list.push_back(object);
    }
    const nlohmann::json apart = request.null ? differences(request, maps) : nlohmann::json();
    if (request.json) {
        nlohmann::json object = maps.size() == 1 ? list.front() : nlohmann::json{{"maps", list}};
        if (request.null) object["disparity"] = apart;
        printJson(object);
        return;
    }
    for (const auto& map : maps) std::cout << mapText(map);
    for (const auto& [name, value] : apart.items())
        std::cout << "disparity to the first map, " << (name == "null" ? "same embedding, other seed" : name)
                  << ": " << value.get<double>() << '\n';
}

}  // namespace

int runProject(const Arguments& arguments) {
    Parser parser("project",
                  "Computes a two-dimensional map of an embedding and measures how far it can be trusted. "
                  "Several runs with --tie make maps that are tied to each other while they form.",
                  {"selfsight-cli project 20261124-0815 --workspace w --method tsne --perplexity 50",
                   "selfsight-cli project E.npy --method tsne --seed 0 -o M.npy --json",
                   "selfsight-cli project supervised byol random -w w --tie 0.01 --null",
                   "selfsight-cli project 20261124-0815 -w w --split train --onto tsne-p30-s0",
                   "selfsight-cli project 20261124-0815 -w w --method lda --fit train"});
    Request request;
    parser.add_option("INPUT", request.inputs, "Runs, or embeddings as .npy [n, d]")->required();
    addMapOptions(parser, request);
    FileProjection& file = request.file;
    parser.add_option("--labels", file.labels, "Labels as .npy [n], for lda on a file");
    parser.add_option("--split", request.split, "Embeddings of a run: test, train or validation")
        ->capture_default_str();
    parser.add_option("--start", file.start,
                      "Warm start: a map of the same images (STEM or RUN/STEM; for a file .npy [n, 2])");
    parser.add_option("--onto", file.onto,
                      "Place the embeddings on this finished t-SNE map (STEM; for a file .npy [m, 2])");
    parser.add_option("--onto-embedding", file.ontoSource, "With a file: what --onto was made from");
    parser.add_option("--fit", file.fit, "lda: fit on this split (for a file: on this .npy)");
    parser.add_option("--fit-labels", file.fitLabels, "With a file: labels of --fit");
    parser.add_option("--tie", request.tie, "Tie the maps of several runs while they form: 0.001 … 0.1");
    parser.add_flag(
        "--through", request.through,
        "Map every moment that the run kept while it trained (train.snapshot_every), each from the "
        "one before");
    parser.add_flag("--null", request.null,
                    "Also map the first input under another seed: how far maps differ by chance");
    parser.add_option("-o,--output", request.output,
                      "Write the map as .npy [n, 2], and how it was made as .json beside it");
    parser.add_option("--workspace,-w", request.workspace, "Workspace of the runs")
        ->envname("SELFSIGHT_WORKSPACE");
    parser.addDevice(file.options.device);
    parser.addJson(request.json);
    parser.addQuiet(request.quiet);
    parser.read(arguments);
    settle(parser, request);
    if (request.through) return projectThrough(request);
    if (request.inputs.size() > 1 && !request.output.empty())
        throw usageError("--output takes one map; several are kept in their runs' folders");

    std::vector<map::MapResult> maps;
    if (request.tie > 0) {
        maps = tiedMaps(request);
    } else {
        for (const std::string& input : request.inputs) maps.push_back(mapOf(request, input, file.options));
    }
    if (!request.output.empty())
        writeMap(request.output, maps.front(), sourceOf(request, request.inputs.front()));
    print(request, maps);
    return 0;
}

}  // namespace selfsight::cli
