// What the window knows of a workspace: values read in the background, shared between views, never changed.
#pragma once

#include "eval/probe.h"
#include "store/evaluation.h"
#include "store/transfers.h"
#include "store/workspace.h"
#include "ui/controller/run_colours.h"
#include "ui/controller/sweeps.h"

#include <QStringList>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace selfsight::ui {

// What the values of the label columns are called, and which class is in which superclass.
struct ClassNames {
    std::vector<std::string> classes, superclasses;
    Labels superclassOf;                                     // empty: there are no superclasses
    std::map<std::string, std::vector<std::string>> others;  // by column
};

struct RunSummary {
    store::RunRecord record;
    bool written = false;  // a living process, this one or another, writes it now
    bool embeddings = false;
    std::vector<std::string> maps;                                           // stems, without ".npy"
    std::map<std::string, std::shared_ptr<const eval::ProbeResult>> probes;  // by protocol
    store::RunEvaluation evaluation;                                         // of its test embeddings
    std::vector<store::Transfer> transfers;                                  // of its newest weights
    ClassNames names;
    bool snapshots = false;  // embeddings of moments in training were kept
    std::int64_t throughStamp =
        0;  // differs whenever the maps through training have changed; 0: there are none
    std::int64_t metricsStamp = 0;  // differs whenever metrics.csv has changed
};

struct WorkspaceSnapshot {
    std::vector<std::shared_ptr<const RunSummary>> runs;    // oldest first
    std::vector<store::Comparison> comparisons;             // oldest first
    std::vector<std::shared_ptr<const SweepTable>> sweeps;  // those of them that vary settings
    QStringList problems;                                   // folders that could not be read, and why
    RunColours colours;                                     // given by a person
    std::int64_t findingsStamp = 0;                         // differs whenever workspace.json has changed

    const RunSummary* run(const std::string& id) const {
        for (const auto& summary : runs) {
            if (summary->record.id == id) return summary.get();
        }
        return nullptr;
    }
};

}  // namespace selfsight::ui
