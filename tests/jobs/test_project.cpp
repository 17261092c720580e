#include "core/control.h"
#include "core/random.h"
#include "jobs/jobs.h"
#include "store/workspace.h"
#include "support/temporary_folder.h"

#include <doctest/doctest.h>
#include <filesystem>

using namespace selfsight;

namespace {

// A workspace with one run whose test split is embedded as two clouds.
struct Fixture {
    test::TemporaryFolder folder;
    std::string run;

    Fixture() {
        store::Workspace workspace(folder.path());
        store::RunRecord record;
        record.method = "random";
        store::RunFolder made = workspace.createRun(record);
        run = made.record().id;
        embed(0);
    }
    void embed(std::uint64_t seed) const {
        RandomStream random(seed, "project");
        Matrix x(240, 6);
        Labels labels(240);
        for (std::int64_t i = 0; i < x.rows; ++i) {
            labels[i] = i % 2;
            for (std::int64_t j = 0; j < x.cols; ++j)
                x.at(i, j) = static_cast<float>(random.normal() + (i % 2 == 0 ? 6 : 0));
        }
        store::Workspace(folder.path()).run(run).writeEmbeddings("test", x, labels);
    }
    jobs::ProjectSpec spec() const {
        jobs::ProjectSpec result;
        result.workspace = folder.path();
        result.run = run;
        result.options.perplexity = 10;
        result.options.earlyIterations = 50;
        result.options.iterations = 100;
        return result;
    }
    map::MapResult result(const jobs::ProjectSpec& spec) const {
        return store::Workspace(folder.path()).run(run).map(spec.options.fileStem(spec.split));
    }
};

struct Recorder final : EventSink {
    std::vector<event::MapFrame> frames;
    std::vector<event::Progress> progress;
    int ready = 0;
    std::function<void()> onFrame;

    void send(Event e) override {
        if (const auto* frame = std::get_if<event::MapFrame>(&e)) {
            frames.push_back(*frame);
            if (onFrame) onFrame();
        }
        if (const auto* p = std::get_if<event::Progress>(&e)) progress.push_back(*p);
        if (const auto* a = std::get_if<event::ArtifactReady>(&e)) ready += a->kind == "map";
    }
};

}  // namespace

TEST_CASE("a projection shows the principal components at once and keeps its map and neighbours") {
    const Fixture fixture;
    const auto spec = fixture.spec();
    Control control;
    Recorder sink;
    const Outcome outcome = jobs::makeProjectJob(spec)->run(control, sink);
    REQUIRE_MESSAGE(outcome.ending == Ending::Succeeded, outcome.message);
    REQUIRE(sink.frames.size() >= 2);
    CHECK(sink.frames.front().iteration == 0);
    CHECK(sink.frames.front().points->rows == 240);
    CHECK(sink.ready == 1);
    REQUIRE(!sink.progress.empty());
    CHECK(sink.progress.back().fraction == 1);
    const auto result = fixture.result(spec);
    CHECK(result.points.values == sink.frames.back().points->values);
    CHECK(result.iterations == 150);
    CHECK(result.trust.trustworthiness > 0.8);
    CHECK(std::isfinite(result.objective));
    CHECK(std::filesystem::exists(store::Workspace(fixture.folder.path()).run(fixture.run).path() /
                                  "neighbours" / "test.json"));
}

TEST_CASE("a map is computed once, and again when the embeddings are others") {
    const Fixture fixture;
    const auto spec = fixture.spec();
    Control control;
    Recorder sink;
    jobs::makeProjectJob(spec)->run(control, sink);
    const auto first = fixture.result(spec);
    Recorder again;
    jobs::makeProjectJob(spec)->run(control, again);
    CHECK(again.frames.size() == 1);
    CHECK(again.ready == 1);
    CHECK(fixture.result(spec).seconds == first.seconds);
    fixture.embed(1);
    Recorder changed;
    jobs::makeProjectJob(spec)->run(control, changed);
    CHECK(changed.frames.size() >= 2);
    CHECK(fixture.result(spec).embeddings != first.embeddings);
}

TEST_CASE("cancel leaves no map; stop-and-keep leaves one that is known to be unfinished") {
    const Fixture fixture;
    auto spec = fixture.spec();
    spec.options.iterations = 100000;
    {
        Control control;
        Recorder sink;
        sink.onFrame = [&] { control.cancel(); };
        CHECK(jobs::makeProjectJob(spec)->run(control, sink).ending == Ending::Cancelled);
        CHECK(store::Workspace(fixture.folder.path()).run(fixture.run).mapStems().empty());
    }
    Control control;
    Recorder sink;
    sink.onFrame = [&] { control.stopAndKeep(); };
    CHECK(jobs::makeProjectJob(spec)->run(control, sink).ending == Ending::Stopped);
    CHECK(!fixture.result(spec).finished);
}

TEST_CASE("a projection without embeddings says what is missing") {
    const Fixture fixture;
    auto spec = fixture.spec();
    spec.split = "train";
    Control control;
    Recorder sink;
    const Outcome outcome = jobs::makeProjectJob(spec)->run(control, sink);
    CHECK(outcome.ending == Ending::Failed);
    CHECK(outcome.code == ErrorCode::Input);
    CHECK(outcome.message.find("train") != std::string::npos);
}

namespace {

Outcome finish(const std::unique_ptr<Job>& job) {
    Control control;
    NullSink sink;
    return job->run(control, sink);
}

}  // namespace

TEST_CASE("the distortion of every point lies beside its map and never beside another") {
    const Fixture fixture;
    auto spec = fixture.spec();
    REQUIRE(finish(jobs::makeProjectJob(spec)).ending == Ending::Succeeded);
    auto result = fixture.result(spec);
    REQUIRE(result.trust.distortion.size() == 240);
    double kept = 0;
    for (const float d : result.trust.distortion) kept += 1 - d;
    CHECK(kept / 240 == doctest::Approx(result.trust.neighbourPreservation).epsilon(1e-5));
    // Written again without one, as above 20,000 points.
    result.trust.distortion.clear();
    store::RunFolder folder = store::Workspace(fixture.folder.path()).run(fixture.run);
    folder.writeMap(spec.options.fileStem(), result);
    CHECK(folder.map(spec.options.fileStem()).trust.distortion.empty());
    CHECK(folder.mapStems() == std::vector<std::string>{spec.options.fileStem()});
}

TEST_CASE("a warm start begins at another map and says so") {
    const Fixture fixture;
    auto spec = fixture.spec();
    REQUIRE(finish(jobs::makeProjectJob(spec)).ending == Ending::Succeeded);
    auto warm = spec;
    warm.start = jobs::mapStem(spec);
    warm.options.earlyIterations = 0;
    warm.options.iterations = 0;
    REQUIRE(finish(jobs::makeProjectJob(warm)).ending == Ending::Succeeded);
    const auto result = store::Workspace(fixture.folder.path()).run(fixture.run).map(jobs::mapStem(warm));
    CHECK(result.points.values == fixture.result(spec).points.values);
    CHECK(result.start == warm.start);
    warm.start = "absent";
    CHECK(finish(jobs::makeProjectJob(warm)).ending == Ending::Failed);
}

TEST_CASE("tied maps are nearer to each other and say what the tie costs") {
    const Fixture fixture;
    store::Workspace workspace(fixture.folder.path());
    store::RunRecord record;
    record.method = "random";
    const std::string other = workspace.createRun(record).record().id;
    RandomStream random(7, "project");
    Matrix x(240, 6);
    for (float& v : x.values) v = static_cast<float>(random.normal());
    workspace.run(other).writeEmbeddings("test", x, Labels(240, 0));
    jobs::JointSpec spec;
    spec.workspace = fixture.folder.path();
    spec.runs = {fixture.run, other};
    spec.options = fixture.spec().options;
    spec.tie = 0.1;
    REQUIRE(finish(jobs::makeJointJob(spec)).ending == Ending::Succeeded);
    const auto disparity = [&](const std::string& stem) {
        Matrix a = workspace.run(fixture.run).map(stem).points;
        return map::procrustesAlign(a, workspace.run(other).map(stem).points);
    };
    CHECK(disparity(jobs::mapStem(spec)) < disparity(spec.options.fileStem()));
    const auto tied = workspace.run(other).map(jobs::mapStem(spec));
    CHECK(tied.tie.strength == 0.1);
    CHECK(tied.tie.runs == spec.runs);
    CHECK(tied.tie.trustworthinessWithout ==
          doctest::Approx(workspace.run(other).map(spec.options.fileStem()).trust.trustworthiness));
    spec.runs = {other};
    CHECK(finish(jobs::makeJointJob(spec)).code == ErrorCode::Usage);
}

TEST_CASE("other images are placed on a map that does not move; discriminants are fitted on other images") {
    const Fixture fixture;
    const auto spec = fixture.spec();
    REQUIRE(finish(jobs::makeProjectJob(spec)).ending == Ending::Succeeded);
    store::RunFolder folder = store::Workspace(fixture.folder.path()).run(fixture.run);
    // The same images as another split: they land where they are.
    folder.writeEmbeddings("train", folder.embeddings("test"), folder.labels("test"));
    const jobs::PlaceSpec place{fixture.folder.path(), fixture.run, jobs::mapStem(spec), "train"};
    REQUIRE(finish(jobs::makePlaceJob(place)).ending == Ending::Succeeded);
    const auto placed = folder.map(jobs::mapStem(place));
    CHECK(placed.start == jobs::mapStem(spec));
    CHECK(placed.points.rows == 240);
    CHECK(placed.trust.trustworthiness > 0.8);

    auto lda = spec;
    lda.options.method = "lda";
    lda.fitSplit = "train";
    REQUIRE(finish(jobs::makeProjectJob(lda)).ending == Ending::Succeeded);
    CHECK(folder.map(jobs::mapStem(lda)).fitted == "train");
    lda.options.method = "tsne";
    CHECK(finish(jobs::makeProjectJob(lda)).code == ErrorCode::Usage);

    fixture.embed(3);  // the map is of other embeddings now
    CHECK(finish(jobs::makePlaceJob(place)).code == ErrorCode::Input);
}
