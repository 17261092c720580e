// The evaluation of a comparison: what it leaves, that it is not repeated, and that a collapse is said.
#include "io/json_file.h"
#include "jobs/evaluate.h"
#include "jobs/evaluation_jobs.h"
#include "jobs/jobs.h"
#include "jobs/train_progress.h"
#include "store/evaluation.h"
#include "store/report.h"
#include "support/temporary_folder.h"

#include <algorithm>
#include <chrono>
#include <doctest/doctest.h>
#include <fstream>
#include <functional>
#include <thread>

using namespace selfsight;
using namespace selfsight::jobs;
using test::TemporaryFolder;

namespace {

class Heard final : public EventSink {
  public:
    void send(Event event) override {
        if (const auto* message = std::get_if<event::Message>(&event))
            if (message->level == event::Message::Level::Warning) texts.push_back(message->text);
        if (const auto* row = std::get_if<event::Metrics>(&event)) rows.push_back(*row);
        if (const auto* moved = std::get_if<event::Progress>(&event)) progress = *moved;
    }
    std::vector<std::string> texts;
    event::Progress progress;  // the latest
    std::vector<event::Metrics> rows;
};

TrainSpec tiny(const TemporaryFolder& folder, const std::string& method, const std::string& budget) {
    TrainSpec spec;
    spec.workspace = folder / "w";
    spec.data = "demo:train=300,test=160,seed=1";
    spec.method = method;
    spec.recipe = methods::loadRecipe("quick", method);
    for (const auto& [key, value] : {std::pair{"encoder.width", "0.1"}, {"train.batch_size", "32"},
                                     {"train.precision", "float32"}, {"train.embed_all", "true"}})
        spec.recipe.set(key, value);
    spec.recipe.setBudget(methods::Budget::parse(budget));
    spec.device = "cpu";
    return spec;
}

std::string trained(const TrainSpec& spec, EventSink& sink) {
    Control control;
    std::string run;
    const Outcome outcome = makeTrainJob(spec, &run)->run(control, sink);
    INFO(outcome.message);
    REQUIRE(outcome.ending == Ending::Succeeded);
    return run;
}

void succeed(std::unique_ptr<Job> job) {
    Control control;
    NullSink sink;
    const Outcome outcome = job->run(control, sink);
    INFO(outcome.message);
    REQUIRE(outcome.ending == Ending::Succeeded);
}

double last(const std::vector<event::Metrics>& rows, const std::string& name) {
    double value = std::nan("");
    for (const auto& row : rows)
        for (const auto& [key, each] : row.values)
            if (key == name) value = each;
    return value;
}

}  // namespace

TEST_CASE("a phase that counts in no unit has a remaining time, but no rate") {
    for (const std::string unit : {"img", ""}) {
        Heard sink;
        PhaseProgress progress(sink, "run", Phase::Probe, unit, 1);
        CHECK(sink.progress.remaining < 0);
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
        progress.update(1);
        CHECK((sink.progress.rate > 0) == (unit == "img"));
        CHECK(sink.progress.remaining == 0);
    }
}

TEST_CASE("an evaluation measures runs once, compares them, and draws random weights anew") {
    const TemporaryFolder folder;
    NullSink sink;
    const std::string supervised = trained(tiny(folder, "supervised", "3ep"), sink);
    const std::string random = trained(tiny(folder, "random", "1ep"), sink);
    store::Workspace workspace(folder / "w");
    store::Comparison comparison;
    comparison.runs = {supervised, random};
    comparison.request = {{"protocol", "standard"}};
    workspace.writeComparison(comparison);
    for (const std::string& run : comparison.runs)
        succeed(makeProbeJob({folder / "w", run, "standard", "class", "cpu"}));
    const EvaluateSpec spec{.workspace = folder / "w",
                            .comparison = comparison.id,
                            .protocol = "standard",
                            .draws = 3,
                            .device = "cpu"};
    succeed(makeEvaluateJob(spec));

    const auto path = workspace.run(random).path();
    const store::RunEvaluation measured = store::runEvaluation(path);
    REQUIRE(measured.quality);
    CHECK(measured.quality->singularValues.size() > 10);
    CHECK(measured.knn.size() == 2);
    REQUIRE(measured.efficiency.size() == 7);
    CHECK(measured.efficiency[0].accuracies.size() == 3);
    CHECK(measured.duplicates);
    REQUIRE(measured.draws.count("standard"));
    const eval::Draws& draws = measured.draws.at("standard");
    CHECK(draws.accuracies.size() == 3);
    CHECK(draws.accuracies[0] == workspace.run(random).probe("standard")->accuracy);
    CHECK(draws.accuracies[1] != draws.accuracies[0]);
    CHECK(store::runEvaluation(workspace.run(supervised).path()).draws.empty());
    const auto folds = workspace.run(supervised).probe("notebook-folds");
    REQUIRE(folds);
    CHECK(folds->testCount == 160);

    const auto file = workspace.comparisonFolder(comparison.id) / store::kEvaluationFile;
    const nlohmann::json pairs = io::readJson(file);
    CHECK(pairs.at("predictions").at("tests").size() == 1);
    CHECK(pairs.at("predictions").at("combinations").at("counts").size() == 4);
    CHECK(pairs.at("predictions").at("classes").at(0).contains("superclass"));
    const auto& agreement = pairs.at("agreement").at(0);
    CHECK(agreement.at("cka").get<double>() > 0);
    CHECK(std::filesystem::exists(file.parent_path() / agreement.at("per_image").get<std::string>()));

    // Again: nothing is measured twice, and a second draw is the same.
    const auto before = std::filesystem::last_write_time(store::evaluationPath(path, "draws-standard"));
    succeed(makeEvaluateJob(spec));
    CHECK(std::filesystem::last_write_time(store::evaluationPath(path, "draws-standard")) == before);
    std::filesystem::remove(store::evaluationPath(path, "draws-standard"));
    auto again = workspace.run(random);
    std::vector<double> fractions;
    evaluateRun(again, {"cpu", "standard", 3, {}}, nullptr, [&](double done) { fractions.push_back(done); });
    for (std::size_t i = 1; i < fractions.size(); ++i) CHECK(fractions[i] >= fractions[i - 1] - 1e-9);
    CHECK(fractions.back() == 1);
    // Two draws: it moves within each.
    CHECK(std::ranges::count_if(fractions, [](double done) { return done > 0.2 && done < 0.6; }) > 5);
    CHECK(std::ranges::count_if(fractions, [](double done) { return done > 0.6 && done < 1; }) > 5);
    CHECK(store::runEvaluation(path).draws.at("standard").accuracies == draws.accuracies);

    SUBCASE("and its report says so") {
        succeed(makeReportJob({.workspace = folder / "w", .comparison = comparison.id}));
        const std::string page = [&] {
            std::ifstream in(workspace.comparisonFolder(comparison.id) / store::kReportFile);
            return std::string(std::istreambuf_iterator<char>(in), {});
        }();
        for (const char* title : {"Label efficiency", "Draws of random weights", "Agreement", "Confusion",
                                  "Classes that gain and lose", "Nearest neighbours"}) {
            CAPTURE(title);
            CHECK(page.find("<h3>" + std::string(title) + "</h3>") != std::string::npos);
        }
    }
    SUBCASE("and measures of other embeddings are stale") {
        succeed(makeEmbedJob({folder / "w", random, {"test"}, "notebook", "cpu"}));
        CHECK_FALSE(store::runEvaluation(path).quality);
    }
}

TEST_CASE("transfer probes an encoder on other data and refuses its own") {
    const TemporaryFolder folder;
    NullSink sink;
    const std::string run = trained(tiny(folder, "supervised", "1ep"), sink);
    const auto result = std::make_shared<std::string>();
    TransferSpec spec{.workspace = folder / "w", .run = run, .data = "demo:train=200,test=120,seed=9",
                      .protocol = "standard", .label = "superclass", .device = "cpu"};
    succeed(makeTransferJob(spec, result));
    const auto document = nlohmann::json::parse(*result);
    CHECK(document.at("value").at("label") == "superclass");
    CHECK(document.at("value").at("n_test") == 120);
    CHECK(document.at("data").at("hash") != document.at("trained_on").at("hash"));
    spec.data = "demo:train=300,test=160,seed=1";
    Control control;
    CHECK(makeTransferJob(spec)->run(control, sink).code == ErrorCode::Usage);
}

TEST_CASE("a run that is made to collapse is told so, one that is not is not") {
    const TemporaryFolder folder;
    Heard healthy, collapsing;
    auto spec = tiny(folder, "simsiam", "12ep");
    const std::string good = trained(spec, healthy);
    spec.recipe.set("method.stop_gradient", "false");
    spec.recipe.set("method.predictor", "false");
    spec.recipe.set("method.projector", "byol");
    spec.recipe.set("method.head_norm", "false");
    spec.recipe.set("optimiser.learning_rate", "0.02");
    spec.recipe.setBudget(methods::Budget::parse("20ep"));
    const std::string bad = trained(spec, collapsing);
    CAPTURE(last(healthy.rows, "collapse_std"));
    CAPTURE(last(collapsing.rows, "collapse_std"));
    CAPTURE(last(healthy.rows, "train_loss"));
    CAPTURE(last(collapsing.rows, "train_loss"));
    CHECK(healthy.texts.empty());
    REQUIRE(collapsing.texts.size() == 1);
    CHECK(collapsing.texts[0].find("collapsed") != std::string::npos);
    CHECK(collapsing.texts[0].find("method.stop_gradient") != std::string::npos);
    CHECK(std::isfinite(last(healthy.rows, "alignment")));
    CHECK(std::isfinite(last(healthy.rows, "uniformity")));
    CHECK(std::isfinite(last(healthy.rows, "val_probe")));
    succeed(makeEvaluateJob({.workspace = folder / "w", .runs = {good, bad}, .protocol = "notebook",
                             .device = "cpu"}));
    const store::Workspace workspace(folder / "w");
    CHECK_FALSE(store::runEvaluation(workspace.run(good).path()).quality->collapsed);
    CHECK(store::runEvaluation(workspace.run(bad).path()).quality->collapsed);
}
