// Measures of embeddings that need no fit: k-NN accuracy, agreement of two encoders, purity of label columns,
// collapse and rank.
#include "cli/command.h"
#include "cli/evaluations.h"
#include "cli/embedding.h"
#include "cli/signals.h"
#include "cli/table.h"
#include "eval/agreement.h"
#include "eval/evaluation_json.h"
#include "io/npy.h"
#include "eval/purity.h"
#include "jobs/jobs.h"

#include <algorithm>
#include <iostream>

namespace selfsight::cli {

namespace {

Labels classLabels(const NamedEmbedding& embedding, const std::string& column) {
    for (const store::EmbeddingLabels& labels : embedding.labels)
        if (labels.name == column) return labels.values;
    throw usageError(embedding.name + " has no labels '" + column +
                     "'; for files --labels, --train-labels and --test-labels give them");
}

neighbours::Graph graphOf(const NamedEmbedding& embedding, std::int64_t k, const std::string& device,
                          std::stop_token stop) {
    if (k < 1) throw usageError("--k " + std::to_string(k) + ": expected a positive number");
    return neighbours::nearestNeighbours(
        embedding.values, k, {.device = jobs::resolveDevice(device).name, .approximateAbove = 1'000'000},
        stop);
}

}  // namespace

int runKnn(const Arguments& arguments) {
    Parser parser("knn",
                  "Accuracy of the weighted vote of the k nearest training images, by cosine (Wu et al. "
                  "2018). A run needs the "
                  "embeddings of its training split: selfsight-cli embed RUN --splits train,test.",
                  {"selfsight-cli knn 20261124-0815 --workspace w",
                   "selfsight-cli knn --train E.npy --train-labels Y.npy --test F.npy --test-labels Z.npy "
                   "--k 20,200 --json"});
    std::string run, train, trainLabels, test, testLabels, device = "auto", label = "class";
    std::filesystem::path workspace;
    eval::KnnOptions options;
    bool json = false;
    parser.add_option("RUN", run, "A run");
    parser.add_option("--train", train, "Embeddings that vote, as .npy [n, d]");
    parser.add_option("--train-labels", trainLabels, "Their labels");
    parser.add_option("--test", test, "Embeddings that ask, as .npy [n, d]");
    parser.add_option("--test-labels", testLabels, "Their labels");
    parser.add_option("--k", options.neighbours, "Numbers of neighbours")
        ->delimiter(',')
        ->capture_default_str();
    parser.add_option("--temperature", options.temperature, "A vote is exp(cosine / temperature)")
        ->capture_default_str();
    parser.add_option("--label", label, "Label column of a run")->capture_default_str();
    parser.add_option("--workspace,-w", workspace, "Workspace of the run")->envname("SELFSIGHT_WORKSPACE");
    parser.addDevice(device);
    parser.addJson(json);
    parser.read(arguments);
    if (run.empty() && (train.empty() || test.empty()))
        throw usageError("Expected a run, or --train and --test");

    Control control;
    const SignalScope scope(control, SignalScope::First::Cancel);
    options.device = jobs::resolveDevice(device).name;
    const NamedEmbedding voters = readEmbedding(run.empty() ? train : run, trainLabels, workspace, "train");
    const NamedEmbedding askers = readEmbedding(run.empty() ? test : run, testLabels, workspace, "test");
    const auto results = eval::knnAccuracies(voters.values, classLabels(voters, label), askers.values,
                                             classLabels(askers, label), options, control.cancelToken());
    std::vector<std::vector<std::string>> rows;
    for (const eval::KnnResult& each : results) {
        rows.push_back({std::to_string(each.neighbours), fixed(each.accuracy, 3), intervalText(each.interval),
                        grouped(each.fitCount) + "/" + grouped(each.testCount)});
    }
    if (json)
        printJson({{"knn", toJson(results)}, {"temperature", options.temperature}, {"label", label}});
    else
        std::cout << tableText({{"k"}, {"accuracy"}, {"95 % interval"}, {"train/test"}}, rows);
    return 0;
}

int runAgree(const Arguments& arguments) {
    Parser parser(
        "agree",
        "How alike two encoders see the same images: linear CKA (Kornblith et al. 2019) and the share of "
        "nearest "
        "neighbours that both have in common, in the original spaces.",
        {"selfsight-cli agree RUN1 RUN2 --workspace w", "selfsight-cli agree E.npy F.npy --k 20 --json"});
    std::string first, second, device = "auto";
    std::filesystem::path workspace;
    std::int64_t k = 20;
    std::filesystem::path perImage;
    bool json = false;
    parser.add_option("FIRST", first, "A run, or embeddings as .npy [n, d]")->required();
    parser.add_option("SECOND", second, "A run, or embeddings of the same images as .npy [n, d]")->required();
    parser.add_option("--k", k, "Neighbours")->capture_default_str();
    parser.add_option("--output,-o", perImage, "Writes the overlap of each image's neighbours, float32 .npy [n]");
    parser.add_option("--workspace,-w", workspace, "Workspace of the runs")->envname("SELFSIGHT_WORKSPACE");
    parser.addDevice(device);
    parser.addJson(json);
    parser.read(arguments);

    Control control;
    const SignalScope scope(control, SignalScope::First::Cancel);
    const NamedEmbedding a = readEmbedding(first, "", workspace, "test");
    const NamedEmbedding b = readEmbedding(second, "", workspace, "test");
    if (a.values.rows != b.values.rows)
        throw inputError(b.name, "expected " + std::to_string(a.values.rows) + " rows, as " + a.name +
                                     " has, found " + std::to_string(b.values.rows));
    const double cka = eval::linearCka(a.values, b.values);
    const auto overlap = eval::mutualNeighbours(graphOf(a, k, device, control.cancelToken()),
                                                graphOf(b, k, device, control.cancelToken()));
    if (!perImage.empty()) {
        const std::int64_t shape[] = {static_cast<std::int64_t>(overlap.perImage.size())};
        io::writeNpy(perImage, shape, std::span<const float>(overlap.perImage));
    }
    if (json)
        printJson({{"cka", cka},
                   {"neighbours", overlap.mean},
                   {"chance", overlap.chance},
                   {"k", overlap.k},
                   {"n", a.values.rows}});
    else
        std::cout << tableText({{"linear CKA"}, {"common neighbours"}, {"chance"}, {"k"}, {"images"}},
                               {{fixed(cka, 3), fixed(overlap.mean, 3), fixed(overlap.chance, 3),
                                 std::to_string(overlap.k), grouped(a.values.rows)}});
    return 0;
}

int runPurity(const Arguments& arguments) {
    Parser parser("purity",
                  "By what an embedding gathers its images: the share of the k nearest neighbours that have "
                  "an image's label, for "
                  "every label column, against chance; in the original space.",
                  {"selfsight-cli purity 20261124-0815 --workspace w",
                   "selfsight-cli purity E.npy --labels Y.npy --k 20 --json"});
    std::string input, labelsFile, device = "auto", split = "test";
    std::filesystem::path workspace;
    std::int64_t k = 20;
    bool json = false;
    parser.add_option("INPUT", input, "A run, or embeddings as .npy [n, d]")->required();
    parser.add_option("--labels", labelsFile, "Labels of a file as .npy [n]");
    parser.add_option("--split", split, "Embeddings of a run: test, train or validation")
        ->capture_default_str();
    parser.add_option("--k", k, "Neighbours")->capture_default_str();
    parser.add_option("--workspace,-w", workspace, "Workspace of the run")->envname("SELFSIGHT_WORKSPACE");
    parser.addDevice(device);
    parser.addJson(json);
    parser.read(arguments);

    Control control;
    const SignalScope scope(control, SignalScope::First::Cancel);
    const NamedEmbedding embedding = readEmbedding(input, labelsFile, workspace, split);
    if (embedding.labels.empty())
        throw usageError(embedding.name + " has no labels; --labels gives a file's");
    const neighbours::Graph graph = graphOf(embedding, k, device, control.cancelToken());
    nlohmann::json list = nlohmann::json::array();
    std::vector<std::vector<std::string>> rows;
    for (const store::EmbeddingLabels& column : embedding.labels) {
        const eval::Purity purity = eval::neighbourPurity(graph, column.values);
        list.push_back({{"column", column.name},
                        {"purity", purity.purity},
                        {"interval", {purity.interval.first, purity.interval.second}},
                        {"chance", purity.chance},
                        {"k", purity.k},
                        {"n", purity.count}});
        rows.push_back({column.name, fixed(purity.purity, 3), intervalText(purity.interval),
                        fixed(purity.chance, 3), fixed(purity.purity / purity.chance, 1),
                        std::to_string(purity.k), grouped(purity.count)});
    }
    if (json)
        printJson({{"columns", list}});
    else
        std::cout << tableText(
            {{"column", false}, {"purity"}, {"95 % interval"}, {"chance"}, {"ratio"}, {"k"}, {"images"}},
            rows);
    return 0;
}

int runQuality(const Arguments& arguments) {
    Parser parser("quality",
                  "How far an embedding uses the space that it has: spread of the directions (near 0: collapsed), "
                  "effective rank (RankMe), uniformity, and the singular spectrum under --json.",
                  {"selfsight-cli quality 20261124-0815 --workspace w", "selfsight-cli quality E.npy --json"});
    std::string input, split = "test";
    std::filesystem::path workspace;
    bool json = false;
    parser.add_option("INPUT", input, "A run, or embeddings as .npy [n, d]")->required();
    parser.add_option("--split", split, "Embeddings of a run: test, train or validation")
        ->capture_default_str();
    parser.add_option("--workspace,-w", workspace, "Workspace of the run")->envname("SELFSIGHT_WORKSPACE");
    parser.addJson(json);
    parser.read(arguments);
    const NamedEmbedding embedding = readEmbedding(input, "", workspace, split);
    const eval::Quality quality = eval::measureQuality(embedding.values);
    if (json) {
        printJson(toJson(quality));
        return 0;
    }
    std::cout << tableText({{"spread × √d"}, {"effective rank"}, {"dim"}, {"uniformity"}, {"images"}},
                           {{fixed(quality.deviation, 3), fixed(quality.effectiveRank, 1),
                             grouped(embedding.values.cols), fixed(quality.uniformity, 3),
                             grouped(embedding.values.rows)}});
    if (quality.collapsed)
        std::cout << "Collapsed: nearly all images have the same direction, so little can be read out of them.\n";
    return 0;
}

}  // namespace selfsight::cli
