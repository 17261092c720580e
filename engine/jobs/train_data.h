// The data set as training and extraction use it: loaded, split, normalised, on the device.
#pragma once

#include "data/dataset.h"
#include "data/split.h"
#include "methods/recipe.h"
#include "store/run_folder.h"

#include <memory>
#include <string>
#include <vector>

namespace selfsight::jobs {

struct TrainingData {
    data::SourceInfo info;
    std::string hash;  // of the content
    std::shared_ptr<const data::ImageSet> trainImages, testImages;
    data::IndexSplit split;  // of the training images: first trains, second validates
    data::DeviceDataset train, test;
    std::int64_t classes = 1;  // values of the column "class"; 1 without it
    bool labelled = false;     // there is a column "class"
};

// Loads both parts. The validation part is chosen by seed 0 whatever the run's seed is, so that runs of
// several seeds compare like for like. Throws RuntimeError(Input), Cancelled.
TrainingData loadTrainingData(data::Source& source, double validationShare, torch::Device device,
                              std::stop_token stop, const data::LoadProgress& progress);

// The images that "train", "validation" or "test" names, as indices into their part. Throws
// RuntimeError(Usage).
std::vector<std::int64_t> splitIndices(const TrainingData& data, const std::string& split);

// Every label column of those images, for the run folder.
store::EmbeddingInfo describeSplit(const TrainingData& data, const std::string& split,
                                   const std::vector<std::int64_t>& indices);

}  // namespace selfsight::jobs
