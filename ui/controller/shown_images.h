// The images behind the maps, with every label that is known of them.
#pragma once

#include "data/source.h"
#include "store/run_folder.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace selfsight::ui {

struct ShownImages {
    std::shared_ptr<const data::ImageSet> images;  // without pixels where they are not at hand
    std::string problem;                           // why they are not; empty where a run never had any
    std::string foundAt;  // where they were found instead; empty: where the run says, or nowhere
};

// The test images of a run's data set, at the size at which they are shown. What they look like is kept in
// the workspace (data/image_match.h): where the run's own data are gone, or are others by now, the images are
// looked for by content in `elsewhere`, data that this person has, and put in the run's order. Where they are
// nowhere, or the run's embeddings came from elsewhere without any, the labels that the run keeps beside its
// embeddings. Throws RuntimeError(Input) when these cannot be read either.
ShownImages readShownImages(const std::filesystem::path& workspace, const store::RunFolder& run,
                            const std::vector<std::string>& elsewhere);

}  // namespace selfsight::ui
