// What a front end starts. Specifications are values; each make…Job returns a job that runs once. Torch-free
// header.
#pragma once

#include "core/job.h"
#include "map/map.h"
#include "methods/recipe.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace selfsight::jobs {

// "auto" (a CUDA device where there is one, else the CPU), "cpu", "cuda", "cuda:1". What was chosen stands in
// the run.
struct DeviceInfo {
    std::string name;         // "cpu", "cuda:0"
    std::string description;  // "CPU, 2 threads, AVX-512", "NVIDIA H100 80GB"
};
DeviceInfo resolveDevice(
    const std::string& request);  // throws RuntimeError(Environment) when there is no such device

struct TrainSpec {
    std::filesystem::path workspace;
    std::string data = "demo";
    std::string method = "supervised";
    methods::Recipe recipe;  // resolved for the method; holds budget, width, batch, …
    std::uint64_t seed = 0;
    std::string device = "auto";
    int threads = 0;  // 0: all
    std::string comparison;
    std::string name;  // of the run; empty: its method and seed
};
// Trains and extracts the embeddings of the test split (and of the training split where the recipe asks).
// `runId`, if given, receives the run's id before the first event.
std::unique_ptr<Job> makeTrainJob(const TrainSpec& spec, std::string* runId = nullptr);
// Goes on with an interrupted, paused, stopped or failed run from its last checkpoint, up to its recorded
// number of steps.
std::unique_ptr<Job> makeResumeJob(const std::filesystem::path& workspace, const std::string& run,
                                   const std::string& device);

struct EmbedSpec {
    std::filesystem::path workspace;
    std::string run;
    std::vector<std::string> splits{"test"};  // "train", "validation", "test"
    std::string extraction =
        "eval";  // or "notebook": training-mode norms on batches of 1,024, unnormalised images
    std::string device = "auto";
};
std::unique_ptr<Job> makeEmbedJob(const EmbedSpec& spec);

struct ProbeSpec {
    std::filesystem::path workspace;
    std::string run;
    std::string protocol = "notebook";  // "standard", or "notebook-folds": four folds, out of fold
    std::string label = "class";
    std::string device = "auto";
};
std::unique_ptr<Job> makeProbeJob(const ProbeSpec& spec);

// Copies a label column that was made by hand (workspace.json, see store/findings.h) into the test embeddings
// of every run of that data set, so that it can be probed like any other.
struct LabelSpec {
    std::filesystem::path workspace;
    std::string column;
    std::string dataHash;
};
std::unique_ptr<Job> makeLabelJob(const LabelSpec& spec);

struct ProjectSpec {
    std::filesystem::path workspace;
    std::string run;
    std::string split = "test";
    map::MapOptions options;
    bool frames = true;  // send MapFrame events while it forms
    // Warm start from another map of the same images: "STEM" of this run or "RUN/STEM". With
    // options.earlyIterations = 0 its arrangement is kept.
    std::string start;
    std::string fitSplit;  // lda: fitted on this split's embeddings; empty: on halves, see map::heldOutLda
};
std::unique_ptr<Job> makeProjectJob(const ProjectSpec& spec);
// The name of its map: maps/<stem>.npy.
std::string mapStem(const ProjectSpec& spec);

// t-SNE maps of several runs (the same images) that are tied to each other while they form.
struct JointSpec {
    std::filesystem::path workspace;
    std::vector<std::string> runs;  // at least two
    std::string split = "test";
    map::MapOptions options;
    double tie = 0.01;  // 0 … 0.1, see map::JointMaps
    bool frames = true;
};
// Makes each run's map without the tie as well, so that every tied map says what the tie costs in trust.
std::unique_ptr<Job> makeJointJob(const JointSpec& spec);
std::string mapStem(const JointSpec& spec);  // in every run's folder

// Places the embeddings of another split (or of another run of the same encoder's dimension) on a finished
// t-SNE map, which does not move.
struct PlaceSpec {
    std::filesystem::path workspace;
    std::string run;
    std::string map;  // its stem; the embeddings of its split must be there still
    std::string split = "train";
};
std::unique_ptr<Job> makePlaceJob(const PlaceSpec& spec);
std::string mapStem(const PlaceSpec& spec);

// Maps of the embeddings that a run kept while it trained (recipe option train.snapshot_every): the first as
// the options say, each other warm-started from the one before. Written by store::writeThroughMaps under
// options.fileStem().
struct ThroughSpec {
    std::filesystem::path workspace;
    std::string run;
    map::MapOptions options;
    int iterationsBetween = 200;
    bool frames = true;
};
std::unique_ptr<Job> makeThroughTrainingJob(const ThroughSpec& spec);

// Images of the live map of a run that somebody watches.
inline constexpr int kWatchedImages = 1000;

struct CompareSpec {
    std::filesystem::path workspace;
    std::string data = "demo";
    std::vector<std::string> methods{"supervised", "byol", "simsiam", "random"};
    std::string recipe = "quick";
    std::vector<std::pair<std::string, std::string>> overrides;  // --set key=value, applied to every method
    methods::Budget budget;
    bool budgetGiven = false;
    std::vector<std::uint64_t> seeds{0};
    // "notebook" or "standard", beside which the notebook's is measured, too; empty: standard where the recipe
    // embeds the training images ("train.embed_all"), else notebook.
    std::string protocol;
    map::MapOptions map;
    std::string device = "auto";
    int threads = 0;
    bool resume =
        true;  // go on with an earlier comparison of the same request: what is finished is not computed again
    std::string extraction = "eval";  // of the probed and mapped embeddings; or "notebook", see EmbedSpec
    bool watched = false;  // a live map forms while a member trains (train.preview_images)
    bool stopEndsAll =
        false;  // stop-and-keep ends the comparison, resumable, instead of the training run alone
};
// For every method and seed: train, embed, probe, project; then aligned maps, the comparison's record and its
// report. Stop-and-keep ends the run that is training and goes on with the next; cancel ends the comparison.
// `comparisonId`, if given, receives the id before the first event.
std::unique_ptr<Job> makeCompareJob(const CompareSpec& spec, std::string* comparisonId = nullptr);

struct ReportSpec {
    std::filesystem::path workspace;
    std::string comparison;         // id; empty: the newest
    std::vector<std::string> runs;  // instead of a comparison: these runs
    std::filesystem::path output;   // empty: report.html in the comparison's folder
    std::string protocol;           // of the accuracies; empty: as the comparison asked, else "notebook"
    bool thumbnails = true;         // images of the test split shown under the mouse
};
// Writes one self-contained HTML file. ArtifactReady of kind "report" carries its path.
std::unique_ptr<Job> makeReportJob(const ReportSpec& spec);

}  // namespace selfsight::jobs
