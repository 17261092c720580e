// The jobs that bring weights and embeddings in from elsewhere and take results out. Torch-free header.
#pragma once

#include "core/job.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace selfsight::jobs {

// Somebody's checkpoint becomes a run: its encoder under our names in checkpoints/, the embeddings of the
// data, and import.json, which says what was taken from the file and what was left.
struct ImportWeightsSpec {
    std::filesystem::path workspace;
    std::filesystem::path file;  // safetensors, or what torch.save writes
    std::string data = "demo";
    std::string name;                 // of the run; empty: the file's
    std::string method = "imported";  // how it was trained: also "supervised", "byol", "simsiam"
    // "dataset", "imagenet" (what byol-pytorch's augmentation ends with), or "auto": imagenet for weights in
    // byol-pytorch's layout, else dataset.
    std::string normalise = "auto";
    bool paddedStem = false;  // ResNet-18 whose stem is padded by 2 px (solo-learn on CIFAR)
    std::vector<std::string> splits{"test", "train", "validation"};
    std::string device = "auto";
    int threads = 0;
};
// `runId`, if given, receives the run's id before the first event. The choice between several copies and what
// did not match are sent as notes and warnings, and stand in the run's notes.
std::unique_ptr<Job> makeImportWeightsJob(const ImportWeightsSpec& spec, std::string* runId = nullptr);

// Embeddings made elsewhere become a run without weights, which probes, maps and measures work on.
struct ImportEmbeddingsSpec {
    std::filesystem::path workspace;
    std::filesystem::path embeddings;  // .npy, float [n, d]
    std::filesystem::path labels;      // .npy, whole numbers [n], −1 for none; may be empty
    // CSV with a header and one row an image: a column "class" names the classes, every other column of text
    // or whole numbers becomes a label column; may be empty.
    std::filesystem::path table;
    std::filesystem::path classNames;  // text, one name a line; may be empty
    std::string images;                // what openSource() reads, whose test part has n images; may be empty
    std::string name;                  // of the run; empty: the file's
    std::string split = "test";
    std::string into;  // an imported run that gets another split; empty: a new run
};
std::unique_ptr<Job> makeImportEmbeddingsJob(const ImportEmbeddingsSpec& spec, std::string* runId = nullptr);

struct ExportSpec {
    std::filesystem::path workspace;
    std::string run;
    // Of weights: "safetensors", "pytorch", "onnx" (a file) and "python" (a script, its weights beside it).
    // Of results: "npy", "csv", "tensorboard-projector" (a folder, which must be new or empty).
    std::string format;
    std::filesystem::path output;
    std::string checkpoint = "latest";  // or "best"
    std::string split = "test";         // of results
    std::int64_t neighbours = 20;       // of results; 0: none
    bool images = true;                 // the sprite of a projector
};
// ArtifactReady of kind "export" carries the file or folder.
std::unique_ptr<Job> makeExportJob(const ExportSpec& spec);

}  // namespace selfsight::jobs
