// Cross entropy on the class labels, with label smoothing and blended images where the recipe asks for them.
#include "methods/builtin.h"
#include "methods/losses.h"

namespace selfsight::methods {
namespace {

class Supervised final : public Method {
  public:
    Supervised(const Recipe& recipe, std::int64_t classes)
        : smoothing_(recipe.real("method.label_smoothing")) {
        encoder_ = nn::makeEncoder(encoderOptions(recipe, classes));
        own("encoder", encoder_);
    }

    torch::Tensor loss(const Batch& batch) override {
        const auto embedding = encoder_->embed(batch.views.at(0));
        lastEmbedding_ = embedding.detach();
        const auto logits = encoder_->classify(embedding);
        if (batch.otherLabels.defined())
            return mixedCrossEntropy(logits, batch.labels, batch.otherLabels, batch.mix, smoothing_);
        return crossEntropy(logits, batch.labels, smoothing_);
    }

    std::vector<nn::ParameterGroup> parameters() override { return {{namedParameters("encoder"), false}}; }

  private:
    double smoothing_;
};

}  // namespace

std::unique_ptr<Method> makeSupervised(const Recipe& recipe, std::int64_t classes) {
    return std::make_unique<Supervised>(recipe, classes);
}

}  // namespace selfsight::methods
