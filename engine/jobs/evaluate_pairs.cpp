// What compares the runs of an evaluation.
#include "core/error.h"
#include "eval/agreement.h"
#include "io/file.h"
#include "io/json_file.h"
#include "io/npy.h"
#include "jobs/evaluate.h"
#include "jobs/neighbour_graph.h"
#include "store/format.h"

namespace selfsight::jobs {

namespace {

using nlohmann::json;

constexpr std::int64_t overlapNeighbours = 20;

json predictionsOf(const std::vector<std::string>& ids, const std::vector<eval::ProbeResult>& probes,
                   const Labels& groupOf) {
    json out = {{"runs", ids}, {"classes", json::array()}, {"changes", json::array()}};
    for (std::size_t i = 0; i < probes.size(); ++i) {
        json each = {{"run", ids[i]}, {"class", toJson(eval::accuracyByClass(probes[i]))}};
        if (!groupOf.empty()) each["superclass"] = toJson(eval::accuracyByGroup(probes[i], groupOf));
        each["confusion"] = toJson(eval::confusionMatrix(probes[i]));
        out["classes"].push_back(std::move(each));
    }
    if (probes.size() < 2) return out;
    out["tests"] = toJson(eval::compareEncoders(probes));
    for (std::size_t i = 0; i < probes.size(); ++i)
        for (std::size_t j = i + 1; j < probes.size(); ++j)
            out["changes"].push_back({{"first", ids[i]},
                                      {"second", ids[j]},
                                      {"classes", toJson(eval::classChanges(probes[i], probes[j]))}});
    if (probes.size() <= 8) out["combinations"] = toJson(eval::combinations(probes));
    return out;
}

}  // namespace

json evaluatePairs(const store::Workspace& workspace, const std::vector<std::string>& runs,
                   const EvaluationContext& context, const std::filesystem::path& folder,
                   const Fraction& progress) {
    json out = {{"format", store::formatTag("selfsight-comparison-evaluation")},
                {"protocol", context.protocol},
                {"tests_note",
                 "McNemar's exact test, corrected by Holm for the number of pairs: it compares these trained "
                 "encoders; a claim about methods needs at least three seeds of each"}};
    std::vector<std::string> probed;
    std::vector<eval::ProbeResult> probes;
    Labels groupOf;
    for (const std::string& id : runs) {
        const store::RunFolder run = workspace.run(id);
        const auto probe = run.probe(context.protocol);
        // Predictions of other images say nothing about these.
        if (!probe || (!probes.empty() && probe->testIndices != probes.front().testIndices)) continue;
        if (probes.empty()) groupOf = store::superclassOf(run.embeddingInfo("test"));
        probed.push_back(id);
        probes.push_back(*probe);
    }
    if (!probes.empty()) out["predictions"] = predictionsOf(probed, probes, groupOf);

    json without = json::array();
    for (std::size_t i = 0; i < probes.size(); ++i) {
        const auto measured = store::runEvaluation(workspace.run(probed[i]).path());
        if (!measured.duplicates) continue;
        std::vector<std::int64_t> left;
        for (const auto& each : *measured.duplicates) left.push_back(each.test);
        const eval::ProbeResult rest = eval::withoutImages(probes[i], left);
        without.push_back({{"run", probed[i]},
                           {"accuracy", rest.accuracy},
                           {"interval", {rest.interval.first, rest.interval.second}},
                           {"n_test", rest.testCount}});
    }
    out["without_duplicates"] = without;

    std::vector<Matrix> embeddings;
    std::vector<neighbours::Graph> graphs;
    std::vector<std::string> embedded;
    for (const std::string& id : runs) {
        const store::RunFolder run = workspace.run(id);
        if (!run.hasEmbeddings("test")) continue;
        Matrix values = run.embeddings("test");
        if (values.rows <= overlapNeighbours || (!embeddings.empty() && values.rows != embeddings[0].rows))
            continue;
        graphs.push_back(neighbours::nearest(neighbourGraph(run.path(), "test", values, overlapNeighbours,
                                                            {.device = context.device}, context.stop),
                                             overlapNeighbours));
        embeddings.push_back(std::move(values));
        embedded.push_back(id);
        progress(0.5 * static_cast<double>(embedded.size()) / static_cast<double>(runs.size()));
    }
    json agreement = json::array();
    for (std::size_t i = 0; i < embedded.size(); ++i) {
        for (std::size_t j = i + 1; j < embedded.size(); ++j) {
            throwIfCancelled(context.stop);
            const auto overlap = eval::mutualNeighbours(graphs[i], graphs[j]);
            const std::string file = "agreement/" + embedded[i] + "+" + embedded[j] + ".npy";
            io::createFolders(folder / "agreement");
            const std::int64_t shape[] = {static_cast<std::int64_t>(overlap.perImage.size())};
            const std::string sha256 =
                io::writeNpy(folder / file, shape, std::span<const float>(overlap.perImage));
            const double cka = eval::linearCka(embeddings[i], embeddings[j]);
            agreement.push_back({{"first", embedded[i]},
                                 {"second", embedded[j]},
                                 {"cka", std::isfinite(cka) ? json(cka) : json(nullptr)},
                                 {"neighbours", overlap.mean},
                                 {"chance", overlap.chance},
                                 {"k", overlap.k},
                                 {"per_image", file},
                                 {"per_image_sha256", sha256}});
        }
        progress(0.5 + 0.5 * static_cast<double>(i + 1) / static_cast<double>(embedded.size()));
    }
    out["agreement"] = agreement;
    return out;
}

}  // namespace selfsight::jobs
