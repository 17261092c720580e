// Ten steps of every method against an independent PyTorch implementation (tests/methods/make_fixture.py).
#include "core/json.h"
#include "methods/method.h"
#include "nn/optimiser.h"
#include "support/formula.h"
#include "support/paths.h"

#include <doctest/doctest.h>
#include <fstream>
#include <torch/utils.h>

using namespace selfsight;

namespace {

nlohmann::json fixture() {
    std::ifstream file(test::testData("methods/ten_steps.json"));
    REQUIRE(file);
    return nlohmann::json::parse(file);
}

// Fills the parameters of the online modules by formula and gives their moving averages the same values.
void fillMethod(methods::Method& method) {
    std::vector<std::pair<std::string, torch::Tensor>> online;
    for (const auto& [name, tensor] : method.state()) {
        const bool buffer =
            name.find("running_") != std::string::npos || name.find("num_batches") != std::string::npos;
        if (!buffer && name.rfind("target_", 0) != 0) online.emplace_back(name, tensor);
    }
    test::fill(online);
    torch::NoGradGuard guard;
    for (auto& [name, tensor] : method.state())
        for (const auto& [other, source] : online)
            if (name == "target_" + other) tensor.copy_(source);
}

}  // namespace

TEST_CASE("ten steps have the losses of PyTorch") {
    const auto expected = fixture();
    for (const std::string name : {"supervised", "byol", "simsiam", "simclr", "barlow", "vicreg"}) {
        CAPTURE(name);
        auto recipe = methods::loadRecipe("notebook", name);
        recipe.set("encoder.width", std::to_string(expected["width"].get<double>()));
        recipe.set("method.label_smoothing", "0.1");
        if (name == "barlow" || name == "vicreg") recipe.set("method.projector", "expander");
        const auto classes = expected["classes"].get<std::int64_t>(),
                   batch = expected["batch"].get<std::int64_t>();
        const auto method = methods::makeMethod(name, recipe, classes);
        method->train(true);
        fillMethod(*method);
        nn::OptimiserOptions options;
        options.weightDecay = name == "supervised" ? 1e-3 : 0;
        nn::Optimiser optimiser(method->parameters(), options);
        const double rate = expected["rate"].get<double>();
        for (std::int64_t step = 0; step < 10; ++step) {
            CAPTURE(step);
            methods::Batch views;
            views.views.push_back(test::images(batch, 32, static_cast<std::uint64_t>(2 * step)));
            if (name != "supervised")
                views.views.push_back(test::images(batch, 32, static_cast<std::uint64_t>(2 * step + 1)));
            views.labels = (torch::arange(batch) * 3 + step) % classes;
            const auto loss = method->loss(views);
            optimiser.zeroGrad();
            loss.backward();
            optimiser.setRates(rate, rate);
            optimiser.step();
            method->setProgress(0.5);
            method->afterStep();
            // Relative for VICReg, whose loss is near 50: 1e-5 would be below three of float32's steps there.
            const double reference = expected[name][static_cast<std::size_t>(step)].get<double>();
            CHECK(std::abs(loss.item<double>() - reference) < 1e-5 * std::max(1.0, reference));
        }
    }
}
