// The evaluations of whole runs and comparisons, kept in their folders.
#include "cli/command.h"
#include "cli/evaluations.h"
#include "cli/results.h"
#include "cli/table.h"
#include "io/json_file.h"
#include "jobs/evaluation_jobs.h"
#include "jobs/jobs.h"
#include "store/report.h"

#include <iostream>

namespace selfsight::cli {

namespace {

nlohmann::json summaryOf(const store::RunFolder& run) {
    const store::RunEvaluation all = store::runEvaluation(run.path());
    nlohmann::json out = {{"run", run.record().id}, {"method", run.record().method}};
    if (all.quality) {
        out["effective_rank"] = all.quality->effectiveRank;
        out["deviation"] = all.quality->deviation;
        out["collapsed"] = all.quality->collapsed;
    }
    if (const auto folds = run.probe("notebook-folds")) out["out_of_fold_accuracy"] = folds->accuracy;
    if (!all.knn.empty()) out["knn"] = toJson(all.knn);
    if (!all.efficiency.empty()) out["label_efficiency"] = toJson(all.efficiency);
    if (all.duplicates) out["near_duplicates"] = all.duplicates->size();
    out["likely_mislabels"] = all.mislabels.size();
    for (const auto& [protocol, draws] : all.draws) out["draws"][protocol] = toJson(draws);
    return out;
}

double numberOf(const nlohmann::json& object, const char* key) {
    return object.contains(key) ? object[key].get<double>() : std::nan("");
}

}  // namespace

int runEvaluate(const Arguments& arguments) {
    Parser parser("evaluate",
                  "Measures what the headline probe does not say: out-of-fold predictions and likely mislabels, collapse "
                  "and rank, k-NN and label efficiency, near-duplicates, several draws of random weights; for a "
                  "comparison also paired tests, classes, confusion, agreement. Kept as JSON in the folders of the runs "
                  "and the comparison; what is there already is not measured again.",
                  {"selfsight-cli evaluate RUN --workspace w",
                   "selfsight-cli evaluate --comparison ID --workspace w --protocol standard --json"});
    jobs::EvaluateSpec spec;
    bool json = false, quiet = false;
    parser.add_option("RUNS", spec.runs, "Runs");
    parser.add_option("--comparison", spec.comparison, "All runs of this comparison");
    parser.addWorkspace(spec.workspace);
    parser.add_option("--protocol", spec.protocol, "Of compared predictions: standard or notebook")
        ->capture_default_str();
    parser.add_option("--draws", spec.draws, "Of random weights and of labelled images")->capture_default_str();
    parser.addDevice(spec.device);
    parser.addJson(json);
    parser.addQuiet(quiet);
    parser.read(arguments);
    const auto job = jobs::makeEvaluateJob(spec);
    runJob(*job, quiet, "The same command goes on where it was.");

    const store::Workspace workspace(spec.workspace);
    std::vector<std::string> runs = spec.runs;
    nlohmann::json out = {{"runs", nlohmann::json::array()}};
    if (!spec.comparison.empty()) {
        for (const store::Comparison& each : workspace.comparisons()) {
            if (!each.id.starts_with(spec.comparison)) continue;
            runs.insert(runs.begin(), each.runs.begin(), each.runs.end());
            out["comparison"] = io::readJson(workspace.comparisonFolder(each.id) / store::kEvaluationFile);
        }
    }
    std::vector<std::vector<std::string>> rows;
    for (const std::string& id : runs) {
        const nlohmann::json each = summaryOf(workspace.run(id));
        out["runs"].push_back(each);
        rows.push_back({each["run"], each["method"], fixed(numberOf(each, "out_of_fold_accuracy"), 3),
                        each.contains("knn") ? fixed(each["knn"].at(0).at("accuracy"), 3) : "–",
                        fixed(numberOf(each, "effective_rank"), 1), fixed(numberOf(each, "deviation"), 3),
                        each.value("collapsed", false) ? "yes" : "no",
                        each.contains("near_duplicates")
                            ? grouped(each["near_duplicates"].get<std::int64_t>())
                            : "–"});
    }
    if (json)
        printJson(out);
    else
        std::cout << tableText({{"run", false},
                                {"method", false},
                                {"out of fold"},
                                {"k-NN"},
                                {"rank"},
                                {"spread"},
                                {"collapsed", false},
                                {"near-duplicates"}},
                               rows);
    return 0;
}

int runTransfer(const Arguments& arguments) {
    Parser parser("transfer",
                  "Probes a run's encoder on a data set that it was not trained on: how far what it learned carries.",
                  {"selfsight-cli transfer 20261124-0815 --workspace w --data cifar-10-binary.tar.gz",
                   "selfsight-cli transfer 20261124-0815 --workspace w --data photos/ --protocol notebook --json"});
    jobs::TransferSpec spec;
    bool json = false, quiet = false;
    parser.add_option("RUN", spec.run, "A run")->required();
    parser.addWorkspace(spec.workspace);
    parser.add_option("--data", spec.data, "demo, a CIFAR archive or folder, an image folder, an .npz")->required();
    parser.add_option("--protocol", spec.protocol, "standard or notebook")->capture_default_str();
    parser.add_option("--label", spec.label, "Label column of the data")->capture_default_str();
    parser.addDevice(spec.device);
    parser.addJson(json);
    parser.addQuiet(quiet);
    parser.read(arguments);
    const auto result = std::make_shared<std::string>();
    const auto job = jobs::makeTransferJob(spec, result);
    runJob(*job, quiet, "The same command starts it again.");
    const nlohmann::json document = nlohmann::json::parse(*result);
    const eval::ProbeResult probe = eval::probeFromJson(document.at("value"));
    if (json) {
        nlohmann::json out = probeJson(probe);
        out["data"] = document.at("data");
        out["trained_on"] = document.at("trained_on");
        printJson(out);
        return 0;
    }
    std::cout << probeText(probe) << "Trained on " << document["trained_on"]["kind"].get<std::string>()
              << ", probed on " << document["data"]["kind"].get<std::string>() << ".\n";
    return 0;
}

}  // namespace selfsight::cli
