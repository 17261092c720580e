// Evaluations by fits or searches over a training and a test set: label efficiency, near-duplicates, likely
// mislabels. On runs, or on .npy files.
#include "eval/held_out.h"

#include "cli/command.h"
#include "cli/evaluations.h"
#include "cli/embedding.h"
#include "cli/progress.h"
#include "cli/signals.h"
#include "cli/table.h"
#include "eval/evaluation_json.h"
#include "eval/patterns.h"
#include "jobs/jobs.h"
#include "store/workspace.h"

#include <iostream>

namespace selfsight::cli {

namespace {

const Labels& labelsOf(const NamedEmbedding& embedding, const std::string& column,
                       const std::string& option) {
    for (const store::EmbeddingLabels& labels : embedding.labels)
        if (labels.name == column) return labels.values;
    throw usageError(embedding.name + " has no labels '" + column + "'; for files " + option + " gives them");
}

// Progress of one phase on stderr.
class Bar {
  public:
    explicit Bar(bool quiet) : sink_(quiet) {}
    std::function<void(double)> report() {
        return [this](double fraction) {
            sink_.send(event::Progress{.phase = Phase::Probe, .fraction = fraction, .remaining = -1});
        };
    }

  private:
    ProgressSink sink_;
};

std::vector<std::int64_t> perClassOf(const std::vector<std::string>& texts) {
    std::vector<std::int64_t> out;
    for (const std::string& text : texts) {
        if (text == "all") {
            out.push_back(-1);
            continue;
        }
        const bool number = !text.empty() && text.size() < 10 &&
                            text.find_first_not_of("0123456789") == std::string::npos;
        if (!number || std::stoll(text) == 0)
            throw usageError("--per-class " + text + ": expected positive numbers and \"all\"");
        out.push_back(std::stoll(text));
    }
    return out;
}

}  // namespace

int runEfficiency(const Arguments& arguments) {
    Parser parser("efficiency",
                  "Probe accuracy against the number of labelled images of each class, over several draws of them: "
                  "what self-supervision is for. Multinomial, standardised, C = 1. A run needs the embeddings of its "
                  "training split: selfsight-cli embed RUN --splits train,test.",
                  {"selfsight-cli efficiency 20261124-0815 --workspace w",
                   "selfsight-cli efficiency --train E.npy --train-labels Y.npy --test F.npy --test-labels Z.npy "
                   "--per-class 1,10,all --json"});
    std::string run, train, trainLabels, test, testLabels, device = "auto", label = "class";
    std::filesystem::path workspace;
    std::vector<std::string> perClass{"1", "2", "5", "10", "25", "50", "all"};
    eval::LabelEfficiencyOptions options;
    bool json = false, quiet = false;
    parser.add_option("RUN", run, "A run");
    parser.add_option("--train", train, "Embeddings to fit on, as .npy [n, d]");
    parser.add_option("--train-labels", trainLabels, "Their labels");
    parser.add_option("--test", test, "Embeddings to report on, as .npy [n, d]");
    parser.add_option("--test-labels", testLabels, "Their labels");
    parser.add_option("--per-class", perClass, "Labelled images of each class")
        ->delimiter(',')
        ->capture_default_str();
    parser.add_option("--draws", options.draws, "Of each number")->capture_default_str();
    parser.add_option("--seed", options.seed, "Of the draws")->capture_default_str();
    parser.add_option("--label", label, "Label column of a run")->capture_default_str();
    parser.add_option("--workspace,-w", workspace, "Workspace of the run")->envname("SELFSIGHT_WORKSPACE");
    parser.addDevice(device);
    parser.addJson(json);
    parser.addQuiet(quiet);
    parser.read(arguments);
    if (run.empty() && (train.empty() || test.empty()))
        throw usageError("Expected a run, or --train and --test");
    options.perClass = perClassOf(perClass);
    options.device = jobs::resolveDevice(device).name;

    Control control;
    const SignalScope scope(control, SignalScope::First::Cancel);
    const NamedEmbedding fitted = readEmbedding(run.empty() ? train : run, trainLabels, workspace, "train");
    const NamedEmbedding held = readEmbedding(run.empty() ? test : run, testLabels, workspace, "test");
    const Labels& fittedLabels = labelsOf(fitted, label, "--train-labels");
    const Labels& heldLabels = labelsOf(held, label, "--test-labels");
    Bar bar(quiet);
    const auto results = eval::labelEfficiency(fitted.values, fittedLabels, held.values, heldLabels, options,
                                               control.cancelToken(), bar.report());
    if (json) {
        printJson({{"label_efficiency", toJson(results)}, {"label", label}, {"seed", options.seed}});
        return 0;
    }
    std::vector<std::vector<std::string>> rows;
    for (const eval::LabelEfficiency& each : results)
        rows.push_back({each.perClass < 0 ? "all" : grouped(each.perClass), grouped(each.fitCount),
                        std::to_string(each.accuracies.size()), fixed(each.accuracy.mean, 3),
                        each.accuracies.size() > 1 ? intervalText({each.accuracy.low, each.accuracy.high})
                                                   : "–"});
    std::cout << tableText({{"per class"}, {"labelled"}, {"draws"}, {"mean accuracy"}, {"95 % interval"}},
                           rows);
    return 0;
}

int runDuplicates(const Arguments& arguments) {
    Parser parser("duplicates",
                  "Test images that are nearly the same as a training image, most similar first. Of a data set by the "
                  "correlation of its images averaged over 16 x 16 cells; of .npy files by the cosine of their rows.",
                  {"selfsight-cli duplicates --data cifar-100-binary.tar.gz",
                   "selfsight-cli duplicates --train E.npy --test F.npy --threshold 0.95 --json"});
    std::string data, train, test, device = "auto";
    double threshold = eval::kDuplicateCorrelation;
    bool json = false, quiet = false;
    parser.add_option("--data", data, "demo, a CIFAR archive or folder, an image folder, an .npz");
    parser.add_option("--train", train, "Embeddings or images of the training split, as .npy [n, d]");
    parser.add_option("--test", test, "Embeddings or images of the test split, as .npy [n, d]");
    parser.add_option("--threshold", threshold, "Least similarity")->capture_default_str();
    parser.addDevice(device);
    parser.addJson(json);
    parser.addQuiet(quiet);
    parser.read(arguments);
    if (data.empty() && (train.empty() || test.empty()))
        throw usageError("Expected --data, or --train and --test");
    if (!(threshold >= -1 && threshold <= 1))
        throw usageError("--threshold " + fixed(threshold, 3) + ": expected a number from -1 to 1");
    Control control;
    const SignalScope scope(control, SignalScope::First::Cancel);
    Matrix base, queries;
    if (data.empty()) {
        base = readEmbedding(train, "", {}, "train").values;
        queries = readEmbedding(test, "", {}, "test").values;
        if (base.cols != queries.cols)
            throw inputError(test, "expected " + std::to_string(base.cols) + " columns, as " + train +
                                       " has, found " + std::to_string(queries.cols));
    } else {
        const auto source = data::openSource(data);
        base = eval::imagePatterns(*source->load(data::Part::Train, control.cancelToken()));
        queries = eval::imagePatterns(*source->load(data::Part::Test, control.cancelToken()));
    }
    Bar bar(quiet);
    const auto found = eval::nearDuplicates(base, queries, threshold, jobs::resolveDevice(device).name,
                                            control.cancelToken(), bar.report());
    if (json) {
        printJson({{"duplicates", toJson(found)}, {"threshold", threshold}, {"n_test", queries.rows}});
        return 0;
    }
    std::vector<std::vector<std::string>> rows;
    for (const eval::NearDuplicate& each : found)
        rows.push_back({grouped(each.test), grouped(each.train), fixed(each.similarity, 4)});
    std::cout << tableText({{"test image"}, {"training image"}, {"similarity"}}, rows);
    std::cout << grouped(static_cast<std::int64_t>(found.size())) << " of " << grouped(queries.rows)
              << " test images\n";
    return 0;
}

int runMislabels(const Arguments& arguments) {
    Parser parser("mislabels",
                  "Images whose prediction by a probe that has not seen them speaks most clearly against their label: "
                  "four folds of the notebook's probe over one set of embeddings.",
                  {"selfsight-cli mislabels 20261124-0815 --workspace w --most 20",
                   "selfsight-cli mislabels E.npy --labels Y.npy --json"});
    std::string input, labelsFile, device = "auto", split = "test", label = "class";
    std::filesystem::path workspace;
    std::int64_t most = 50;
    bool json = false, quiet = false;
    parser.add_option("INPUT", input, "A run, or embeddings as .npy [n, d]")->required();
    parser.add_option("--labels", labelsFile, "Labels of a file as .npy [n]");
    parser.add_option("--split", split, "Embeddings of a run: test, train or validation")
        ->capture_default_str();
    parser.add_option("--label", label, "Label column of a run")->capture_default_str();
    parser.add_option("--most", most, "At most so many")->capture_default_str();
    parser.add_option("--workspace,-w", workspace, "Workspace of the run")->envname("SELFSIGHT_WORKSPACE");
    parser.addDevice(device);
    parser.addJson(json);
    parser.addQuiet(quiet);
    parser.read(arguments);
    if (most < 1) throw usageError("--most " + std::to_string(most) + ": expected a positive number");
    Control control;
    const SignalScope scope(control, SignalScope::First::Cancel);
    const NamedEmbedding embedding = readEmbedding(input, labelsFile, workspace, split);
    std::vector<float> margins;
    Bar bar(quiet);
    const eval::ProbeResult folds = eval::probeOutOfFold(
        embedding.values, labelsOf(embedding, label, "--labels"), 0, jobs::resolveDevice(device).name,
        control.cancelToken(), bar.report(), &margins);
    const auto suspects = eval::likelyMislabels(folds, margins, most);
    if (json) {
        printJson({{"mislabels", toJson(suspects)},
                   {"protocol", folds.protocol},
                   {"accuracy", folds.accuracy},
                   {"n_test", folds.testCount}});
        return 0;
    }
    std::vector<std::string> names;
    for (const store::EmbeddingLabels& column : embedding.labels)
        if (column.name == label) names = column.names;
    const auto nameOf = [&](std::int64_t value) {
        return static_cast<std::size_t>(value) < names.size() ? names[static_cast<std::size_t>(value)]
                                                              : std::to_string(value);
    };
    std::vector<std::vector<std::string>> rows;
    for (const eval::SuspectLabel& each : suspects)
        rows.push_back({grouped(each.index), nameOf(each.given), nameOf(each.predicted), fixed(each.margin, 2)});
    std::cout << tableText({{"image"}, {"label", false}, {"predicted", false}, {"margin"}}, rows);
    return 0;
}

}  // namespace selfsight::cli
