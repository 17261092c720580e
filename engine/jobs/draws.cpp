#include "core/error.h"
#include "eval/features.h"
#include "eval/probe.h"
#include "jobs/calibration.h"
#include "jobs/evaluate.h"
#include "jobs/train_data.h"
#include "methods/batches.h"
#include "methods/method.h"
#include "nn/initial_weights.h"

#include <torch/utils.h>

namespace selfsight::jobs {

namespace {

struct Embedded {
    Matrix values;
    Labels labels;
};

// One draw of the weights, probed.
double accuracyOfDraw(const TrainingData& data, const methods::Recipe& recipe, const std::string& method,
                      std::uint64_t seed, eval::Extraction extraction, const EvaluationContext& context,
                      const Fraction& progress) {
    const bool notebook = context.protocol == "notebook";
    // Shares of the time, roughly: it is the probe that takes longer under the standard protocol.
    const double embedding = notebook ? 0.9 : 0.3;
    const auto part = [&](double from, double share) { return partOf(progress, from, share); };
    const auto drawn = [&] {
        const auto drawing = nn::holdInitialWeights();
        torch::manual_seed(seed);
        return methods::makeMethod(method, recipe, data.classes);
    }();
    drawn->to(data.train.device());
    nn::EncoderImpl& encoder = *drawn->encoder();
    calibrateOn(encoder, data, recipe, recipe.integer("method.calibration_images"), seed,
                [&](double) { throwIfCancelled(context.stop); });
    encoder.setPrecision(torch::kFloat32);
    const auto stats = methods::normalisation(recipe, data.train.stats);
    const auto embed = [&](const std::string& split, const Fraction& embedded) {
        const auto indices = splitIndices(data, split);
        const auto features = eval::extractFeatures(encoder, split == "test" ? data.test : data.train,
                                                    indices, stats, extraction, context.stop, embedded);
        Embedded out{Matrix(features.size(0), features.size(1)), {}};
        std::copy_n(features.data_ptr<float>(), features.numel(), out.values.values.begin());
        out.labels = describeSplit(data, split, indices).find("class")->values;
        return out;
    };
    const Embedded test = embed("test", part(0, embedding * (notebook ? 1 : 0.2)));
    const auto probing = part(embedding, 1 - embedding);
    if (notebook)
        return eval::probeNotebook(test.values, test.labels, context.device, context.stop, probing).accuracy;
    const Embedded train = embed("train", part(embedding * 0.2, embedding * 0.7)),
                   validation = embed("validation", part(embedding * 0.9, embedding * 0.1));
    return eval::probeStandard(train.values, train.labels, validation.values, validation.labels, test.values,
                               test.labels, context.device, context.stop, probing)
        .accuracy;
}

}  // namespace

eval::Draws drawRandomWeights(const store::RunFolder& run, const EvaluationContext& context,
                              const Fraction& progress) {
    const store::RunRecord& record = run.record();
    const auto own = run.probe(context.protocol);
    if (!own) throw LogicError("drawRandomWeights: the run has no probe under the protocol");
    eval::Draws draws{{record.seed}, {own->accuracy}, {}};
    const auto recipe = methods::Recipe::fromJson(record.recipe);
    const auto source = data::openSource(record.dataLocation);
    const auto data = loadTrainingData(*source, recipe.real("train.validation"),
                                       torch::Device(context.device), context.stop, {});
    if (!record.dataHash.empty() && record.dataHash != data.hash)
        throw inputError(record.dataLocation, "is not the data set that the run " + record.id +
                                                  " was made from (its content has another hash)");
    const auto extraction = eval::extractionFromName(run.embeddingInfo("test").extraction);
    const double share = 1 / static_cast<double>(context.draws - 1);
    for (std::int64_t i = 1; i < context.draws; ++i) {
        const std::uint64_t seed = record.seed + static_cast<std::uint64_t>(i);
        draws.seeds.push_back(seed);
        draws.accuracies.push_back(
            accuracyOfDraw(data, recipe, record.method, seed, extraction, context,
                           partOf(progress, static_cast<double>(i - 1) * share, share)));
    }
    draws.mean = eval::meanInterval(draws.accuracies);
    return draws;
}

}  // namespace selfsight::jobs
