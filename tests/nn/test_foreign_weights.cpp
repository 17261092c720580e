// State dictionaries as torchvision, lightly, solo-learn and byol-pytorch under Lightning lay them out:
// names, shapes and embeddings recorded from those libraries by make_foreign_fixture.py, weights by formula.
#include "core/json.h"
#include "nn/state.h"
#include "nn/weights_match.h"
#include "support/formula.h"
#include "support/paths.h"

#include <doctest/doctest.h>
#include <fstream>

using namespace selfsight;

namespace {

// What the library's file holds. A counter of a norm is a whole number without a shape.
std::vector<io::Tensor> fileOf(const nlohmann::json& layout) {
    std::vector<nn::NamedTensor> weights, all;
    for (const auto& entry : layout.at("tensors")) {
        const auto name = entry.at(0).get<std::string>();
        const auto shape = entry.at(1).get<std::vector<std::int64_t>>();
        const bool counter = name.ends_with("num_batches_tracked");
        all.emplace_back(name, torch::zeros(shape, counter ? torch::kInt64 : torch::kFloat32));
        if (!counter) weights.push_back(all.back());
    }
    test::fill(weights);
    return nn::toBytes(all);
}

}  // namespace

TEST_CASE("the libraries' state dictionaries give their own embeddings") {
    std::ifstream file(test::testData("nn/foreign.json"));
    REQUIRE(file);
    const auto fixture = nlohmann::json::parse(file);
    REQUIRE(fixture.at("layouts").size() == 4);
    for (const auto& layout : fixture.at("layouts")) {
        const auto name = layout.at("layout").get<std::string>();
        CAPTURE(name);
        const nn::WeightMatch match = nn::matchWeights(fileOf(layout), name, name == "solo-learn");
        CHECK(match.copy.prefix == layout.at("prefix"));
        CHECK_FALSE(match.copy.target);
        CHECK(match.options.kind == layout.at("kind"));
        CHECK(match.classifier == layout.at("classifier"));
        CHECK(match.absent.empty());

        const nn::Encoder encoder = nn::makeEncoder(match.options);
        auto state = nn::fromBytes(match.tensors);
        if (!match.classifier)
            for (const auto& [own, value] : nn::moduleState(*encoder))
                if (own.starts_with("fc.")) state.emplace_back(own, torch::zeros_like(value));
        nn::loadModuleState(*encoder, state, "", name);
        encoder->eval();
        const torch::NoGradGuard guard;
        const auto embedding = encoder->embed(test::images(layout.at("count").get<std::int64_t>(), 32, 7));

        const auto& expected = layout.at("embedding");
        const auto scale = layout.at("scale").get<double>();
        const std::int64_t stride = std::max<std::int64_t>(1, embedding.size(1) / 16);
        REQUIRE(expected.size() == static_cast<std::size_t>(embedding.size(0)));
        CHECK(embedding.abs().max().item<double>() == doctest::Approx(scale).epsilon(1e-5));
        double worst = 0;
        for (std::size_t i = 0; i < expected.size(); ++i)
            for (std::size_t j = 0; j < expected[i].size(); ++j)
                worst = std::max(
                    worst,
                    std::abs(embedding[static_cast<std::int64_t>(i)][static_cast<std::int64_t>(j) * stride]
                                 .item<double>() -
                             expected[i][j].get<double>()));
        CHECK(worst <= 1e-5 * scale);
    }
}
