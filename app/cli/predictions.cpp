// What held-out predictions say: paired tests of encoders, and classes. On runs, or on .npy files of predicted
// labels.
#include "cli/command.h"
#include "cli/evaluations.h"
#include "cli/table.h"
#include "eval/evaluation_json.h"
#include "io/npy.h"
#include "store/evaluation.h"
#include "store/workspace.h"

#include <iostream>
#include <numeric>

namespace selfsight::cli {

namespace {

struct Predictions {
    std::string name;
    eval::ProbeResult probe;
    std::vector<std::string> classNames;
    std::vector<std::string> groupNames;
    Labels groupOf;
};

// A file of predicted labels needs the truth.
Predictions fromFile(const std::string& file, const std::string& truthFile) {
    if (truthFile.empty()) throw usageError("--truth is missing: predictions in a file need the true labels");
    Predictions out{file, {}, {}, {}, {}};
    out.probe.protocol = "file";
    out.probe.truth = io::readLabels(truthFile);
    out.probe.predicted = io::readLabels(file);
    if (out.probe.truth.size() != out.probe.predicted.size())
        throw inputError(file, "expected " + std::to_string(out.probe.truth.size()) + " labels, as " +
                                   truthFile + " has, found " + std::to_string(out.probe.predicted.size()));
    if (out.probe.truth.empty()) throw inputError(file, "holds no predictions");
    out.probe.testIndices.resize(out.probe.truth.size());
    std::iota(out.probe.testIndices.begin(), out.probe.testIndices.end(), 0);
    std::int64_t hits = 0;
    for (std::size_t i = 0; i < out.probe.truth.size(); ++i)
        hits += out.probe.truth[i] == out.probe.predicted[i];
    out.probe.testCount = static_cast<std::int64_t>(out.probe.truth.size());
    out.probe.accuracy = static_cast<double>(hits) / static_cast<double>(out.probe.testCount);
    out.probe.interval = eval::wilsonInterval(hits, out.probe.testCount);
    return out;
}

Predictions fromRun(const std::string& name, const std::filesystem::path& workspace,
                    const std::string& protocol) {
    if (workspace.empty()) throw usageError("--workspace is missing: '" + name + "' is taken for a run");
    const store::RunFolder run = store::Workspace(workspace).run(name);
    const auto probe = run.probe(protocol);
    if (!probe)
        throw inputError((run.path() / "probes" / (protocol + ".json")).string(),
                         "is not there; selfsight-cli probe " + run.record().id + " --protocol " + protocol +
                             " makes it");
    Predictions out{run.record().id, *probe, {}, {}, {}};
    const store::EmbeddingInfo info = run.embeddingInfo("test");
    if (const auto* column = info.find("class")) out.classNames = column->names;
    if (const auto* column = info.find("superclass")) out.groupNames = column->names;
    out.groupOf = store::superclassOf(info);
    return out;
}

std::string nameOf(const std::vector<std::string>& names, std::int64_t value) {
    const auto at = static_cast<std::size_t>(value);
    return value >= 0 && at < names.size() ? names[at] : std::to_string(value);
}

std::string pText(double p) {
    return p < 0.0001 ? "< 0.0001" : fixed(p, 4);
}

// Which of the encoders have an image right: "yes no yes".
std::vector<std::string> combinationRow(std::size_t code, std::size_t encoders, std::int64_t count,
                                        double total) {
    std::vector<std::string> row;
    for (std::size_t e = 0; e < encoders; ++e) row.emplace_back(code >> e & 1 ? "yes" : "no");
    row.push_back(grouped(count));
    row.push_back(fixed(static_cast<double>(count) / total, 3));
    return row;
}

}  // namespace

int runTests(const Arguments& arguments) {
    Parser parser(
        "tests",
        "McNemar's exact test of every pair of encoders on the images that all held out, corrected for the number "
        "of pairs (Holm), and how many images each combination of encoders has right. It compares these trained "
        "encoders; a claim about methods needs at least three seeds of each.",
        {"selfsight-cli tests RUN1 RUN2 RUN3 --workspace w --protocol standard",
         "selfsight-cli tests P.npy Q.npy --truth Y.npy --json"});
    std::vector<std::string> inputs;
    std::string truth, protocol = "standard";
    std::filesystem::path workspace;
    bool json = false;
    parser.add_option("INPUTS", inputs, "Two to eight runs, or predicted labels as .npy [n]")->required();
    parser.add_option("--truth", truth, "True labels of files as .npy [n]");
    parser.add_option("--protocol", protocol, "Of runs: standard, notebook or notebook-folds")
        ->capture_default_str();
    parser.add_option("--workspace,-w", workspace, "Workspace of the runs")->envname("SELFSIGHT_WORKSPACE");
    parser.addJson(json);
    parser.read(arguments);
    if (inputs.size() < 2 || inputs.size() > 8)
        throw usageError("Expected two to eight encoders, found " + std::to_string(inputs.size()));

    std::vector<std::string> names;
    std::vector<eval::ProbeResult> probes;
    for (const std::string& input : inputs) {
        Predictions each = namesArrayFile(input) ? fromFile(input, truth) : fromRun(input, workspace, protocol);
        names.push_back(each.name);
        probes.push_back(std::move(each.probe));
    }
    const auto tests = eval::compareEncoders(probes);
    const eval::Combinations who = eval::combinations(probes);
    if (json) {
        printJson({{"encoders", names},
                   {"protocol", probes.front().protocol},
                   {"tests", toJson(tests)},
                   {"combinations", toJson(who)}});
        return 0;
    }
    std::vector<std::vector<std::string>> rows;
    for (const eval::PairTest& t : tests)
        rows.push_back({names[t.first], names[t.second], grouped(t.test.onlyFirst), grouped(t.test.onlySecond),
                        pText(t.test.pValue), pText(t.adjusted)});
    std::cout << tableText({{"first", false},
                            {"second", false},
                            {"only first right"},
                            {"only second right"},
                            {"p (McNemar)"},
                            {"p (Holm)"}},
                           rows);
    std::cout << "\nOf these trained encoders on " << grouped(static_cast<std::int64_t>(who.indices.size()))
              << " held-out images; a claim about methods needs at least three seeds of each.\n\n";
    std::vector<Column> columns;
    for (const std::string& name : names) columns.push_back({name + " right", false});
    columns.push_back({"images"});
    columns.push_back({"share"});
    rows.clear();
    for (std::size_t code = 0; code < who.counts.size(); ++code)
        rows.push_back(combinationRow(code, names.size(), who.counts[code],
                                      static_cast<double>(who.indices.size())));
    std::cout << tableText(columns, rows);
    return 0;
}

int runClasses(const Arguments& arguments) {
    Parser parser("classes",
                  "Accuracy of every class with its interval and the confusion matrix (--json) of one encoder; or what "
                  "classes gain and lose from the first encoder to the second, with false-discovery control "
                  "(Benjamini-Hochberg): those marked clear stand out of chance.",
                  {"selfsight-cli classes RUN --workspace w", "selfsight-cli classes RUN1 RUN2 --workspace w --json",
                   "selfsight-cli classes P.npy Q.npy --truth Y.npy"});
    std::vector<std::string> inputs;
    std::string truth, protocol = "standard", by = "class";
    std::filesystem::path workspace;
    bool json = false;
    parser.add_option("INPUTS", inputs, "One or two runs, or predicted labels as .npy [n]")->required();
    parser.add_option("--truth", truth, "True labels of files as .npy [n]");
    parser.add_option("--by", by, "class, or superclass of a run's data")->capture_default_str();
    parser.add_option("--protocol", protocol, "Of runs: standard or notebook-folds")->capture_default_str();
    parser.add_option("--workspace,-w", workspace, "Workspace of the runs")->envname("SELFSIGHT_WORKSPACE");
    parser.addJson(json);
    parser.read(arguments);
    if (inputs.size() > 2)
        throw usageError("Expected one or two encoders, found " + std::to_string(inputs.size()));
    if (protocol == "notebook")
        throw usageError("--protocol notebook: a class has too few held-out images there; use standard or "
                         "notebook-folds");
    if (by != "class" && by != "superclass")
        throw usageError("--by " + by + ": expected class or superclass");
    std::vector<Predictions> all;
    for (const std::string& input : inputs)
        all.push_back(namesArrayFile(input) ? fromFile(input, truth) : fromRun(input, workspace, protocol));
    const Predictions& first = all.front();
    const bool groups = by == "superclass";
    if (groups && first.groupOf.empty()) throw usageError("--by superclass: " + first.name + " has none");
    const auto& names = groups ? first.groupNames : first.classNames;

    std::vector<std::vector<std::string>> rows;
    if (all.size() == 1) {
        const auto accuracies =
            groups ? accuracyByGroup(first.probe, first.groupOf) : accuracyByClass(first.probe);
        if (json) {
            printJson({{"encoder", first.name},
                       {"protocol", first.probe.protocol},
                       {by, toJson(accuracies)},
                       {"names", names},
                       {"confusion", toJson(confusionMatrix(first.probe))}});
            return 0;
        }
        for (const eval::GroupAccuracy& each : accuracies)
            rows.push_back({nameOf(names, each.group), grouped(each.total), fixed(each.accuracy, 3),
                            intervalText(each.interval)});
        std::cout << tableText({{by, false}, {"images"}, {"accuracy"}, {"95 % interval"}}, rows);
        return 0;
    }
    std::vector<eval::ProbeResult> probes{all[0].probe, all[1].probe};
    if (groups) {
        // A superclass gains what its classes gain: the truth becomes the superclass, a miss something else.
        for (eval::ProbeResult& probe : probes) {
            for (std::size_t i = 0; i < probe.truth.size(); ++i) {
                const bool hit = probe.truth[i] == probe.predicted[i];
                probe.truth[i] = first.groupOf.at(static_cast<std::size_t>(probe.truth[i]));
                probe.predicted[i] = hit ? probe.truth[i] : -1;
            }
        }
    }
    const auto changes = eval::classChanges(probes[0], probes[1]);
    if (json) {
        printJson({{"first", all[0].name},
                   {"second", all[1].name},
                   {"by", by},
                   {"protocol", first.probe.protocol},
                   {"names", names},
                   {"changes", toJson(changes)}});
        return 0;
    }
    for (const eval::ClassChange& each : changes)
        rows.push_back({nameOf(names, each.group), grouped(each.total), fixed(each.gain, 3),
                        intervalText(each.interval), pText(each.qValue), each.clear ? "clear" : ""});
    std::cout << tableText({{by, false}, {"images"}, {"gain"}, {"95 % interval"}, {"q"}, {"", false}}, rows);
    return 0;
}

}  // namespace selfsight::cli
