// The report of a comparison: what is gathered from the workspace, and the self-contained HTML page made of
// it. Torch-free.
#pragma once

#include "data/source.h"
#include "eval/probe.h"
#include "map/map.h"
#include "store/evaluation.h"
#include "store/findings.h"
#include "store/run_folder.h"
#include "store/workspace.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace selfsight::store {

// k-NN purity of one label column in an embedding, as <run>/purity.json keeps it.
struct ReportPurity {
    std::string column;
    double purity = 0;  // mean share of an image's k nearest neighbours that carry its label, 0 … 1
    double chance = 0;  // the same share among all other images
    std::int64_t k = 0;
};

// One run in a report.
struct ReportMember {
    RunRecord run;
    MetricsTable metrics;
    std::optional<eval::ProbeResult> probe;  // under the report's protocol
    std::vector<eval::ProbeResult> otherProbes;
    std::optional<map::MapResult> map;  // moved onto the first member's where that has been computed
    std::string mapName;
    double disparity = -1;  // share of variance that the alignment left unexplained; −1: not aligned
    // The same for the first encoder's map under another seed; −1: not known.
    double disparityOfNull = -1;
    std::vector<ReportPurity> purity;
    RunEvaluation evaluation;
    std::map<std::string, std::string> checkpoints;  // file name → SHA-256

    std::string label() const;  // "BYOL", and the seed where asked for by the caller
};

struct ReportData {
    std::string title;
    std::string made;      // UTC, ISO 8601
    std::string protocol;  // "notebook" or "standard"
    std::string request;   // JSON of the comparison's request, or empty
    std::vector<ReportMember> members;
    std::vector<std::string> differences;  // what is not like for like, in words; empty: nothing
    std::string command;  // that makes the comparison, or each of the runs, again; a line each; may be empty
    std::vector<NamedSelection> selections;  // of its images
    std::vector<Note> notes;                 // on its runs, and on selections of its images
    // Of the mapped test images, from the run folders, with the names of their values.
    std::vector<data::LabelColumn> columns;
    nlohmann::json evaluation;  // the comparison's evaluation.json, or null
    // The mapped images themselves, for thumbnails; null where they are not at hand or not wanted.
    std::shared_ptr<const data::ImageSet> images;
};

// Reads everything that the report of these runs needs. `comparison.id` may be empty for loose runs. Runs
// that are not finished are included with what they have. Throws RuntimeError(Input) when a file of a run is
// damaged.
ReportData gatherReport(Workspace& workspace, const Comparison& comparison, const std::string& protocol);

// In what the runs differ that makes their accuracies not like for like: encoder, width, data, split, images
// seen (of the trained ones), protocol. One sentence each.
std::vector<std::string> likeForLikeDifferences(const std::vector<RunRecord>& runs,
                                                const std::vector<std::optional<eval::ProbeResult>>& probes);

// The notebook's accuracy of a method under its protocol on CIFAR-100, where it published one.
std::optional<double> publishedAccuracy(const RunRecord& run, const std::string& protocol);

struct ReportOptions {
    bool thumbnails = true;
    std::int64_t thumbnailLimit = 2500;  // images embedded at the most; an even sample where there are more
};

// The page: no network, no outside file, everything from files escaped.
std::string renderReport(const ReportData& data, const ReportOptions& options = {});

// File names, relative to a comparison's folder.
inline constexpr const char* kReportFile = "report.html";
inline constexpr const char* kResultsFile = "results.json";
inline constexpr const char* kEvaluationFile = "evaluation.json";
// The map of a run after alignment: comparisons/<id>/maps/<run>.npy, float32 [n, 2].
std::filesystem::path alignedMapPath(const std::filesystem::path& comparisonFolder, const std::string& run);

}  // namespace selfsight::store
