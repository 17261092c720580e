// The images behind the maps, with every label that is known of them.
#pragma once

#include "data/source.h"
#include "store/run_folder.h"

#include <filesystem>
#include <memory>
#include <string>

namespace selfsight::ui {

struct ShownImages {
    std::shared_ptr<const data::ImageSet> images;  // without pixels where they are not at hand
    std::string problem;                           // why they are not; empty where a run never had any
};

// The test images of a run's data set, at the size at which they are shown. Where they cannot be read, or the
// run's embeddings came from elsewhere without any, the labels that the run keeps beside its embeddings.
// Throws RuntimeError(Input) when these cannot be read either.
ShownImages readShownImages(const std::filesystem::path& cache, const store::RunFolder& run);

}  // namespace selfsight::ui
