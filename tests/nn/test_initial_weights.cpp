// Weights that a seed names stay the same whatever other threads make meanwhile.
#include "nn/encoder.h"
#include "nn/initial_weights.h"
#include "nn/state.h"

#include <atomic>
#include <doctest/doctest.h>
#include <thread>

using namespace selfsight;

namespace {

torch::Tensor weights() {
    const auto drawing = nn::holdInitialWeights();
    torch::manual_seed(7);
    nn::EncoderOptions options;
    options.width = 0.1;
    std::vector<torch::Tensor> parts;
    for (int i = 0; i < 3; ++i)
        for (const auto& parameter : nn::makeEncoder(options)->parameters())
            parts.push_back(parameter.detach().flatten());
    return torch::cat(parts);
}

}  // namespace

TEST_CASE("a model that another thread makes does not change the weights of a seed") {
    const torch::Tensor alone = weights();
    std::atomic<bool> stop{false};
    std::atomic<int> made{0};
    std::thread other([&] {
        nn::EncoderOptions options;
        options.width = 0.05;
        while (!stop) {
            nn::makeEncoder(options);
            ++made;
        }
    });
    while (made == 0) std::this_thread::yield();
    for (int i = 0; i < 10; ++i) CHECK(torch::equal(weights(), alone));
    stop = true;
    other.join();
}
