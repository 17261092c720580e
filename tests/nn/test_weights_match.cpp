// Finding an encoder in a stranger's checkpoint: names, copies, widths, and nothing but clear refusals for
// the rest.
#include "core/random.h"
#include "nn/pytorch_names.h"
#include "nn/state.h"
#include "nn/weights_match.h"
#include "support/hostile.h"

#include <doctest/doctest.h>

using namespace selfsight;
using namespace selfsight::nn;

namespace {

std::vector<io::Tensor> stateOf(const EncoderOptions& options, const std::string& prefix = {},
                                bool pytorchNames = true) {
    auto tensors = toBytes(moduleState(*makeEncoder(options)));
    for (io::Tensor& tensor : tensors)
        tensor.name = prefix + (pytorchNames ? pytorchName(options.kind, tensor.name) : tensor.name);
    return tensors;
}

EncoderOptions optionsOf(const std::string& kind, double width, double lastWidth = 0) {
    return {kind, width, lastWidth, 3};
}

}  // namespace

TEST_CASE("kind, width and classes are read from the shapes") {
    for (const EncoderOptions& options :
         {optionsOf("notebook", 1), optionsOf("notebook", 0.25), optionsOf("notebook", 0.4),
          optionsOf("notebook", 0.25, 1), optionsOf("compact", 0.25), optionsOf("compact", 0.25, 0.5),
          optionsOf("resnet18", 0.25), optionsOf("resnet18", 0.5, 0.25)}) {
        CAPTURE(options.kind);
        CAPTURE(options.width);
        const WeightMatch match = matchWeights(stateOf(options, "a.b."), "file", false);
        CHECK(match.options.kind == options.kind);
        CHECK(match.options.classes == 3);
        CHECK(match.classifier);
        CHECK(match.unused.empty());
        CHECK(match.copy.prefix == "a.b.");
        // The widths may be named otherwise, the channels may not be.
        EncoderOptions found = match.options;
        const auto wanted = moduleState(*makeEncoder(options));
        const auto got = moduleState(*makeEncoder(found));
        REQUIRE(wanted.size() == got.size());
        for (std::size_t i = 0; i < wanted.size(); ++i)
            CHECK(wanted[i].second.sizes() == got[i].second.sizes());
        loadModuleState(*makeEncoder(found), fromBytes(match.tensors), "", "file");
    }
}

TEST_CASE("of several copies the online one is taken, a target only where there is no other") {
    const EncoderOptions options = optionsOf("notebook", 0.05);
    auto tensors = stateOf(options, "target_encoder.net.");
    const auto online = stateOf(options, "model.");
    auto both = tensors;
    both.insert(both.end(), online.begin(), online.end());
    CHECK(matchWeights(both, "file", false).copy.prefix == "model.");
    const WeightMatch alone = matchWeights(tensors, "file", false);
    CHECK(alone.copy.target);
    CHECK(alone.choice.find("target_encoder") != std::string::npos);
    CHECK_FALSE(matchWeights(stateOf(options, "schema."), "file", false).copy.target);
    CHECK(matchWeights(stateOf(optionsOf("resnet18", 0.25), "", false), "file", false).copy.naming ==
          "selfsight");
}

TEST_CASE("counters may be missing, weights may not") {
    auto tensors = stateOf(optionsOf("notebook", 0.05));
    std::erase_if(tensors, [](const io::Tensor& t) { return t.name.ends_with("num_batches_tracked"); });
    const WeightMatch match = matchWeights(tensors, "file", false);
    CHECK(match.absent.size() == 11);
    std::erase_if(tensors, [](const io::Tensor& t) { return t.name == "res3.1.1.running_var"; });
    CHECK_THROWS_WITH_AS(matchWeights(tensors, "file", false),
                         doctest::Contains("missing are res3.1.1.running_var"), RuntimeError);
}

TEST_CASE("whatever is changed in a checkpoint, it is read or refused") {
    const auto good = stateOf(optionsOf("resnet18", 0.25), "backbone.");
    RandomStream random(3, "mutations");
    int refused = 0;
    for (int round = 0; round < 300; ++round) {
        auto tensors = good;
        for (int change = 0; change < 3; ++change) {
            io::Tensor& tensor = tensors[static_cast<std::size_t>(random.below(tensors.size()))];
            switch (random.below(5)) {
                case 0:
                    tensor.shape.clear();
                    break;
                case 1:
                    tensor.shape = {0, 3, 3, 3};
                    break;
                case 2:
                    tensor.shape.push_back(7);
                    break;
                case 3:
                    tensor.name =
                        tensor.name.substr(static_cast<std::size_t>(random.below(tensor.name.size())));
                    break;
                default:
                    tensor.dtype = io::DType::F64;
            }
            tensor.bytes.resize(static_cast<std::size_t>(tensor.elementCount()) *
                                io::dtypeSize(tensor.dtype));
        }
        try {
            matchWeights(tensors, "file", false);
        } catch (const RuntimeError& error) {
            CHECK(error.code() == ErrorCode::Input);
            ++refused;
        }
    }
    CHECK(refused > 100);
}
