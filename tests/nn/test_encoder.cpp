#include "core/error.h"
#include "core/json.h"
#include "nn/calibrate.h"
#include "nn/encoder.h"
#include "nn/state.h"
#include "relative_difference.h"
#include "support/formula.h"
#include "support/paths.h"

#include <doctest/doctest.h>
#include <fstream>
#include <set>
#include <torch/nn/functional/loss.h>
#include <torch/utils.h>

using namespace selfsight;

namespace {

nlohmann::json fixture() {
    std::ifstream file(test::testData("nn/encoder.json"));
    REQUIRE(file);
    return nlohmann::json::parse(file);
}

std::vector<std::pair<std::string, torch::Tensor>> parametersOf(const torch::nn::Module& module) {
    std::vector<std::pair<std::string, torch::Tensor>> named;
    for (const auto& item : module.named_parameters()) named.emplace_back(item.key(), item.value());
    return named;
}

void checkNear(const torch::Tensor& actual, const nlohmann::json& expected, double tolerance) {
    for (std::size_t i = 0; i < expected.size(); ++i)
        for (std::size_t j = 0; j < expected[i].size(); ++j) {
            const double want = expected[i][j].get<double>();
            const double got =
                actual[static_cast<std::int64_t>(i)][static_cast<std::int64_t>(j)].item<double>();
            CHECK(std::abs(got - want) <= tolerance * (1 + std::abs(want)));
        }
}

}  // namespace

TEST_CASE("one forward and one backward pass equal PyTorch's") {
    for (const auto& expected : fixture()) {
        nn::EncoderOptions options;
        options.width = expected["width"].get<double>();
        CAPTURE(options.width);
        const auto encoder = nn::makeEncoder(options);
        test::fill(parametersOf(*encoder));
        encoder->train();
        const auto count = expected["count"].get<std::int64_t>();
        const auto x = test::images(count, 32, 7);
        const auto embedding = encoder->embed(x);
        const auto logits = encoder->classify(embedding);
        const auto loss = torch::nn::functional::cross_entropy(logits, torch::arange(count) * 7 % 100);
        loss.backward();

        CHECK(encoder->parameterCount() == expected["parameters"].get<std::int64_t>());
        CHECK(loss.item<double>() == doctest::Approx(expected["loss"].get<double>()).epsilon(1e-5));
        checkNear(embedding, expected["embedding"], 2e-4);
        checkNear(logits, expected["logits"], 2e-4);
        for (const auto& [name, parameter] : parametersOf(*encoder)) {
            CAPTURE(name);
            const auto& want = expected["gradients"][name];
            // The bias before a batch norm has no influence: its gradient is rounding noise in PyTorch.
            if (name.ends_with(".0.bias") && name.rfind("fc.", 0) != 0) {
                CHECK((!parameter.grad().defined() || parameter.grad().norm().item<double>() < 1e-4));
                continue;
            }
            const double norm = want["norm"].get<double>();
            CHECK(parameter.grad().norm().item<double>() == doctest::Approx(norm).epsilon(1e-3));
            const auto first = parameter.grad().contiguous().flatten().slice(0, 0, 4);
            for (std::int64_t i = 0; i < 4; ++i)
                CHECK(std::abs(first[i].item<double>() -
                               want["first"][static_cast<std::size_t>(i)].get<double>()) < 1e-3 * norm);
        }
        encoder->eval();
        torch::NoGradGuard guard;
        checkNear(encoder->embed(x), expected["eval_embedding"], 5e-4);
    }
}

TEST_CASE("names are those of the PyTorch module") {
    std::set<std::string> names, expected;
    for (const auto& [name, tensor] : nn::moduleState(*nn::makeEncoder({}))) names.insert(name);
    const auto recorded = fixture();
    for (const auto& name : recorded[0]["names"]) expected.insert(name.get<std::string>());
    CHECK(names == expected);
}

TEST_CASE("width scales channels to multiples of 16") {
    CHECK(nn::scaledChannels(1028, 1) == 1028);
    CHECK(nn::scaledChannels(1028, 0.25) == 256);
    CHECK(nn::scaledChannels(1028, 0.5) == 512);
    CHECK(nn::scaledChannels(64, 0.05) == 16);
    nn::EncoderOptions options;
    options.width = 0.25;
    options.lastWidth = 0.5;
    CHECK(nn::makeEncoder(options)->dimension() == 512);
    options.width = 0;
    CHECK_THROWS_WITH_AS(nn::makeEncoder(options),
                         doctest::Contains("encoder.width must be between 0.05 and 4"), RuntimeError);
    options.width = 1;
    options.kind = "vgg";
    CHECK_THROWS_AS(nn::makeEncoder(options), RuntimeError);
}

TEST_CASE("every kind takes images of other sizes and computes in bfloat16") {
    for (const std::string kind : {"notebook", "compact", "resnet18"}) {
        torch::manual_seed(1);
        const auto encoder = nn::makeEncoder({kind, 0.125, 0, 5});
        encoder->eval();
        torch::NoGradGuard guard;
        for (const std::int64_t side : {16, 20, 32, 64}) {
            const auto embedding = encoder->embed(test::images(2, side, 3));
            CHECK(embedding.sizes() == std::vector<std::int64_t>{2, encoder->dimension()});
            CHECK(embedding.isfinite().all().item<bool>());
        }
        const auto x = test::images(4, 32, 3);
        const auto exact = encoder->embed(x);
        encoder->setPrecision(torch::kBFloat16);
        const auto brief = encoder->embed(x);
        CHECK((brief.scalar_type() == torch::kFloat32));
        const double error = test::relativeDifference(brief, exact);
        CHECK(error > 0);
        CHECK(error < 0.05);
    }
}

TEST_CASE("the compact encoder's embedding is standardised over the images that its norms have seen") {
    torch::manual_seed(1);
    const auto encoder = nn::makeEncoder({"compact", 0.125, 0.25, 5});
    CHECK(encoder->dimension() == 2 * (32 + 64 + 256));
    const auto x = test::images(64, 32, 5);
    nn::calibrateNorms(*encoder, 1, [&](std::int64_t) { encoder->embed(x); });
    torch::NoGradGuard guard;
    const auto embedding = encoder->embed(x);
    CHECK(embedding.mean(0).abs().max().item<double>() < 0.02);
    // Dimensions that never vary (a dead channel's maximum) stay at 0.
    const auto [mean, maximum] = nn::compactScales(encoder->dimension());
    CHECK(maximum == nn::kCompactMaximum * mean);
    const auto halves = embedding.std(0).chunk(2);
    const auto deviation = at::cat({halves[0] / mean, halves[1] / maximum});
    const auto alive = deviation > 0.5;
    CHECK(alive.sum().item<double>() > 0.9 * static_cast<double>(encoder->dimension()));
    CHECK((deviation.masked_select(alive) - 1).abs().max().item<double>() < 0.1);
    const double length = embedding.square().sum(1).mean().item<double>();
    CHECK(length > 0.9 * nn::kCompactEnergy);
    CHECK(length < 1.1 * nn::kCompactEnergy);
}

TEST_CASE("equal seeds give equal weights") {
    const auto make = [](std::uint64_t seed) {
        torch::manual_seed(seed);
        return nn::makeEncoder({"notebook", 0.125, 0, 5})->parameters();
    };
    const auto a = make(3), b = make(3), c = make(4);
    bool differs = false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        CHECK(torch::equal(a[i], b[i]));
        differs = differs || !torch::equal(a[i], c[i]);
    }
    CHECK(differs);
}

TEST_CASE("calibrated norms hold the average over the batches") {
    torch::manual_seed(1);
    const auto encoder = nn::makeEncoder({"notebook", 0.125, 0, 5});
    nn::calibrateNorms(*encoder, 3, [&](std::int64_t i) {
        encoder->embed(test::images(8, 32, 10 + static_cast<std::uint64_t>(i)));
    });
    CHECK_FALSE(encoder->is_training());
    torch::NoGradGuard guard;
    const auto parameters = encoder->named_parameters();
    const auto buffers = encoder->named_buffers();
    auto mean = torch::zeros({16});
    for (std::uint64_t i = 0; i < 3; ++i)
        mean += torch::conv2d(test::images(8, 32, 10 + i), parameters["conv1.0.weight"],
                              parameters["conv1.0.bias"], 1, 1)
                    .mean({0, 2, 3}) /
                3;
    CHECK(torch::allclose(buffers["conv1.1.running_mean"], mean, 1e-4, 1e-5));
}
