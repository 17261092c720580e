#include "ui/controller/run_summary.h"

#include "store/through_training.h"

namespace selfsight::ui {
namespace fs = std::filesystem;
namespace {

bool isUnderWay(RunState state) {
    return state == RunState::Running || state == RunState::Paused;
}

}  // namespace

std::shared_ptr<RunSummary> summariseRun(const fs::path& path, bool written) {
    const store::RunFolder folder(path);
    auto summary = std::make_shared<RunSummary>();
    summary->record = folder.record();
    summary->written = written;
    // Said here and not written: the run may live on another machine, whose lock cannot be seen for a moment.
    if (!written && isUnderWay(summary->record.state)) summary->record.state = RunState::Interrupted;
    summary->embeddings = folder.hasEmbeddings("test");
    summary->maps = folder.mapStems();
    for (const std::string& protocol : folder.probeProtocols()) {
        if (auto probe = folder.probe(protocol)) {
            summary->probes[protocol] = std::make_shared<const eval::ProbeResult>(std::move(*probe));
        }
    }
    summary->transfers = store::transfers(path);
    if (summary->embeddings) {
        summary->evaluation = store::runEvaluation(path);
        const store::EmbeddingInfo info = folder.embeddingInfo("test");
        // Training that went on has left older weights behind.
        std::erase_if(summary->transfers,
                      [&](const store::Transfer& each) { return each.step != info.step; });
        if (const auto* column = info.find("class")) summary->names.classes = column->names;
        if (const auto* column = info.find("superclass")) summary->names.superclasses = column->names;
        summary->names.superclassOf = store::superclassOf(info);
        for (const store::EmbeddingLabels& column : info.labels)
            if (column.name != "class") summary->names.others[column.name] = column.names;
    }
    summary->snapshots = !store::snapshotSteps(path).empty();
    return summary;
}

}  // namespace selfsight::ui
