// A method answers: given a batch, what is the loss; which parameters train; what happens after the step;
// which sub-module is the encoder. One file a method; registry.cpp lists them.
#pragma once

#include "methods/recipe.h"
#include "nn/encoder.h"
#include "nn/optimiser.h"
#include "nn/state.h"

#include <memory>
#include <string>
#include <torch/nn/module.h>
#include <torch/utils.h>
#include <vector>

namespace selfsight::methods {

// What one step sees: augmented, normalised views, float32 [n, 3, h, w], all of the same images.
struct Batch {
    std::vector<torch::Tensor> views;  // full size; one for supervised, two or more otherwise
    std::vector<torch::Tensor> small;  // small crops of the multi-crop strategy, may be empty
    torch::Tensor labels;              // int64 [n], −1: unlabelled
    torch::Tensor otherLabels;         // of the images blended in by mixup or cutmix, else undefined
    double mix = 1;                    // weight of `labels` against `otherLabels`
};

class Method {
  public:
    virtual ~Method() = default;
    Method() = default;
    Method(const Method&) = delete;
    Method& operator=(const Method&) = delete;

    // The scalar loss with its graph. Remembers the embedding (detached) for the collapse measure.
    virtual torch::Tensor loss(const Batch& batch) = 0;
    virtual std::vector<nn::ParameterGroup> parameters() = 0;
    // Before a step: `progress` in (0, 1] is the run's when the step is done.
    virtual void setProgress(double progress) { (void)progress; }
    // After the optimiser's step.
    virtual void afterStep() {}
    // Keeps what setProgress() sets on the device (nn::StepNumber), so that loss() and afterStep() can be
    // recorded and repeated.
    virtual void keepNumbersOn(torch::Device device) { (void)device; }

    nn::Encoder encoder() const { return encoder_; }
    // Of the first view of the newest batch, [n, d], without gradients; undefined before the first loss.
    const torch::Tensor& lastEmbedding() const { return lastEmbedding_; }

    // Everything a resumed run needs beyond the optimiser, as live tensors: "encoder.conv1.0.weight",
    // "projector.0.weight", …
    std::vector<nn::NamedTensor> state() const;
    void load(const std::vector<nn::NamedTensor>& state, const std::string& source);
    void to(torch::Device device);
    void train(bool on);

  protected:
    void own(const std::string& name, std::shared_ptr<torch::nn::Module> module);
    // Named with the prefix under which state() lists them.
    std::vector<nn::NamedTensor> namedParameters(const std::string& owned) const;

    nn::Encoder encoder_;
    torch::Tensor lastEmbedding_;

  private:
    std::vector<std::pair<std::string, std::shared_ptr<torch::nn::Module>>> modules_;
};

// Sees the recipe's encoder.* options.
nn::EncoderOptions encoderOptions(const Recipe& recipe, std::int64_t classes);

// Makes a method with freshly initialised weights, drawn from torch's global generator (torch::manual_seed).
// `classes` is the number of values of the label column, at least 1. Throws RuntimeError(Usage).
std::unique_ptr<Method> makeMethod(const std::string& name, const Recipe& recipe, std::int64_t classes);

}  // namespace selfsight::methods
