// Weights and embeddings from elsewhere into a workspace, and a run's weights and results out of it.
#include "cli/command.h"
#include "io/file.h"
#include "jobs/exchange_jobs.h"
#include "jobs/jobs.h"
#include "store/python_snippet.h"
#include "store/workspace.h"

#include <iostream>

namespace selfsight::cli {

namespace {

struct ImportOptions {
    std::string file, data, name, method, normalise = "auto", split, into, images, device = "auto";
    std::filesystem::path workspace, labels, columns, names;
    std::vector<std::string> splits{"test", "train", "validation"};
    bool paddedStem = false, json = false, quiet = false;
    int threads = 0;
};

void refuse(const CLI::App& parser, std::initializer_list<const char*> options, const char* because) {
    for (const char* option : options)
        if (parser.count(option) > 0) throw usageError(std::string(option) + ": " + because);
}

std::unique_ptr<Job> makeImportJob(const Parser& parser, const ImportOptions& o, std::string* run) {
    if (o.file.ends_with(".npy")) {
        refuse(parser, {"--data", "--method", "--normalise", "--splits", "--padded-stem"},
               "is of weights; the file holds embeddings");
        jobs::ImportEmbeddingsSpec spec;
        spec.workspace = o.workspace;
        spec.embeddings = o.file;
        spec.labels = o.labels;
        spec.table = o.columns;
        spec.classNames = o.names;
        spec.images = o.images;
        spec.name = o.name;
        if (!o.split.empty()) spec.split = o.split;
        spec.into = o.into;
        return jobs::makeImportEmbeddingsJob(spec, run);
    }
    refuse(parser, {"--labels", "--columns", "--names", "--images", "--split", "--into"},
           "is of embeddings (.npy); the file holds weights");
    jobs::ImportWeightsSpec spec;
    spec.workspace = o.workspace;
    spec.file = o.file;
    if (!o.data.empty()) spec.data = o.data;
    spec.name = o.name;
    if (!o.method.empty()) spec.method = o.method;
    spec.normalise = o.normalise;
    spec.paddedStem = o.paddedStem;
    spec.splits = o.splits;
    spec.device = o.device;
    spec.threads = o.threads;
    return jobs::makeImportWeightsJob(spec, run);
}

// The format that an output's name asks for.
std::string formatOf(const std::filesystem::path& output) {
    const std::string ending = output.extension().string();
    if (ending == ".safetensors") return "safetensors";
    if (ending == ".pt" || ending == ".pth") return "pytorch";
    if (ending == ".onnx") return "onnx";
    if (ending == ".py") return "python";
    throw usageError("--format is missing: the name " + output.string() + " does not say it");
}

// Keeps the path that the job says it has written; everything else goes on.
class ExportPath final : public EventSink {
  public:
    void send(Event event) override {
        if (const auto* ready = std::get_if<event::ArtifactReady>(&event)) path = ready->path;
        if (const auto* message = std::get_if<event::Message>(&event)) std::cerr << message->text << "\n";
    }
    std::string path;
};

}  // namespace

int runImport(const Arguments& arguments) {
    Parser parser(
        "import",
        "Makes a run of a checkpoint (safetensors, or .pt, .pth, .ckpt as torch.save, Lightning, lightly, "
        "solo-learn and byol-pytorch write them), or of embeddings made elsewhere (.npy). Nothing in a file "
        "is ever executed.",
        {"selfsight-cli import byol.ckpt --workspace w --data cifar-100-binary.tar.gz",
         "selfsight-cli import resnet18.pth -w w --data demo --method simsiam --name lightly",
         "selfsight-cli import E.npy -w w --labels y.npy --names classes.txt --columns attributes.csv",
         "selfsight-cli import E.npy -w w --images pictures.npz:all",
         "selfsight-cli import --script > write_run.py"});
    ImportOptions o;
    bool script = false;
    parser.add_option("FILE", o.file, "Weights, or embeddings as .npy [n, d]");
    parser.add_option("--workspace,-w", o.workspace, "Folder of runs and comparisons; made if it is absent")
        ->envname("SELFSIGHT_WORKSPACE");
    parser.add_option("--name", o.name, "Of the run; default: the file's");
    parser.add_option("--data", o.data, "Weights: the images to embed; default: demo");
    parser.add_option("--method", o.method,
                      "Weights: how they were trained: supervised, byol, simsiam; default: imported");
    parser
        .add_option("--normalise", o.normalise,
                    "Weights: dataset, imagenet, or auto (imagenet for byol-pytorch's layout)")
        ->capture_default_str();
    parser.add_flag("--padded-stem", o.paddedStem,
                    "Weights: a ResNet-18 whose stem is padded by 2 px, as solo-learn trains on CIFAR");
    parser.add_option("--splits", o.splits, "Weights: what to embed")->delimiter(',')->capture_default_str();
    parser.add_option("--labels", o.labels, "Embeddings: class labels as .npy [n]; -1: none");
    parser.add_option("--names", o.names, "Embeddings: names of the classes, one a line");
    parser.add_option("--columns", o.columns,
                      "Embeddings: CSV of label columns and attributes, a row an image");
    parser.add_option("--images", o.images,
                      "Embeddings: their images, as any data set; FILE:all for all of a file");
    parser.add_option("--split", o.split, "Embeddings: of which split; default: test");
    parser.add_option("--into", o.into,
                      "Embeddings: a run that was opened from embeddings, which gets this split too");
    parser.add_flag("--script", script, "Print the Python script that writes any encoder's output as a run");
    parser.addDevice(o.device);
    parser.add_option("--threads", o.threads, "CPU threads; 0: all")->capture_default_str();
    parser.addJson(o.json);
    parser.addQuiet(o.quiet);
    parser.read(arguments);

    if (script) {
        std::cout << store::kWriteRunSnippet;
        return 0;
    }
    if (o.file.empty()) throw usageError("FILE is missing: weights, or embeddings as .npy");
    if (o.workspace.empty()) throw usageError("--workspace is missing");
    std::string run;
    const auto job = makeImportJob(parser, o, &run);
    runJob(*job, o.quiet, "The same command starts again.");
    const store::RunFolder folder = store::Workspace(o.workspace).run(run);
    if (!o.json) {
        std::cout << run << "\n";
        return 0;
    }
    nlohmann::json object = folder.record().toJson();
    object["folder"] = folder.path().string();
    object["splits"] = folder.embeddedSplits();
    std::error_code ignored;
    if (const auto account = folder.path() / "import.json"; std::filesystem::exists(account, ignored))
        object["import"] = nlohmann::json::parse(io::asText(io::readFile(account, 64u << 20)));
    printJson(object);
    return 0;
}

int runExport(const Arguments& arguments) {
    Parser parser(
        "export",
        "Writes a run's weights (safetensors, PyTorch, ONNX, or a Python script with its weights beside it) "
        "or its results (NumPy arrays, CSV tables, TensorBoard's projector) for other programs.",
        {"selfsight-cli export 20261124-0815 -w w -o encoder.safetensors",
         "selfsight-cli export 20261124-0815 -w w --format pytorch -o encoder.pt",
         "selfsight-cli export 20261124-0815 -w w -o encoder.py",
         "selfsight-cli export 20261124-0815 -w w --format csv -o tables",
         "selfsight-cli export 20261124-0815 -w w --format tensorboard-projector -o projector"});
    jobs::ExportSpec spec;
    bool noImages = false;
    bool json = false;
    parser.add_option("RUN", spec.run, "Id of the run, or a beginning that only it has")->required();
    parser.addWorkspace(spec.workspace);
    parser.add_option("-o,--output", spec.output, "File of weights, or new folder of results")->required();
    parser.add_option(
        "--format", spec.format,
        "safetensors, pytorch, onnx, python; npy, csv, tensorboard-projector; default: by the name");
    parser.add_option("--checkpoint", spec.checkpoint, "Weights: latest or best")->capture_default_str();
    parser.add_option("--split", spec.split, "Results: of which embeddings")->capture_default_str();
    parser.add_option("--neighbours", spec.neighbours, "Results: how many of each image; 0: none")
        ->capture_default_str()
        ->check(CLI::Range(0, 1000));
    parser.add_flag("--no-images", noImages, "Projector: without the images");
    parser.addJson(json);
    parser.read(arguments);

    if (spec.format.empty()) spec.format = formatOf(spec.output);
    spec.images = !noImages;
    const auto job = jobs::makeExportJob(spec);
    Control control;
    ExportPath sink;
    const Outcome outcome = job->run(control, sink);
    if (outcome.ending == Ending::Failed) throw RuntimeError(outcome.code, outcome.message, outcome.path);
    if (json)
        printJson({{"format", spec.format}, {"path", sink.path}});
    else
        std::cout << sink.path << "\n";
    return 0;
}

}  // namespace selfsight::cli
