// The job that writes a run's weights or results for other programs.
#include "core/error.h"
#include "core/version.h"
#include "io/atomic_file.h"
#include "io/safetensors.h"
#include "io/torch_file.h"
#include "jobs/exchange_jobs.h"
#include "jobs/neighbour_graph.h"
#include "jobs/run_images.h"
#include "nn/onnx_graph.h"
#include "nn/pytorch_names.h"
#include "store/checkpoint.h"
#include "store/python_snippet.h"
#include "store/results_export.h"
#include "store/workspace.h"

#include <algorithm>

namespace selfsight::jobs {
namespace {

namespace fs = std::filesystem;

// The encoder of a run's checkpoint.
struct EncoderWeights {
    std::vector<io::Tensor> tensors;  // under our names
    std::string checkpoint;           // SHA-256 of the file
    std::int64_t step = 0;
    std::int64_t classes = 1;
};

class ExportJob final : public Job {
  public:
    explicit ExportJob(const ExportSpec& spec) : spec_(spec) {
        static constexpr const char* known[] = {
            "safetensors", "pytorch", "onnx", "python", "npy", "csv", "tensorboard-projector"};
        if (std::ranges::find(known, spec_.format) == std::end(known))
            throw usageError(
                "--format is one of safetensors, pytorch, onnx, python, npy, csv, "
                "tensorboard-projector, not \"" +
                spec_.format + "\"");
        if (spec_.checkpoint != "latest" && spec_.checkpoint != "best")
            throw usageError("--checkpoint is latest or best, not \"" + spec_.checkpoint + "\"");
        if (spec_.output.empty()) throw usageError("-o is missing: the file or folder to write");
    }

  private:
    Ending execute(Control& control, EventSink& events) override {
        const store::RunFolder run = store::Workspace(spec_.workspace).run(spec_.run);
        const fs::path output = fs::absolute(spec_.output).lexically_normal();
        events.send(event::Progress{.run = run.record().id, .phase = Phase::Report, .remaining = -1});
        if (spec_.format == "npy" || spec_.format == "csv" || spec_.format == "tensorboard-projector")
            writeResults(run, output, control, events);
        else
            writeWeights(run, output);
        events.send(event::Progress{.run = run.record().id, .phase = Phase::Report, .fraction = 1});
        events.send(event::ArtifactReady{run.record().id, "export", output.string()});
        return Ending::Succeeded;
    }

    EncoderWeights readEncoder(const store::RunFolder& run) const {
        const store::CheckpointFolder folder(run.checkpointFolder());
        const auto loaded = spec_.checkpoint == "best" ? folder.best() : folder.latest();
        if (!loaded)
            throw inputError(folder.path().string(), spec_.checkpoint == "best"
                                                         ? "holds no best checkpoint"
                                                         : "holds no checkpoint: the run has no weights");
        EncoderWeights weights{{}, loaded->sha256, loaded->checkpoint.step, 1};
        constexpr std::string_view prefix = "encoder.";
        for (io::Tensor tensor : loaded->checkpoint.tensors) {
            if (!tensor.name.starts_with(prefix)) continue;
            tensor.name.erase(0, prefix.size());
            if (tensor.name == "fc.1.weight" && !tensor.shape.empty()) weights.classes = tensor.shape[0];
            weights.tensors.push_back(std::move(tensor));
        }
        if (weights.tensors.empty()) throw inputError(loaded->path.string(), "holds no encoder");
        return weights;
    }

    void writeWeights(const store::RunFolder& run, const fs::path& output) const {
        const store::RunRecord& record = run.record();
        EncoderWeights weights = readEncoder(run);
        const std::map<std::string, std::string> about = {{"format", "pt"},
                                                          {"selfsight.run", record.id},
                                                          {"method", record.method},
                                                          {"encoder", record.encoder},
                                                          {"width", std::to_string(record.width)},
                                                          {"step", std::to_string(weights.step)},
                                                          {"seed", std::to_string(record.seed)},
                                                          {"data", record.dataKind},
                                                          {"data.hash", record.dataHash},
                                                          {"checkpoint.sha256", weights.checkpoint},
                                                          {"selfsight.version", kVersion}};
        if (spec_.format == "onnx") {
            io::OnnxModel model = nn::onnxEncoder(record.encoder, weights.tensors);
            model.name = record.id;
            model.producerVersion = kVersion;
            model.metadata = about;
            model.metadata.erase("format");
            if (const auto statistics = store::readNormalisation(run.path())) {
                const auto text = [](const std::array<double, 3>& v) {
                    return std::to_string(v[0]) + " " + std::to_string(v[1]) + " " + std::to_string(v[2]);
                };
                model.metadata["images.mean"] = text(statistics->mean);
                model.metadata["images.deviation"] = text(statistics->deviation);
            }
            io::writeFileAtomic(output, io::ByteView(io::encodeOnnx(model)));
            return;
        }
        for (io::Tensor& tensor : weights.tensors) tensor.name = nn::pytorchName(record.encoder, tensor.name);
        if (spec_.format == "safetensors") {
            io::writeSafetensors(output, weights.tensors, about);
        } else if (spec_.format == "pytorch") {
            io::writeTorchFile(output, weights.tensors);
        } else {
            fs::path file = output;
            file.replace_extension(".pt");
            if (file == output) throw usageError("-o: a name that ends with .py was expected for a script");
            io::writeTorchFile(file, weights.tensors);
            io::writeFileAtomic(output, store::encoderSnippet(record, record.dimension, weights.classes,
                                                              file.filename().string(),
                                                              store::readNormalisation(run.path())));
        }
    }

    void writeResults(const store::RunFolder& run, const fs::path& output, Control& control,
                      EventSink& events) const {
        if (!run.hasEmbeddings(spec_.split))
            throw inputError(run.embeddingsPath(spec_.split).string(), "is not there; selfsight-cli embed " +
                                                                           run.record().id + " --splits " +
                                                                           spec_.split + " makes it");
        store::NewFolder folder(output);
        store::ResultsExport what;
        what.split = spec_.split;
        if (spec_.format == "tensorboard-projector") {
            if (spec_.images) what.images = runImages(run, spec_.split, "the projector", control, events);
            store::exportProjector(run, what, folder);
        } else {
            neighbours::Graph graph;
            if (spec_.neighbours > 0) {
                graph = neighbourGraph(run.path(), spec_.split, run.embeddings(spec_.split), spec_.neighbours,
                                       {}, control.cancelToken());
                what.graph = &graph;
            }
            throwIfCancelled(control.cancelToken());
            if (spec_.format == "npy")
                store::exportArrays(run, what, folder);
            else
                store::exportTables(run, what, folder);
        }
        folder.commit();
    }

    ExportSpec spec_;
};

}  // namespace

std::unique_ptr<Job> makeExportJob(const ExportSpec& spec) {
    return std::make_unique<ExportJob>(spec);
}

}  // namespace selfsight::jobs
