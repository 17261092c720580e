// Untrained weights: the control. Its batch-norm statistics are estimated on the training images by the job.
#include "core/error.h"
#include "methods/builtin.h"

namespace selfsight::methods {
namespace {

class Random final : public Method {
  public:
    Random(const Recipe& recipe, std::int64_t classes) {
        encoder_ = nn::makeEncoder(encoderOptions(recipe, classes));
        own("encoder", encoder_);
    }
    torch::Tensor loss(const Batch&) override { throw LogicError("random weights have no loss"); }
    std::vector<nn::ParameterGroup> parameters() override { return {}; }
};

}  // namespace

std::unique_ptr<Method> makeRandom(const Recipe& recipe, std::int64_t classes) {
    return std::make_unique<Random>(recipe, classes);
}

}  // namespace selfsight::methods
