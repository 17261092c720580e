// The comparison as the window runs it: stop-and-keep ends one training and goes on, cancel ends all, and the
// same request goes on where it was.
#include "io/json_file.h"
#include "jobs/compare.h"
#include "jobs/jobs.h"
#include "support/temporary_folder.h"

#include <doctest/doctest.h>
#include <functional>
#include <map>
#include <string>
#include <vector>

using namespace selfsight;
using namespace selfsight::test;

namespace {

// Calls back at every event, on the job's thread.
class Watcher final : public EventSink {
  public:
    explicit Watcher(std::function<void(const Event&)> watch = {}) : watch_(std::move(watch)) {}
    void send(Event event) override {
        if (const auto* changed = std::get_if<event::RunChanged>(&event))
            states[changed->run].push_back(changed->state);
        if (watch_) watch_(event);
    }
    std::map<std::string, std::vector<RunState>> states;

  private:
    std::function<void(const Event&)> watch_;
};

jobs::CompareSpec smallSpec(const TemporaryFolder& folder, std::vector<std::string> methods) {
    jobs::CompareSpec spec;
    spec.workspace = folder / "w";
    spec.data = "demo:train=300,test=120";
    spec.methods = std::move(methods);
    spec.overrides = {{"encoder.width", "0.1"}, {"train.batch_size", "32"}, {"train.precision", "float32"}};
    spec.budget = methods::Budget::parse("2ep");
    spec.budgetGiven = true;
    spec.map.iterations = 30;
    spec.map.earlyIterations = 20;
    spec.device = "cpu";
    return spec;
}

nlohmann::json resultsOf(const jobs::CompareSpec& spec, const std::string& id) {
    const store::Workspace workspace(spec.workspace);
    return io::readJson(workspace.comparisonFolder(id) / store::kResultsFile);
}

}  // namespace

TEST_CASE("stop-and-keep ends one training, keeps it, and the comparison goes on") {
    TemporaryFolder folder;
    auto spec = smallSpec(folder, {"supervised", "random"});
    spec.budget = methods::Budget::parse("40ep");
    Control control;
    Watcher watcher([&](const Event& event) {
        // At the first row of metrics something has been learned, and most is still to do.
        const auto* metrics = std::get_if<event::Metrics>(&event);
        if (metrics && metrics->run.find("supervised") != std::string::npos) control.stopAndKeep();
    });
    std::string id;
    const Outcome outcome = jobs::makeCompareJob(spec, &id)->run(control, watcher);
    INFO(outcome.message);
    REQUIRE(outcome.ending == Ending::Succeeded);
    const auto methods = resultsOf(spec, id).at("methods");
    REQUIRE(methods.size() == 2);
    CHECK(methods[0].at("state") == "stopped");
    CHECK(methods[0].at("accuracy").is_number());
    CHECK(methods[1].at("state") == "succeeded");
    CHECK(std::filesystem::exists(resultsOf(spec, id).at("report").get<std::string>()));

    // It was kept on purpose, so the same request does not train it on.
    Watcher again;
    Control second;
    std::string sameId;
    REQUIRE(jobs::makeCompareJob(spec, &sameId)->run(second, again).ending == Ending::Succeeded);
    CHECK(sameId == id);
    CHECK(again.states.empty());
}

TEST_CASE("cancel ends the comparison, and the same request goes on with the same runs") {
    TemporaryFolder folder;
    const auto spec = smallSpec(folder, {"random", "simsiam"});
    Control control;
    Watcher watcher([&](const Event& event) {
        if (const auto* metrics = std::get_if<event::Metrics>(&event);
            metrics && metrics->run.find("simsiam") != std::string::npos)
            control.cancel();
    });
    std::string id;
    REQUIRE(jobs::makeCompareJob(spec, &id)->run(control, watcher).ending == Ending::Cancelled);
    REQUIRE(watcher.states.size() == 2);

    Watcher second;
    Control fresh;
    std::string sameId;
    const Outcome outcome = jobs::makeCompareJob(spec, &sameId)->run(fresh, second);
    INFO(outcome.message);
    REQUIRE(outcome.ending == Ending::Succeeded);
    CHECK(sameId == id);
    REQUIRE(second.states.size() == 1);  // the finished run was left alone
    CHECK(watcher.states.contains(second.states.begin()->first));
    CHECK(second.states.begin()->second.back() == RunState::Succeeded);

    SUBCASE("another request is another comparison") {
        auto other = spec;
        other.seeds = {1};
        other.methods = {"random"};
        std::string otherId;
        REQUIRE(jobs::makeCompareJob(other, &otherId)->run(fresh, second).ending == Ending::Succeeded);
        CHECK(otherId != id);
    }
}

TEST_CASE("a run that has gone to the bin is made again, and the others are left alone") {
    TemporaryFolder folder;
    auto spec = smallSpec(folder, {"supervised", "random"});
    spec.overrides.pop_back();  // precision: as the first run chose it, which may be the one that is gone
    Control control;
    Watcher first;
    std::string id;
    REQUIRE(jobs::makeCompareJob(spec, &id)->run(control, first).ending == Ending::Succeeded);
    REQUIRE(first.states.size() == 2);
    store::Workspace(spec.workspace).binRun(resultsOf(spec, id).at("methods")[0].at("run"));

    Watcher second;
    std::string sameId;
    const Outcome outcome = jobs::makeCompareJob(spec, &sameId)->run(control, second);
    INFO(outcome.message);
    REQUIRE(outcome.ending == Ending::Succeeded);
    CHECK(sameId == id);
    REQUIRE(second.states.size() == 1);
    const std::string made = second.states.begin()->first;
    CHECK_FALSE(first.states.contains(made));
    const auto methods = resultsOf(spec, id).at("methods");
    REQUIRE(methods.size() == 2);
    CHECK(methods[0].at("run") == made);
    CHECK(first.states.contains(methods[1].at("run").get<std::string>()));
}

TEST_CASE("a front end that wants to leave ends the whole comparison by stop-and-keep") {
    TemporaryFolder folder;
    auto spec = smallSpec(folder, {"supervised", "random"});
    spec.stopEndsAll = true;
    Control control;
    Watcher watcher([&](const Event& event) {
        if (std::holds_alternative<event::Metrics>(event)) control.stopAndKeep();
    });
    std::string id;
    REQUIRE(jobs::makeCompareJob(spec, &id)->run(control, watcher).ending == Ending::Stopped);
    CHECK(watcher.states.size() == 1);
    Control fresh;
    Watcher second;
    REQUIRE(jobs::makeCompareJob(spec, &id)->run(fresh, second).ending == Ending::Succeeded);
    const auto results = resultsOf(spec, id);
    for (const auto& method : results.at("methods")) {
        CHECK(method.at("state") == "succeeded");
        if (method.at("method") == "supervised")
            CHECK(method.at("epochs").get<double>() == doctest::Approx(2));
    }
}

TEST_CASE("everything that can be refused is refused before anything is written") {
    TemporaryFolder folder;
    const auto refused = [&](const std::function<void(jobs::CompareSpec&)>& change) {
        auto spec = smallSpec(folder, {"supervised"});
        change(spec);
        Control control;
        NullSink sink;
        const Outcome outcome = jobs::makeCompareJob(spec)->run(control, sink);
        CHECK(outcome.ending == Ending::Failed);
        CHECK(outcome.code == ErrorCode::Usage);
        CHECK_FALSE(std::filesystem::exists(spec.workspace));
    };
    refused([](auto& spec) { spec.methods = {}; });
    refused([](auto& spec) { spec.seeds = {}; });
    refused([](auto& spec) { spec.seeds = {3, 3}; });
    refused([](auto& spec) { spec.methods = {"supervised", "magic"}; });
    refused([](auto& spec) { spec.protocol = "magic"; });
    refused([](auto& spec) { spec.extraction = "magic"; });
    refused([](auto& spec) { spec.recipe = "magic"; });
    refused([](auto& spec) { spec.overrides = {{"encoder.width", "-1"}}; });
    refused([](auto& spec) { spec.map.perplexity = 1e6; });
}
