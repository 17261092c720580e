#include "eval/probe.h"

#include "cli/command.h"
#include "cli/embedding.h"
#include "cli/progress.h"
#include "cli/results.h"
#include "cli/signals.h"
#include "data/split.h"
#include "io/npy.h"
#include "jobs/jobs.h"
#include "store/workspace.h"

#include <iostream>
#include <optional>

namespace selfsight::cli {

namespace {

struct ProbeFiles {
    std::string embeddings, labels;
    std::string train, trainLabels, validation, validationLabels, test, testLabels;
};

std::string required(const std::string& value, const std::string& option, const std::string& reason) {
    if (value.empty()) throw usageError(option + " is missing: " + reason);
    return value;
}

std::pair<Matrix, Labels> rowsOf(const Matrix& matrix, const Labels& labels,
                                 const std::vector<std::int64_t>& indices) {
    Matrix rows(static_cast<std::int64_t>(indices.size()), matrix.cols);
    Labels values;
    for (std::size_t i = 0; i < indices.size(); ++i) {
        std::ranges::copy(matrix.row(indices[i]), rows.row(static_cast<std::int64_t>(i)).begin());
        values.push_back(labels[static_cast<std::size_t>(indices[i])]);
    }
    return {std::move(rows), std::move(values)};
}

// The standard protocol on files chooses C on a validation part; where none is given, a tenth of the training
// rows is it.
eval::ProbeResult probeStandardFiles(const ProbeFiles& files, const std::string& device, std::stop_token stop,
                                     const std::function<void(double)>& progress) {
    const std::string why =
        "the standard protocol fits on --train and --train-labels and reports on --test and --test-labels";
    const std::string trainFile = required(files.train, "--train", why);
    const std::string testFile = required(files.test, "--test", why);
    Matrix train = io::readMatrix(trainFile);
    Labels trainLabels = readLabelsFor(required(files.trainLabels, "--train-labels", why), train, trainFile);
    const Matrix test = io::readMatrix(testFile);
    const Labels testLabels = readLabelsFor(required(files.testLabels, "--test-labels", why), test, testFile);
    if (train.cols != test.cols)
        throw inputError(testFile, "expected " + std::to_string(train.cols) + " columns, as " + trainFile +
                                       " has, found " + std::to_string(test.cols));
    Matrix validation;
    Labels validationLabels;
    if (!files.validation.empty()) {
        validation = io::readMatrix(files.validation);
        validationLabels =
            readLabelsFor(required(files.validationLabels, "--validation-labels", "--validation needs it"),
                          validation, files.validation);
    } else {
        const auto split =
            data::stratifiedValidation(trainLabels, std::max<std::int64_t>(1, train.rows / 10), 0);
        std::tie(validation, validationLabels) = rowsOf(train, trainLabels, split.second);
        std::tie(train, trainLabels) = rowsOf(train, trainLabels, split.first);
    }
    return eval::probeStandard(train, trainLabels, validation, validationLabels, test, testLabels, device,
                               stop, progress);
}

eval::ProbeResult probeFiles(const ProbeFiles& files, const std::string& protocol, const std::string& device,
                             bool quiet) {
    Control control;
    const SignalScope scope(control, SignalScope::First::Cancel);
    ProgressSink sink(quiet);
    const auto progress = [&](double fraction) {
        sink.send(event::Progress{.phase = Phase::Probe, .fraction = fraction, .remaining = -1});
    };
    if (protocol == "standard") return probeStandardFiles(files, device, control.cancelToken(), progress);
    const std::string file =
        required(files.embeddings, "E.npy", "the notebook's protocol splits one file of embeddings");
    const Matrix embeddings = io::readMatrix(file);
    const Labels labels = readLabelsFor(
        required(files.labels, "--labels", "embeddings in a file need their labels"), embeddings, file);
    return eval::probeNotebook(embeddings, labels, device, control.cancelToken(), progress);
}

}  // namespace

int runProbe(const Arguments& arguments) {
    Parser parser("probe",
                  "How much of the labels a linear classifier reads out of an embedding. Protocol notebook: "
                  "one-vs-rest, C = 1, "
                  "raw features, 75/25 of one set of embeddings by scikit-learn's split. Protocol standard: "
                  "multinomial, "
                  "standardised, fitted on train, C chosen on validation, reported on test.",
                  {"selfsight-cli probe 20261124-0815 --workspace w --protocol standard",
                   "selfsight-cli probe E.npy --labels Y.npy --protocol notebook --json",
                   "selfsight-cli probe --train E.npy --train-labels Y.npy --test F.npy --test-labels Z.npy"});
    jobs::ProbeSpec spec;
    spec.protocol.clear();
    ProbeFiles files;
    std::string input;
    bool json = false;
    bool quiet = false;
    parser.add_option("INPUT", input, "A run, or embeddings as .npy [n, d]");
    parser.add_option("--labels", files.labels, "Labels of INPUT as .npy [n]");
    parser.add_option("--train", files.train, "Embeddings to fit on (standard)");
    parser.add_option("--train-labels", files.trainLabels, "Their labels");
    parser.add_option("--validation", files.validation,
                      "Embeddings on which C is chosen; default: a tenth of --train");
    parser.add_option("--validation-labels", files.validationLabels, "Their labels");
    parser.add_option("--test", files.test, "Embeddings to report on (standard)");
    parser.add_option("--test-labels", files.testLabels, "Their labels");
    parser.add_option("--protocol", spec.protocol,
                      "notebook or standard; default: standard with --train, notebook without");
    parser.add_option("--label", spec.label, "Label column of a run: class, superclass, …")
        ->capture_default_str();
    parser.add_option("--workspace,-w", spec.workspace, "Workspace of the run")
        ->envname("SELFSIGHT_WORKSPACE");
    parser.addDevice(spec.device);
    parser.addJson(json);
    parser.addQuiet(quiet);
    parser.read(arguments);

    if (spec.protocol.empty()) spec.protocol = files.train.empty() ? "notebook" : "standard";
    if (spec.protocol != "notebook" && spec.protocol != "standard")
        throw usageError("--protocol " + spec.protocol + ": expected notebook or standard");
    eval::ProbeResult result;
    if (input.empty() || namesArrayFile(input)) {
        if (input.empty() && files.train.empty())
            throw usageError("Nothing to probe: expected a run, a .npy file, or --train and --test");
        files.embeddings = input;
        const std::string device = jobs::resolveDevice(spec.device).name;
        result = probeFiles(files, spec.protocol, device, quiet);
    } else {
        if (spec.workspace.empty())
            throw usageError("--workspace is missing: '" + input + "' is taken for a run");
        spec.run = store::Workspace(spec.workspace).run(input).record().id;
        const auto job = jobs::makeProbeJob(spec);
        runJob(*job, quiet, "The same command starts the probe again.");
        const std::string stem = spec.protocol + (spec.label == "class" ? "" : "-" + spec.label);
        const auto stored = store::Workspace(spec.workspace).run(spec.run).probe(stem);
        if (!stored) throw LogicError("The probe ended without its result");
        result = *stored;
    }
    if (json)
        printJson(probeJson(result));
    else
        std::cout << probeText(result);
    return 0;
}

}  // namespace selfsight::cli
