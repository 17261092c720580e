// A training step that is recorded once and launched as a whole from then on (CUDA graphs; NVIDIA,
// "Accelerating PyTorch with CUDA Graphs", 2021): a small network's step is hundreds of kernels, which the
// processor cannot launch as fast as a large GPU runs them.
#pragma once

#include "methods/method.h"
#include "nn/state.h"

#include <functional>
#include <memory>
#include <string>
#include <torch/types.h>
#include <vector>

namespace selfsight::jobs {

// A device's way to keep work for later. What it throws is LibTorch's.
class Recorder {
  public:
    virtual ~Recorder() = default;
    // Runs `work` where record() will record it, so that what is set up at first use is there.
    virtual void rehearse(const std::function<void()>& work) = 0;
    // Keeps what `work` launches, without running it. The tensors that it reads and writes must stay where
    // they are, and numbers passed by value stay what they are now. Replaces what was recorded before.
    virtual void record(const std::function<void()>& work) = 0;
    // Launches what was recorded.
    virtual void replay() = 0;
};

// LibTorch's graphs of `device`; null where `device` or this LibTorch (before 2.13) has none.
std::unique_ptr<Recorder> makeRecorder(torch::Device device);

class RecordedStep {
  public:
    // `work` is the step after its batch; `state` lists all that it changes, as live tensors.
    RecordedStep(std::unique_ptr<Recorder> recorder, std::function<void(const methods::Batch&)> work,
                 std::function<std::vector<nn::NamedTensor>()> state);

    // One step on `batch`, whose shapes are those of the batch before; each call is a step of training. The
    // first ones are launched one kernel at a time; then the step is recorded and, once, compared with the
    // same step launched so: where they differ, or the device refuses, steps go on one kernel at a time, and
    // problem() says why.
    void run(const methods::Batch& batch);
    // Records anew at one of the next steps: what is launched has changed.
    void forget();

    bool recorded() const { return recorded_; }
    // Empty while there is none.
    const std::string& problem() const { return problem_; }

  private:
    void keep(const methods::Batch& batch);
    void recordAndCompare();

    std::unique_ptr<Recorder> recorder_;
    std::function<void(const methods::Batch&)> work_;
    std::function<std::vector<nn::NamedTensor>()> state_;
    methods::Batch batch_;  // always in the same place
    int rehearsals_ = 0;
    bool recorded_ = false;
    std::string problem_;
};

}  // namespace selfsight::jobs
