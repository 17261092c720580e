#include "core/error.h"
#include "nn/encoder.h"
#include "nn/state.h"

#include <doctest/doctest.h>
#include <torch/utils.h>

using namespace selfsight;

TEST_CASE("a state goes to bytes and back unchanged, whatever the memory format") {
    torch::manual_seed(2);
    const auto a = nn::makeEncoder({"notebook", 0.125, 0, 5});
    const auto b = nn::makeEncoder({"notebook", 0.125, 0, 5});
    a->train();
    a->embed(torch::randn({4, 3, 32, 32}));  // moves the buffers
    const auto bytes = nn::toBytes(nn::moduleState(*a, "encoder."));
    nn::loadModuleState(*b, nn::fromBytes(bytes), "encoder.", "test");
    const auto from = nn::moduleState(*a), to = nn::moduleState(*b);
    REQUIRE(from.size() == to.size());
    for (std::size_t i = 0; i < from.size(); ++i) CHECK(torch::equal(from[i].second, to[i].second));
}

TEST_CASE("a state of another network is refused with names") {
    const auto a = nn::makeEncoder({"notebook", 0.125, 0, 5});
    const auto b = nn::makeEncoder({"notebook", 0.25, 0, 5});
    CHECK_THROWS_WITH_AS(nn::loadModuleState(*b, nn::moduleState(*a), "", "weights.safetensors"),
                         doctest::Contains("should have the shape"), RuntimeError);
    CHECK_THROWS_WITH_AS(nn::loadModuleState(*b, {}, "", "weights.safetensors"),
                         doctest::Contains("is missing"), RuntimeError);
}

TEST_CASE("a snapshot does not follow its source") {
    const auto tensor = torch::ones({3});
    const auto copy = nn::snapshot({{"a", tensor}});
    tensor.zero_();
    CHECK(copy[0].second.sum().item<double>() == 3);
}
