// The images behind a run's embeddings, for what shows them. Torch-free header.
#pragma once

#include "core/control.h"
#include "core/event.h"
#include "data/source.h"
#include "store/run_folder.h"

#include <memory>
#include <string>

namespace selfsight::jobs {

// The images of a split in the order of its embeddings, or null, with a warning that begins with `purpose`
// ("The report"), where they are not at hand or not those that the run was made from.
std::shared_ptr<const data::ImageSet> runImages(const store::RunFolder& run, const std::string& split,
                                                const std::string& purpose, Control& control,
                                                EventSink& events);

}  // namespace selfsight::jobs
