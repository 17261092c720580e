// The job that makes a run of somebody's checkpoint.
#include "core/error.h"
#include "core/version.h"
#include "io/json_file.h"
#include "io/safetensors.h"
#include "io/weights_file.h"
#include "jobs/embed_splits.h"
#include "jobs/exchange_jobs.h"
#include "jobs/jobs.h"
#include "jobs/train_device.h"
#include "jobs/train_progress.h"
#include "methods/method.h"
#include "nn/weights_match.h"
#include "store/format.h"
#include "store/workspace.h"

#include <algorithm>
#include <charconv>
#include <torch/version.h>

namespace selfsight::jobs {
namespace {

std::string shortNumber(double value) {
    char buffer[32];
    return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

// A whole number among the file's notes; 0 when it is not there.
std::int64_t noted(const io::WeightsFile& file, const char* key) {
    const auto found = file.notes.find(key);
    if (found == file.notes.end()) return 0;
    std::int64_t value = 0;
    const char* end = found->second.data() + found->second.size();
    const auto parsed = std::from_chars(found->second.data(), end, value);
    return parsed.ec == std::errc() && parsed.ptr == end && value > 0 ? value : 0;
}

std::string listed(const std::vector<std::string>& names, std::size_t most) {
    std::string text;
    for (std::size_t i = 0; i < std::min(most, names.size()); ++i) text += (i ? ", " : "") + names[i];
    if (names.size() > most) text += ", … (" + std::to_string(names.size()) + " in all)";
    return text;
}

class ImportWeightsJob final : public Job {
  public:
    ImportWeightsJob(const ImportWeightsSpec& spec, std::string* runId) : spec_(spec), runId_(runId) {}

  private:
    Ending execute(Control& control, EventSink& events) override {
        check();
        const auto device = resolveDevice(spec_.device);
        const io::WeightsFile file = io::readWeightsFile(spec_.file);
        nn::WeightMatch match = nn::matchWeights(file.tensors, spec_.file.string(), spec_.paddedStem);
        const auto source = data::openSource(spec_.data);
        methods::Recipe recipe = recipeFor(match);

        store::Workspace workspace(spec_.workspace);
        auto [folder, lock] = workspace.startRun(recordFor(file, match, recipe, *source, device));
        TrainSession session(std::move(folder), std::move(lock), events);
        if (runId_) *runId_ = session.run();
        events.send(event::RunChanged{session.run(), RunState::Running, {}});
        try {
            fill(session, file, match, recipe, *source, torch::Device(device.name), control);
            session.finish(RunState::Succeeded);
            return Ending::Succeeded;
        } catch (...) {
            const auto outcome = outcomeOfCurrentException();
            session.setState(outcome.ending == Ending::Cancelled ? RunState::Cancelled : RunState::Failed,
                             outcome.message);
            throw;
        }
    }

    void check() const {
        if (spec_.normalise != "auto" && spec_.normalise != "dataset" && spec_.normalise != "imagenet")
            throw usageError("--normalise is one of auto, dataset, imagenet, not \"" + spec_.normalise +
                             "\"");
        if (spec_.method != "imported") methods::methodInfo(spec_.method);
        for (const auto& split : spec_.splits)
            if (split != "train" && split != "validation" && split != "test")
                throw usageError("a split is one of train, validation, test, not \"" + split + "\"");
    }

    std::string normalisation(const nn::WeightMatch& match) const {
        if (spec_.normalise != "auto") return spec_.normalise;
        const auto isByol = [](const std::string& name) {
            return name.find("online_encoder.net.") != name.npos;
        };
        return std::ranges::any_of(match.matched, isByol) || std::ranges::any_of(match.unused, isByol)
                   ? "imagenet"
                   : "dataset";
    }

    methods::Recipe recipeFor(const nn::WeightMatch& match) const {
        methods::Recipe recipe;
        recipe.set("encoder.kind", match.options.kind);
        recipe.set("encoder.width", shortNumber(match.options.width));
        recipe.set("encoder.last_width", shortNumber(match.options.lastWidth));
        recipe.set("augment.normalise", normalisation(match));
        return recipe;
    }

    store::RunRecord recordFor(const io::WeightsFile& file, const nn::WeightMatch& match,
                               const methods::Recipe& recipe, const data::Source& source,
                               const DeviceInfo& device) const {
        store::RunRecord record;
        record.name = spec_.name.empty() ? spec_.file.filename().string() : spec_.name;
        record.method = spec_.method;
        record.state = RunState::Running;
        record.dataKind = source.info().kind;
        record.dataLocation = source.info().location;
        record.trainCount = source.info().trainCount;
        record.testCount = source.info().testCount;
        record.encoder = match.options.kind;
        record.width = match.options.width;
        record.device = device.name + " " + device.description;
        record.threads = applyThreads(spec_.threads);
        record.precision = "float32";
        record.recipeName = "imported";
        record.recipe = recipe.toJson();
        record.steps = record.stepsDone = noted(file, "global_step");
        record.epochsDone = static_cast<double>(noted(file, "epoch"));
        record.versions = {{"selfsight", kVersion},
                           {"libtorch", TORCH_VERSION},
                           {"compiler", __VERSION__},
                           {"instruction_set", instructionSet()}};
        record.notes = "Weights from `" + std::filesystem::absolute(spec_.file).lexically_normal().string() +
                       "` (" + file.format + ", SHA-256 " + file.sha256.substr(0, 16) + "…). " +
                       match.choice + " " + std::to_string(match.matched.size()) + " tensors taken, " +
                       std::to_string(match.unused.size()) + " left.";
        return record;
    }

    void fill(TrainSession& session, const io::WeightsFile& file, nn::WeightMatch& match,
              const methods::Recipe& recipe, data::Source& source, torch::Device device, Control& control) {
        const auto total = static_cast<double>(source.info().trainCount + source.info().testCount);
        PhaseProgress loading(session.events(), session.run(), Phase::Load, "img", total);
        const auto data =
            loadTrainingData(source, recipe.real("train.validation"), device, control.cancelToken(),
                             [&](double fraction) { loading.update(fraction * total); });
        const bool keepsClassifier = match.classifier && match.options.classes == data.classes;
        if (!keepsClassifier)
            std::erase_if(match.tensors, [](const io::Tensor& t) { return t.name.starts_with("fc."); });

        const auto encoder = nn::makeEncoder(methods::encoderOptions(recipe, data.classes));
        auto state = nn::fromBytes(match.tensors);
        if (!keepsClassifier)
            for (const auto& [name, tensor] : nn::moduleState(*encoder))
                if (name.starts_with("fc.")) state.emplace_back(name, torch::zeros_like(tensor));
        nn::loadModuleState(*encoder, state, "", spec_.file.string());

        auto& record = session.record;
        record.dataHash = data.hash;
        record.trainCount = static_cast<std::int64_t>(data.split.first.size());
        record.validationCount = static_cast<std::int64_t>(data.split.second.size());
        record.testCount = data.testImages->count;
        record.dimension = encoder->dimension();
        record.parameters = encoder->parameterCount();
        session.save();
        writeAccount(session, file, match, data.classes, keepsClassifier);

        store::Checkpoint checkpoint;
        checkpoint.step = record.stepsDone;
        checkpoint.epoch = record.epochsDone;
        checkpoint.tensors = nn::toBytes(nn::moduleState(*encoder, "encoder."));
        const store::CheckpointFolder folder(session.folder().checkpointFolder());
        const auto saved = folder.save(checkpoint);
        session.events().send(event::ArtifactReady{session.run(), "checkpoint", saved.path.string()});
        io::writeSafetensors(
            folder.path() / "encoder.safetensors", nn::toBytes(nn::moduleState(*encoder)),
            {{"format", "pt"}, {"method", record.method}, {"step", std::to_string(record.stepsDone)}});
        encoder->to(device);
        embedSplits(session, data, *encoder, recipe, spec_.splits, eval::Extraction::Eval, record.stepsDone,
                    control);
    }

    // What matched and what did not, for the user now and for import.json.
    void writeAccount(TrainSession& session, const io::WeightsFile& file, const nn::WeightMatch& match,
                      std::int64_t classes, bool keepsClassifier) const {
        session.note(match.choice + " " + std::to_string(match.matched.size()) +
                     " tensors match the encoder \"" + match.options.kind + "\" of width " +
                     shortNumber(match.options.width) + ".");
        if (!match.unused.empty())
            session.note(std::to_string(match.unused.size()) +
                         " tensors of the file were left alone: " + listed(match.unused, 6) + ".");
        if (match.classifier && !keepsClassifier)
            session.warn("The file's classifier has " + std::to_string(match.options.classes) +
                         " classes and the data have " + std::to_string(classes) +
                         ": it was left out. Embeddings, probes and maps do not use it.");
        if (match.options.kind == "resnet18" && match.copy.naming == "torchvision")
            session.note(
                "The stem is taken to be padded by one pixel. Weights that solo-learn trained on CIFAR have "
                "two: "
                "--padded-stem.");
        if (match.options.kind == "resnet18-linear")
            session.note(
                "In the file's Sequential no ReLU stands between the stem and the first stage, as lightly "
                "trains its own "
                "ResNet: the images are embedded so.");
        nlohmann::json others = nlohmann::json::array();
        for (const auto& copy : match.others)
            others.push_back({{"prefix", copy.prefix}, {"naming", copy.naming}, {"target", copy.target}});
        io::writeJsonAtomic(session.folder().path() / "import.json",
                            {{"format", store::formatTag("selfsight-import")},
                             {"file", std::filesystem::absolute(spec_.file).lexically_normal().string()},
                             {"sha256", file.sha256},
                             {"kind", file.format},
                             {"prefix", match.copy.prefix},
                             {"naming", match.copy.naming},
                             {"target", match.copy.target},
                             {"choice", match.choice},
                             {"other_copies", others},
                             {"matched", match.matched},
                             {"left", match.unused},
                             {"filled_in", match.absent},
                             {"classifier", keepsClassifier}});
    }

    ImportWeightsSpec spec_;
    std::string* runId_;
};

}  // namespace

std::unique_ptr<Job> makeImportWeightsJob(const ImportWeightsSpec& spec, std::string* runId) {
    return std::make_unique<ImportWeightsJob>(spec, runId);
}

}  // namespace selfsight::jobs
