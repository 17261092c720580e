// Finds one of our encoders among the tensors of somebody else's checkpoint.
#pragma once

#include "io/tensor.h"
#include "nn/encoder.h"

#include <string>
#include <vector>

namespace selfsight::nn {

// One occurrence of an encoder in a file.
struct WeightCopy {
    std::string prefix;   // "learner.online_encoder.net.", "backbone.", …; may be empty
    std::string naming;   // "notebook", "torchvision", "sequential" (children by number), "selfsight"
    bool target = false;  // a moving average of another copy, by its name
};

struct WeightMatch {
    EncoderOptions options;  // kind, widths, and the classes of the file's classifier (1 without one)
    bool classifier = false;
    std::vector<io::Tensor> tensors;  // under our names, float32 and int64, the classifier's only if there
    WeightCopy copy;                  // the one taken
    std::vector<WeightCopy> others;
    std::string choice;                // why this one, in a sentence
    std::vector<std::string> matched;  // names in the file, in our order
    std::vector<std::string> unused;   // names in the file that were left alone
    std::vector<std::string> absent;   // our names that were filled in (counters of norms alone)
};

// Any prefix is understood (Lightning, lightly, solo-learn, byol-pytorch, DataParallel and torch.compile
// write such); of several copies the online one is taken, never a target while there is another.
// `paddedStem`: a ResNet-18 is one whose stem is padded by two pixels, as solo-learn's are; weights alone
// cannot tell. `file` names the source in errors: RuntimeError(Input) when there is no encoder of ours in it,
// saying which network was found instead, and when tensors of it are missing or of another shape, naming
// them.
WeightMatch matchWeights(const std::vector<io::Tensor>& tensors, const std::string& file, bool paddedStem);

}  // namespace selfsight::nn
