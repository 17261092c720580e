#include "eval/held_out.h"

#include "core/control.h"
#include "core/error.h"
#include "jobs/jobs.h"
#include "jobs/train_progress.h"
#include "store/workspace.h"

namespace selfsight::jobs {

namespace {

class ProbeJob final : public Job {
  public:
    explicit ProbeJob(ProbeSpec spec) : spec_(std::move(spec)) {
        if (spec_.protocol != "notebook" && spec_.protocol != "standard" &&
            spec_.protocol != "notebook-folds") {
            throw usageError("--protocol: expected notebook, standard or notebook-folds, found '" +
                             spec_.protocol + "'");
        }
    }

  protected:
    Ending execute(Control& control, EventSink& events) override {
        store::RunFolder folder = store::Workspace(spec_.workspace).run(spec_.run);
        const std::string run = folder.record().id;
        const std::string device = resolveDevice(spec_.device).name;
        const std::stop_token stop = control.cancelToken();
        PhaseProgress progress(events, run, Phase::Probe, "", 1);
        const auto report = [&](double fraction) {
            progress.waitWhilePaused(control);
            progress.update(fraction);
        };

        eval::ProbeResult result;
        if (spec_.protocol == "notebook") {
            const Split test = read(folder, "test");
            result = eval::probeNotebook(test.embeddings, test.labels, device, stop, report);
            result.extraction = test.extraction;
        } else if (spec_.protocol == "notebook-folds") {
            const Split test = read(folder, "test");
            result = eval::probeOutOfFold(test.embeddings, test.labels, 0, device, stop, report);
            result.extraction = test.extraction;
        } else {
            const Split train = read(folder, "train");
            const Split validation = read(folder, "validation");
            const Split test = read(folder, "test");
            if (train.extraction != test.extraction || validation.extraction != test.extraction ||
                train.step != test.step || validation.step != test.step) {
                throw inputError(folder.embeddingsPath("test").string(),
                                 "the embeddings of the splits were not extracted alike; " + advice(run));
            }
            result =
                eval::probeStandard(train.embeddings, train.labels, validation.embeddings, validation.labels,
                                    test.embeddings, test.labels, device, stop, report);
            result.extraction = test.extraction;
        }
        result.label = spec_.label;
        throwIfCancelled(stop);
        if (!result.converged) {
            events.send(
                event::Message{event::Message::Level::Warning, run,
                               "The probe stopped at its largest number of iterations before it converged."});
        }
        const std::filesystem::path path = folder.writeProbe(result);
        progress.update(1);
        events.send(event::ArtifactReady{run, "probe", std::filesystem::absolute(path).string()});
        return Ending::Succeeded;
    }

  private:
    struct Split {
        Matrix embeddings;
        Labels labels;
        std::string extraction;
        std::int64_t step = -1;
    };

    static std::string advice(const std::string& run) {
        return "run `selfsight-cli embed " + run + " --splits train,validation,test` first";
    }

    Split read(const store::RunFolder& folder, const std::string& split) const {
        const std::string path = folder.embeddingsPath(split).string();
        const std::string run = folder.record().id;
        if (!folder.hasEmbeddings(split)) {
            throw inputError(
                path, "the " + spec_.protocol + " protocol needs the embeddings of the " + split +
                          " split; " +
                          (spec_.protocol == "standard" ? advice(run)
                                                        : "run `selfsight-cli embed " + run + "` first"));
        }
        const store::EmbeddingInfo info = folder.embeddingInfo(split);
        Split result{folder.embeddings(split), folder.labels(split, spec_.label), info.extraction, info.step};
        if (result.labels.empty()) {
            std::string known;
            for (const auto& column : info.labels) known += (known.empty() ? "" : ", ") + column.name;
            throw usageError("--label: " + path + " has no label column '" + spec_.label + "'; it has " +
                             (known.empty() ? "none" : known));
        }
        return result;
    }

    ProbeSpec spec_;
};

}  // namespace

std::unique_ptr<Job> makeProbeJob(const ProbeSpec& spec) {
    return std::make_unique<ProbeJob>(spec);
}

}  // namespace selfsight::jobs
