#include "core/control.h"
#include "jobs/jobs.h"
#include "store/findings.h"
#include "store/workspace.h"

#include <algorithm>

namespace selfsight::jobs {

namespace {

class LabelJob final : public Job {
  public:
    explicit LabelJob(LabelSpec spec) : spec_(std::move(spec)) {}

  protected:
    Ending execute(Control& control, EventSink& events) override {
        store::Workspace workspace(spec_.workspace);
        const store::Findings findings = store::readFindings(workspace);
        const auto labels =
            std::find_if(findings.labels.begin(), findings.labels.end(), [this](const auto& each) {
                return each.column == spec_.column && each.dataHash == spec_.dataHash;
            });
        if (labels == findings.labels.end())
            throw usageError("there are no labels by hand called '" + spec_.column + "' for this data set");
        for (const store::RunRecord& record : workspace.runs()) {
            throwIfCancelled(control.cancelToken());
            if (record.dataHash != spec_.dataHash) continue;
            store::RunFolder run = workspace.run(record.id);
            if (!run.hasEmbeddings("test")) continue;
            const store::WriterLock lock(run.path());
            const store::EmbeddingInfo info = run.embeddingInfo("test");
            const std::int64_t rows = info.labels.empty()
                                          ? run.embeddings("test").rows
                                          : static_cast<std::int64_t>(info.labels.front().values.size());
            std::int64_t images = rows;
            for (const std::int64_t image : info.indices) images = std::max(images, image + 1);
            const Labels byImage = labels->values(images);
            Labels byRow = byImage;
            if (!info.indices.empty()) {
                byRow.clear();
                for (const std::int64_t image : info.indices)
                    byRow.push_back(byImage[static_cast<std::size_t>(image)]);
            }
            run.writeLabels("test", {labels->column, labels->names, byRow});
            events.send(event::ArtifactReady{record.id, "embeddings", run.embeddingsPath("test").string()});
        }
        return Ending::Succeeded;
    }

  private:
    LabelSpec spec_;
};

}  // namespace

std::unique_ptr<Job> makeLabelJob(const LabelSpec& spec) {
    return std::make_unique<LabelJob>(spec);
}

}  // namespace selfsight::jobs
