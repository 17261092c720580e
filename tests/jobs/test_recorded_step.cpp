// A recorded step against the same step launched one kernel at a time. No GPU is needed: the recorder here
// keeps the work itself and repeats it, so that what is tested is that a repetition reads what a recorded
// step would read.
#include "core/error.h"
#include "jobs/recorded_step.h"
#include "jobs/train_stepper.h"
#include "nn/step_number.h"

#include <doctest/doctest.h>
#include <numeric>
#include <torch/utils.h>

using namespace selfsight;

namespace {

struct Calls {
    int rehearsed = 0, recorded = 0, replayed = 0;
};

class RepeatingRecorder : public jobs::Recorder {
  public:
    explicit RepeatingRecorder(Calls& calls) : calls_(calls) {}
    void rehearse(const std::function<void()>& work) override {
        ++calls_.rehearsed;
        work();
    }
    void record(const std::function<void()>& work) override {
        ++calls_.recorded;
        work_ = work;
    }
    void replay() override {
        ++calls_.replayed;
        work_();
    }

  protected:
    Calls& calls_;
    std::function<void()> work_;
};

// A device that does not take the work.
class RefusingRecorder final : public RepeatingRecorder {
  public:
    using RepeatingRecorder::RepeatingRecorder;
    void record(const std::function<void()>&) override {
        TORCH_CHECK(false, "operation not permitted when stream is capturing");
    }
};

// One that loses the work.
class ForgetfulRecorder final : public RepeatingRecorder {
  public:
    using RepeatingRecorder::RepeatingRecorder;
    void replay() override { ++calls_.replayed; }
};

methods::Recipe recipeOf(const std::string& method, const std::string& optimiser) {
    auto recipe = methods::loadRecipe("cpu-30min", method);
    recipe.set("encoder.width", "0.1");
    recipe.set("encoder.last_width", "0.1");
    recipe.set("train.batch_size", "16");
    recipe.set("optimiser.kind", optimiser);
    recipe.set("optimiser.clip", "1");
    recipe.set("method.ema", "0.5");
    return recipe;
}

jobs::Stepper stepperOf(const std::string& method, const methods::Recipe& recipe) {
    data::DeviceDataset dataset;
    torch::manual_seed(3);
    dataset.images = torch::randint(0, 256, {64, 3, 32, 32}, torch::kUInt8);
    dataset.labels = torch::arange(64) % 4;
    std::vector<std::int64_t> all(64);
    std::iota(all.begin(), all.end(), 0);
    return jobs::Stepper(method, recipe, dataset, all, 4, 1);
}

constexpr int kSteps = 12;

std::vector<double> losses(jobs::Stepper& stepper) {
    std::vector<double> result;
    for (int step = 0; step < kSteps; ++step) {
        stepper.step(step, kSteps);
        result.push_back(stepper.takeMeanLoss());
    }
    return result;
}

// The largest difference of two states.
double apart(const jobs::Stepper& a, const jobs::Stepper& b) {
    const auto one = a.state(), other = b.state();
    REQUIRE(one.size() == other.size());
    double most = 0;
    for (std::size_t i = 0; i < one.size(); ++i)
        most = std::max(most, (one[i].second.to(torch::kFloat64) - other[i].second.to(torch::kFloat64))
                                  .abs()
                                  .max()
                                  .item<double>());
    return most;
}

}  // namespace

TEST_CASE("recorded steps are the steps, for every method and optimiser") {
    for (const auto& [method, optimiser] :
         std::vector<std::pair<std::string, std::string>>{{"supervised", "adamw"},
                                                          {"supervised", "sgd"},
                                                          {"byol", "adamw"},
                                                          {"byol", "lars"},
                                                          {"simsiam", "sgd"},
                                                          {"simclr", "adamw"},
                                                          {"barlow", "adamw"},
                                                          {"vicreg", "adamw"}}) {
        CAPTURE(method);
        CAPTURE(optimiser);
        const auto recipe = recipeOf(method, optimiser);
        auto plain = stepperOf(method, recipe), recorded = stepperOf(method, recipe);
        Calls calls;
        recorded.record(std::make_unique<RepeatingRecorder>(calls));
        const auto expected = losses(plain), found = losses(recorded);
        for (int step = 0; step < kSteps; ++step) {
            CAPTURE(step);
            // Rates are float32 on the device and the average is taken in another order: rounding, which
            // twelve steps of a batch of 16 make larger.
            CHECK(found[static_cast<std::size_t>(step)] ==
                  doctest::Approx(expected[static_cast<std::size_t>(step)]).epsilon(2e-3));
        }
        CHECK(recorded.recorded()->problem().empty());
        CHECK(recorded.recorded()->recorded());
        // Three to warm up and one to compare with; every step after these is a launch.
        CHECK(calls.rehearsed == 4);
        CHECK(calls.recorded == 1);
        CHECK(calls.replayed == kSteps - 3);
    }
}

TEST_CASE(
    "where a device does not record, or records something else, steps go on as they were, and say why") {
    const auto recipe = recipeOf("byol", "adamw");
    const auto run = [&](auto makeRecorder) {
        Calls calls;
        auto stepper = stepperOf("byol", recipe);
        stepper.record(makeRecorder(calls));
        losses(stepper);
        return std::pair(stepper.recorded()->problem(), stepper.encoder().parameters()[0].clone());
    };
    const auto [none, expected] =
        run([](Calls& calls) { return std::make_unique<RepeatingRecorder>(calls); });
    CHECK(none.empty());
    const auto [refused, kept] = run([](Calls& calls) { return std::make_unique<RefusingRecorder>(calls); });
    CHECK(refused.find("not permitted") != std::string::npos);
    CHECK(refused.find('\n') == std::string::npos);
    CHECK(torch::equal(kept, expected));
    const auto [lost, still] = run([](Calls& calls) { return std::make_unique<ForgetfulRecorder>(calls); });
    CHECK(lost.find("ended elsewhere") != std::string::npos);
    CHECK(torch::equal(still, expected));
}

TEST_CASE("another precision is recorded anew, and a loaded state is what the next launch starts from") {
    const auto recipe = recipeOf("simsiam", "adamw");
    auto stepper = stepperOf("simsiam", recipe);
    Calls calls;
    stepper.record(std::make_unique<RepeatingRecorder>(calls));
    losses(stepper);
    const auto saved = nn::snapshot(stepper.state());
    stepper.setPrecision(torch::kFloat32);
    CHECK(stepper.recorded()->recorded());
    stepper.setPrecision(torch::kBFloat16);
    CHECK_FALSE(stepper.recorded()->recorded());
    losses(stepper);
    CHECK(calls.recorded == 2);
    stepper.setPrecision(torch::kFloat32);
    stepper.load(saved, "test");
    auto fresh = stepperOf("simsiam", recipe);
    Calls others;
    fresh.record(std::make_unique<RepeatingRecorder>(others));
    fresh.load(saved, "test");
    losses(stepper);
    losses(fresh);
    CHECK(apart(stepper, fresh) == 0);
}

TEST_CASE("a step's numbers are read where they are set") {
    nn::StepNumber number(0.25);
    double seen = 0;
    const auto read = [&](const auto& value) {
        if constexpr (std::is_same_v<std::decay_t<decltype(value)>, double>)
            seen = value;
        else
            seen = -value.template item<double>();
    };
    number.with(read);
    CHECK(seen == 0.25);
    number.keepOn(torch::kCPU);
    number.with(read);
    CHECK(seen == -0.25);
    number.set(0.5);
    number.with(read);
    CHECK(seen == -0.5);
}

TEST_CASE("a processor has no recorder, and steps that blend images are not recorded") {
    CHECK(jobs::makeRecorder(torch::kCPU) == nullptr);
    auto recipe = recipeOf("supervised", "adamw");
    recipe.set("method.mixup", "0.2");
    auto stepper = stepperOf("supervised", recipe);
    CHECK(stepper.blends());
    Calls calls;
    CHECK_THROWS_AS(stepper.record(std::make_unique<RepeatingRecorder>(calls)), LogicError);
}
