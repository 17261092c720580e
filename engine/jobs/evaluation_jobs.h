// The jobs that evaluate embeddings beyond the headline probe. Torch-free header.
#pragma once

#include "core/job.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace selfsight::jobs {

// What is measured of embeddings beyond the headline probe. Of every run: out-of-fold predictions under the
// notebook's probe and likely mislabels, collapse and rank with the singular spectrum, near-duplicates between
// training and test images, several draws of random weights; and where the embeddings of the training split
// are there, k-NN accuracy and label efficiency. What is stored already and belongs to the embeddings is not
// measured again.
struct EvaluateSpec {
    std::filesystem::path workspace;
    std::vector<std::string> runs;
    std::string comparison;             // or: the runs of this comparison
    std::string protocol = "standard";  // of the predictions that are compared, and of the draws
    std::int64_t draws = 5;             // of random weights, the run's own among them; of labelled images
    std::string device = "auto";
};
// Writes runs/<id>/evaluation/*.json and, for two runs or more, evaluation.json into the comparison's folder
// (paired tests, classes, confusion, who has an image right, CKA and mutual neighbours). ArtifactReady of kind
// "evaluation" for each.
std::unique_ptr<Job> makeEvaluateJob(const EvaluateSpec& spec);

// Probes a run's encoder on a data set that it was not trained on: embeds that set's images and probes them.
// Writes runs/<id>/evaluation/transfer-<kind>-<hash>.json.
struct TransferSpec {
    std::filesystem::path workspace;
    std::string run;
    std::string data;  // as TrainSpec::data
    std::string protocol = "standard";
    std::string label = "class";
    std::string device = "auto";
};
// `result`, if given, receives the file's content.
std::unique_ptr<Job> makeTransferJob(const TransferSpec& spec, std::shared_ptr<std::string> result = {});

}  // namespace selfsight::jobs
