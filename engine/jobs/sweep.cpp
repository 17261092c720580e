#include "jobs/sweep.h"

#include "core/error.h"
#include "core/json.h"
#include "data/source.h"
#include "eval/statistics.h"
#include "io/json_file.h"
#include "jobs/member_run.h"

#include <algorithm>
#include <optional>

namespace selfsight::jobs {

namespace {

using nlohmann::json;
using Settings = std::vector<std::pair<std::string, std::string>>;

struct Member {
    std::uint64_t seed = 0;
    std::string run;  // empty until there is one
};

// A method with one choice of values.
struct Point {
    std::string method;
    Settings settings;
    methods::Recipe recipe;
    std::vector<Member> members;

    // "BYOL, ema=0.99, seed 0": in a list of runs their names are all that tells the points apart.
    std::string runName(std::uint64_t seed) const {
        std::string name = methods::methodInfo(method).label;
        for (const auto& [key, value] : settings) name += ", " + key.substr(key.rfind('.') + 1) + "=" + value;
        return name + ", seed " + std::to_string(seed);
    }
};

// Every choice of one value an axis; the last axis changes fastest.
std::vector<Settings> grid(const std::vector<SweepAxis>& axes) {
    std::vector<Settings> points{{}};
    for (const auto& axis : axes) {
        std::vector<Settings> longer;
        for (const auto& point : points) {
            for (const auto& value : axis.values) {
                longer.push_back(point);
                longer.back().emplace_back(axis.key, value);
            }
        }
        points = std::move(longer);
    }
    return points;
}

class SweepJob final : public Job {
  public:
    SweepJob(SweepSpec spec, std::string* sweepId) : spec_(std::move(spec)), sweepId_(sweepId) {}

  protected:
    Ending execute(Control& control, EventSink& events) override {
        checkSpec();
        findOrMakeSweep();
        findRuns();
        for (auto& point : points_) {
            for (auto& member : point.members) {
                throwIfCancelled(control.cancelToken());
                const Ending ending = complete(point, member, control, events);
                writeResults();
                if (ending == Ending::Stopped) return ending;
            }
        }
        return Ending::Succeeded;
    }

  private:
    // Everything that can be refused is refused before the first step of work.
    void checkSpec() {
        if (spec_.methods.empty()) throw usageError("a sweep needs at least one method");
        if (spec_.seeds.empty()) throw usageError("a sweep needs at least one seed");
        if (spec_.axes.empty())
            throw usageError(
                "a sweep needs at least one option with several values, such as "
                "method.ema=0.95,0.99");
        if (spec_.protocol != "notebook" && spec_.protocol != "standard")
            throw usageError("protocol '" + spec_.protocol +
                             "' is not known; there are 'notebook' and 'standard'");
        for (std::size_t i = 0; i < spec_.axes.size(); ++i)
            for (std::size_t j = 0; j < i; ++j)
                if (spec_.axes[i].key == spec_.axes[j].key)
                    throw usageError("the option " + spec_.axes[i].key + " is varied twice");
        resolveDevice(spec_.device);
        for (const auto& method : spec_.methods) {
            for (const auto& settings : grid(spec_.axes)) {
                Point point{method, settings, methods::loadRecipe(spec_.recipe, method), {}};
                for (const auto& [key, value] : spec_.overrides) point.recipe.set(key, value);
                if (spec_.budgetGiven) point.recipe.setBudget(spec_.budget);
                if (spec_.protocol == "standard") point.recipe.set("train.embed_all", "true");
                for (auto& [key, value] : point.settings) {
                    point.recipe.set(key, value);
                    value = point.recipe.get(key);
                }
                for (const auto& other : points_)
                    if (other.method == method && other.settings == point.settings)
                        throw usageError("a method or a value of the sweep is named twice");
                for (const auto seed : spec_.seeds) point.members.push_back({seed, {}});
                points_.push_back(std::move(point));
            }
        }
    }

    json request(const std::string& location) const {
        json overrides = json::object(), axes = json::array();
        for (const auto& [key, value] : spec_.overrides) overrides[key] = value;
        for (const auto& axis : spec_.axes) axes.push_back({{"key", axis.key}, {"values", axis.values}});
        return {
            {"kind", "sweep"},           {"data", location},
            {"methods", spec_.methods},  {"seeds", spec_.seeds},
            {"recipe", spec_.recipe},    {"budget", spec_.budgetGiven ? spec_.budget.text() : std::string()},
            {"overrides", overrides},    {"axes", axes},
            {"protocol", spec_.protocol}};
    }

    void findOrMakeSweep() {
        const json wanted = request(data::openSource(spec_.data)->info().location);
        workspace_.emplace(spec_.workspace);
        if (spec_.resume)
            for (const auto& known : workspace_->comparisons())
                if (known.request == wanted) sweep_ = known;  // the newest comes last
        if (sweep_.id.empty()) {
            sweep_.request = wanted;
            workspace_->writeComparison(sweep_);
        }
        if (sweepId_) *sweepId_ = sweep_.id;
    }

    // A run says itself which sweep it belongs to and, by its recipe, which point.
    void findRuns() {
        for (const auto& record : workspace_->runs()) {
            if (record.comparison != sweep_.id) continue;
            const auto recipe = methods::Recipe::fromJson(record.recipe);
            for (auto& point : points_) {
                const bool here = point.method == record.method &&
                                  std::ranges::all_of(point.settings, [&](const auto& setting) {
                                      return recipe.get(setting.first) == setting.second;
                                  });
                for (auto& member : point.members)
                    if (here && member.seed == record.seed) member.run = record.id;
            }
        }
        listRuns();
    }

    // What was deleted since is listed no longer, and made again.
    void listRuns() {
        sweep_.runs.clear();
        for (const auto& point : points_)
            for (const auto& member : point.members)
                if (!member.run.empty()) sweep_.runs.push_back(member.run);
    }

    void registerRun(Member& member, const std::string& run) {
        member.run = run;
        listRuns();
        workspace_->writeComparison(sweep_);
    }

    Ending complete(Point& point, Member& member, Control& control, EventSink& events) {
        const bool fresh = member.run.empty();
        if (fresh) sharePrecision(point.recipe, *workspace_, sweep_.runs);
        if (fresh || workspace_->run(member.run).record().state != RunState::Succeeded) {
            const Ending ending = trainMember(
                {.workspace = spec_.workspace,
                 .data = spec_.data,
                 .method = point.method,
                 .recipe = point.recipe,
                 .seed = member.seed,
                 .device = spec_.device,
                 .threads = spec_.threads,
                 .comparison = sweep_.id,
                 .name = point.runName(member.seed)},
                member.run, [&](const std::string& run) { registerRun(member, run); }, control, events);
            if (ending == Ending::Stopped) return ending;
        } else if (workspace_->run(member.run).probe(spec_.protocol)) {
            return Ending::Succeeded;
        }
        const Outcome outcome =
            makeProbeJob({spec_.workspace, member.run, spec_.protocol, "class", spec_.device})
                ->run(control, events);
        if (outcome.ending == Ending::Cancelled) throw Cancelled{};
        if (outcome.ending == Ending::Failed) throw RuntimeError(outcome.code, outcome.message, outcome.path);
        return outcome.ending;
    }

    json pointResults(const Point& point) const {
        json out{{"method", point.method}, {"settings", json::object()}, {"accuracy", nullptr},
                 {"interval", nullptr},    {"interval_of", nullptr},     {"runs", json::array()}};
        for (const auto& [key, value] : point.settings) out["settings"][key] = value;
        std::vector<double> accuracies;
        std::pair<double, double> interval;
        for (const auto& member : point.members) {
            if (member.run.empty()) continue;
            const auto folder = workspace_->run(member.run);
            const auto& record = folder.record();
            json run{{"run", record.id},    {"seed", record.seed}, {"state", runStateName(record.state)},
                     {"accuracy", nullptr}, {"interval", nullptr}, {"images_seen", record.imagesSeen}};
            if (const auto probe = folder.probe(spec_.protocol);
                probe && record.state == RunState::Succeeded) {
                run["accuracy"] = probe->accuracy;
                run["interval"] = {probe->interval.first, probe->interval.second};
                accuracies.push_back(probe->accuracy);
                interval = probe->interval;
            }
            out["runs"].push_back(std::move(run));
        }
        if (accuracies.empty()) return out;
        const auto mean = eval::meanInterval(accuracies);
        if (accuracies.size() > 1) interval = {mean.low, mean.high};
        out["accuracy"] = mean.mean;
        out["interval"] = {interval.first, interval.second};
        out["interval_of"] = accuracies.size() > 1 ? "seeds" : "test images";
        return out;
    }

    void writeResults() const {
        json results{{"sweep", sweep_.id},
                     {"protocol", spec_.protocol},
                     {"axes", sweep_.request.at("axes")},
                     {"points", json::array()}};
        for (const auto& point : points_) results["points"].push_back(pointResults(point));
        io::writeJsonAtomic(workspace_->comparisonFolder(sweep_.id) / kSweepFile, results);
    }

    SweepSpec spec_;
    std::string* sweepId_;
    std::optional<store::Workspace> workspace_;
    store::Comparison sweep_;
    std::vector<Point> points_;
};

}  // namespace

std::unique_ptr<Job> makeSweepJob(const SweepSpec& spec, std::string* sweepId) {
    return std::make_unique<SweepJob>(spec, sweepId);
}

}  // namespace selfsight::jobs
