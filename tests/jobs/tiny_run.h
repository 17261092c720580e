// Training runs on a tiny demo, as jobs, and what must be equal between two of them.
#pragma once

#include "core/job.h"
#include "jobs/jobs.h"
#include "store/checkpoint.h"
#include "store/workspace.h"

#include <doctest/doctest.h>
#include <fstream>
#include <functional>
#include <iterator>
#include <mutex>
#include <string>
#include <vector>

namespace selfsight::test {

// Two steps an epoch of 32 images; a checkpoint and an evaluation after each.
inline jobs::TrainSpec tinyRun(const std::filesystem::path& workspace, const std::string& method,
                               const std::string& budget) {
    jobs::TrainSpec spec;
    spec.workspace = workspace;
    spec.data = "demo:train=72,test=20,seed=1";
    spec.method = method;
    spec.recipe = methods::loadRecipe("quick", method);
    spec.recipe.set("encoder.width", "0.1");
    spec.recipe.set("train.batch_size", "32");
    spec.recipe.set("train.precision", "float32");
    spec.recipe.set("train.report_every", "1");
    spec.recipe.setBudget(methods::Budget::parse(budget));
    spec.seed = 5;
    spec.device = "cpu";
    spec.threads = 1;
    return spec;
}

// Keeps what a person would be told, and calls back at each row of metrics.
class Teller final : public EventSink {
  public:
    void send(Event event) override {
        if (const auto* row = std::get_if<event::Metrics>(&event)) {
            if (onRow) onRow(row->step);
            return;
        }
        const std::lock_guard lock(mutex_);  // checkpoints are told by the thread that writes them
        if (const auto* message = std::get_if<event::Message>(&event))
            if (message->level == event::Message::Level::Warning) warnings_.push_back(message->text);
        if (const auto* artifact = std::get_if<event::ArtifactReady>(&event))
            if (artifact->kind == "checkpoint") checkpoints_.push_back(artifact->path);
    }
    std::vector<std::string> warnings() const {
        const std::lock_guard lock(mutex_);
        return warnings_;
    }
    std::vector<std::string> checkpoints() const {
        const std::lock_guard lock(mutex_);
        return checkpoints_;
    }
    std::function<void(std::int64_t step)> onRow;

  private:
    mutable std::mutex mutex_;
    std::vector<std::string> warnings_, checkpoints_;
};

inline std::string contentOf(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    CAPTURE(file.string());
    REQUIRE(stream);
    return {std::istreambuf_iterator<char>(stream), {}};
}

// Of finished runs: weights, optimiser and random state (the checkpoint's SHA-256), metrics, embeddings.
inline void checkEqualRuns(const std::filesystem::path& a, const std::filesystem::path& b) {
    for (const char* file : {"metrics.csv", "embeddings/test.npy", "checkpoints/encoder.safetensors"}) {
        CAPTURE(std::string(file));
        CHECK((contentOf(a / file) == contentOf(b / file)));
    }
    const auto first = store::CheckpointFolder(a / "checkpoints").latest();
    const auto second = store::CheckpointFolder(b / "checkpoints").latest();
    REQUIRE(first);
    REQUIRE(second);
    CHECK(first->checkpoint.step == second->checkpoint.step);
    CHECK(first->sha256 == second->sha256);
}

}  // namespace selfsight::test
