#include "jobs/compare.h"

#include "data/source.h"
#include "io/file.h"
#include "io/json_file.h"
#include "io/npy.h"
#include "jobs/evaluation_jobs.h"
#include "jobs/jobs.h"
#include "jobs/map_work.h"
#include "jobs/member_run.h"

#include <algorithm>
#include <set>

namespace selfsight::jobs {

namespace {

using nlohmann::json;

// One training of the comparison: a method under a seed.
struct Member {
    std::string method;
    std::uint64_t seed = 0;
    methods::Recipe recipe;
    std::string run;  // empty until there is one
};

// The key under which an earlier comparison is found again: everything that changes results, nothing that
// does not.
json requestOf(const CompareSpec& spec, const std::string& dataLocation) {
    json overrides = json::object();
    for (const auto& [key, value] : spec.overrides) overrides[key] = value;
    return {{"data", dataLocation},
            {"methods", spec.methods},
            {"seeds", spec.seeds},
            {"recipe", spec.recipe},
            {"budget", spec.budgetGiven ? spec.budget.text() : std::string()},
            {"overrides", overrides},
            {"protocol", spec.protocol},
            {"extraction", spec.extraction},
            {"map", spec.map.toJson()}};
}

void sendReportProgress(EventSink& events, double fraction) {
    events.send(event::Progress{.phase = Phase::Report, .fraction = fraction});
}

// What a run scores under each protocol that it was probed by.
json probesOf(const store::RunFolder& run) {
    json out = json::object();
    for (const char* protocol : {"standard", "notebook"})
        if (const auto probe = run.probe(protocol))
            out[protocol] = {{"accuracy", probe->accuracy},
                             {"interval", {probe->interval.first, probe->interval.second}},
                             {"n_fit", probe->fitCount},
                             {"n_test", probe->testCount}};
    return out;
}

class CompareJob final : public Job {
  public:
    CompareJob(const CompareSpec& spec, std::string* comparisonId)
        : spec_(spec), comparisonId_(comparisonId) {}

  protected:
    Ending execute(Control& control, EventSink& events) override;

  private:
    void checkSpec();
    void findOrMakeComparison();
    void findRuns();
    void listRuns();
    void registerRun(Member& member, const std::string& run);
    // False: the comparison is to end here, to be gone on with later.
    bool completeMember(Member& member, Control& control, EventSink& events);
    // Sets `trained` when there were steps to do.
    bool trainMember(Member& member, bool& trained, Control& control, EventSink& events);
    bool runPart(const std::function<std::unique_ptr<Job>()>& make, const std::function<bool()>& done,
                 const std::function<bool()>& usable, Control& control, EventSink& events);
    void alignMaps(Control& control, EventSink& events);
    json nullOfMaps(const Matrix& reference, Control& control, EventSink& events);
    void writeResults();

    std::filesystem::path folder() const { return workspace_->comparisonFolder(comparison_.id); }
    json readResults() const;

    CompareSpec spec_;
    std::string* comparisonId_;
    std::optional<store::Workspace> workspace_;
    store::Comparison comparison_;
    std::vector<Member> members_;
    std::set<std::string> kept_;  // runs that were stopped on purpose and are used as far as they got
};

// Everything that can be refused is refused before the first step of work.
void CompareJob::checkSpec() {
    if (spec_.methods.empty()) throw usageError("A comparison needs at least one method");
    if (spec_.seeds.empty()) throw usageError("A comparison needs at least one seed");
    if (!spec_.protocol.empty() && spec_.protocol != "notebook" && spec_.protocol != "standard")
        throw usageError("Protocol '" + spec_.protocol +
                         "' is not known; there are 'notebook' and 'standard'");
    if (spec_.extraction != "eval" && spec_.extraction != "notebook")
        throw usageError("Extraction '" + spec_.extraction +
                         "' is not known; there are 'eval' and 'notebook'");
    resolveDevice(spec_.device);
    for (const std::uint64_t seed : spec_.seeds) {
        for (const std::string& method : spec_.methods) {
            for (const Member& other : members_)
                if (other.method == method && other.seed == seed)
                    throw usageError("The method '" + method + "' with seed " + std::to_string(seed) +
                                     " is named twice");
            methods::methodInfo(method);
            Member member{method, seed, methods::loadRecipe(spec_.recipe, method), {}};
            if (spec_.watched) member.recipe.set("train.preview_images", std::to_string(kWatchedImages));
            for (const auto& [key, value] : spec_.overrides) member.recipe.set(key, value);
            if (spec_.budgetGiven) member.recipe.setBudget(spec_.budget);
            members_.push_back(std::move(member));
        }
    }
    if (spec_.protocol.empty()) {
        const bool all = std::ranges::all_of(
            members_, [](const Member& member) { return member.recipe.flag("train.embed_all"); });
        spec_.protocol = all ? "standard" : "notebook";
    }
}

void CompareJob::findOrMakeComparison() {
    const auto source = data::openSource(spec_.data);
    spec_.map.check(source->info().testCount);
    const json request = requestOf(spec_, source->info().location);
    workspace_.emplace(spec_.workspace);
    if (spec_.resume) {
        for (const store::Comparison& known : workspace_->comparisons())
            if (known.request == request) comparison_ = known;  // the newest comes last
    }
    if (comparison_.id.empty()) {
        comparison_.request = request;
        workspace_->writeComparison(comparison_);
    }
    if (comparisonId_) *comparisonId_ = comparison_.id;
    const auto kept = io::jsonValue<std::vector<std::string>>(readResults(), "kept", {},
                                                              (folder() / store::kResultsFile).string());
    kept_.insert(kept.begin(), kept.end());
}

json CompareJob::readResults() const {
    const auto file = folder() / store::kResultsFile;
    json results = std::filesystem::exists(file) ? io::readJson(file) : json::object();
    return results.is_object() ? results : json::object();
}

// A run says itself which comparison it belongs to, so that one whose program died before it was listed is
// found as well.
void CompareJob::findRuns() {
    for (const store::RunRecord& record : workspace_->runs()) {
        if (record.comparison != comparison_.id) continue;
        for (Member& member : members_)
            if (member.method == record.method && member.seed == record.seed) member.run = record.id;
    }
    listRuns();
}

// What was deleted since is listed no longer, and made again.
void CompareJob::listRuns() {
    comparison_.runs.clear();
    for (const Member& each : members_)
        if (!each.run.empty()) comparison_.runs.push_back(each.run);
}

void CompareJob::registerRun(Member& member, const std::string& run) {
    member.run = run;
    listRuns();
    workspace_->writeComparison(comparison_);
}

// Runs one part of a member until what it makes is there. A stop ends the comparison where the caller wants
// that; else it is taken back, and the part runs again unless it kept something that can be used.
bool CompareJob::runPart(const std::function<std::unique_ptr<Job>()>& make, const std::function<bool()>& done,
                         const std::function<bool()>& usable, Control& control, EventSink& events) {
    while (!done()) {
        const Outcome outcome = make()->run(control, events);
        if (outcome.ending == Ending::Cancelled) throw Cancelled{};
        if (outcome.ending == Ending::Failed) throw RuntimeError(outcome.code, outcome.message, outcome.path);
        if (control.poll() != Request::StopAndKeep) {
            if (!done()) throw LogicError("A part of the comparison ended without what it is there to make");
            break;
        }
        if (spec_.stopEndsAll) return false;
        control.stopHandled();
        if (usable()) break;
    }
    return true;
}

bool CompareJob::trainMember(Member& member, bool& trained, Control& control, EventSink& events) {
    if (!member.run.empty()) {
        const RunState state = workspace_->run(member.run).record().state;
        if (state == RunState::Succeeded || (state == RunState::Stopped && kept_.contains(member.run)))
            return true;
    } else {
        sharePrecision(member.recipe, *workspace_, comparison_.runs);
    }
    trained = true;
    const Ending ending = jobs::trainMember(
        {.workspace = spec_.workspace,
         .data = spec_.data,
         .method = member.method,
         .recipe = member.recipe,
         .seed = member.seed,
         .device = spec_.device,
         .threads = spec_.threads,
         .comparison = comparison_.id},
        member.run, [&](const std::string& run) { registerRun(member, run); }, control, events);
    if (ending == Ending::Stopped) {
        if (spec_.stopEndsAll) return false;
        control.stopHandled();
        kept_.insert(member.run);
        writeResults();
    }
    return true;
}

bool CompareJob::completeMember(Member& member, Control& control, EventSink& events) {
    bool trained = false;
    if (!trainMember(member, trained, control, events)) return false;
    const auto& path = spec_.workspace;
    const std::string run = member.run;
    const auto open = [&] { return workspace_->run(run); };

    std::vector<std::string> splits{"test"};
    if (spec_.protocol == "standard") splits = {"train", "validation", "test"};
    // All of one extraction and of the same weights.
    const auto embedded = [&] {
        const auto folder = open();
        if (!folder.hasEmbeddings("test")) return false;
        const std::int64_t step = folder.embeddingInfo("test").step;
        return std::ranges::all_of(splits, [&](const auto& split) {
            if (!folder.hasEmbeddings(split)) return false;
            const store::EmbeddingInfo info = folder.embeddingInfo(split);
            return info.extraction == spec_.extraction && info.step == step;
        });
    };
    const auto embed = [&] { return makeEmbedJob({path, run, splits, spec_.extraction, spec_.device}); };
    if (!runPart(embed, embedded, embedded, control, events)) return false;

    // What was measured before training went on belongs to an embedding that is gone. The notebook's probe costs
    // little and is comparable with the published figures, so it comes with the standard one.
    std::vector<std::string> protocols{spec_.protocol};
    if (spec_.protocol == "standard") protocols.emplace_back("notebook");
    for (const std::string& protocol : protocols) {
        bool current = !trained;
        const auto probed = [&] {
            const auto probe = open().probe(protocol);
            return std::exchange(current, true) && probe && probe->extraction == spec_.extraction;
        };
        const auto probe = [&] { return makeProbeJob({path, run, protocol, "class", spec_.device}); };
        if (!runPart(probe, probed, probed, control, events)) return false;
    }

    const std::string stem = spec_.map.fileStem();
    const auto kept = [&] { return std::ranges::count(open().mapStems(), stem) > 0; };
    bool current = !trained;
    const auto mapped = [&] { return std::exchange(current, true) && kept() && open().map(stem).finished; };
    const auto project = [&] { return makeProjectJob({path, run, "test", spec_.map, true}); };
    return runPart(project, mapped, kept, control, events);
}

// The first encoder's map once more under the next seed: how far maps differ that do not differ in the
// encoder. Kept beside the aligned maps; the run's own folder has no use for it.
json CompareJob::nullOfMaps(const Matrix& reference, Control& control, EventSink& events) {
    const store::RunFolder run = workspace_->run(members_.front().run);
    const std::stop_token stop = control.cancelToken();
    const Matrix embeddings = run.embeddings("test");
    if (embeddings.rows != reference.rows) return nullptr;
    map::MapOptions options = spec_.map;
    ++options.seed;
    options.device = resolveDevice(options.device).name;
    const neighbours::Graph graph = graphForMap(run, "test", embeddings, options, events, stop);
    const Labels labels = run.labels("test");
    const auto state = map::initialise(embeddings, options, graph.k > 0 ? &graph : nullptr,
                                       labels.empty() ? nullptr : &labels, stop);
    MapWork work(events, run.record().id);
    if (work.iterate(MapWork::viewOf(*state, [](bool) {}), control) == Ending::Stopped) return nullptr;
    Matrix points = state->points();
    const double disparity = map::procrustesAlign(points, reference);
    io::writeNpy(folder() / "maps" / "null.npy", points);
    return {{"run", run.record().id}, {"seed", options.seed}, {"disparity", disparity}};
}

// Maps of several encoders are compared by eye, so all are turned onto the first encoder's.
void CompareJob::alignMaps(Control& control, EventSink& events) {
    const std::string stem = spec_.map.fileStem();
    const auto target = folder() / "maps";
    io::createFolders(target);
    std::error_code ignored;
    std::filesystem::remove(target / "aligned.json", ignored);  // it names no maps but its own
    Matrix reference;
    json disparities = json::object(), checksums = json::object();
    for (const Member& member : members_) {
        if (member.run.empty()) continue;
        Matrix points = workspace_->run(member.run).map(stem).points;
        if (reference.rows == 0) {
            reference = points;
            disparities[member.run] = 0.0;
        } else if (points.rows == reference.rows) {
            disparities[member.run] = map::procrustesAlign(points, reference);
        } else {
            continue;  // of another test set: nothing to align, and the differences say so
        }
        checksums[member.run] = io::writeNpy(store::alignedMapPath(folder(), member.run), points);
    }
    json record{{"map", stem},
                {"reference", members_.front().run},
                {"disparity", disparities},
                {"sha256", checksums}};
    if (json null = nullOfMaps(reference, control, events); !null.is_null()) record["null"] = std::move(null);
    io::writeJsonAtomic(target / "aligned.json", record);
}

void CompareJob::writeResults() {
    json results = comparisonResults(store::gatherReport(*workspace_, comparison_, spec_.protocol),
                                     comparison_, folder());
    for (json& method : results["methods"])
        method["probes"] = probesOf(workspace_->run(method.at("run").get<std::string>()));
    results["kept"] = kept_;
    io::writeJsonAtomic(folder() / store::kResultsFile, results);
}

Ending CompareJob::execute(Control& control, EventSink& events) {
    checkSpec();
    findOrMakeComparison();
    findRuns();
    for (Member& member : members_) {
        throwIfCancelled(control.cancelToken());
        const bool goOn = completeMember(member, control, events);
        writeResults();
        if (!goOn) return Ending::Stopped;
    }
    const Outcome evaluated = makeEvaluateJob({.workspace = spec_.workspace,
                                               .comparison = comparison_.id,
                                               .protocol = spec_.protocol,
                                               .device = spec_.device})
                                  ->run(control, events);
    if (evaluated.ending == Ending::Cancelled) throw Cancelled{};
    if (evaluated.ending == Ending::Failed)
        throw RuntimeError(evaluated.code, evaluated.message, evaluated.path);
    sendReportProgress(events, 0);
    alignMaps(control, events);
    const Outcome outcome =
        makeReportJob(
            {.workspace = spec_.workspace, .comparison = comparison_.id, .protocol = spec_.protocol})
            ->run(control, events);
    if (outcome.ending == Ending::Cancelled) throw Cancelled{};
    if (outcome.ending == Ending::Failed) throw RuntimeError(outcome.code, outcome.message, outcome.path);
    comparison_.report = store::kReportFile;
    workspace_->writeComparison(comparison_);
    writeResults();
    sendReportProgress(events, 1);
    return Ending::Succeeded;
}

}  // namespace

std::unique_ptr<Job> makeCompareJob(const CompareSpec& spec, std::string* comparisonId) {
    return std::make_unique<CompareJob>(spec, comparisonId);
}

}  // namespace selfsight::jobs
