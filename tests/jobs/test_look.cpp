// What the map asks of a finished run: augmented views of an image, labels made by hand and their probe.
#include "core/error.h"
#include "jobs/augmented_views.h"
#include "jobs/jobs.h"
#include "store/findings.h"
#include "store/workspace.h"
#include "support/temporary_folder.h"

#include <doctest/doctest.h>

using namespace selfsight;
using namespace selfsight::jobs;

namespace {

std::string trainTiny(const test::TemporaryFolder& folder, const std::string& method) {
    TrainSpec spec;
    spec.workspace = folder.path();
    spec.data = "demo:train=96,test=60,seed=1";
    spec.method = method;
    spec.recipe = methods::loadRecipe("quick", method);
    spec.recipe.set("encoder.width", "0.1");
    spec.recipe.set("train.batch_size", "32");
    spec.recipe.set("train.precision", "float32");
    spec.recipe.set("method.calibration_images", "64");
    spec.recipe.setBudget(methods::Budget::parse("1ep"));
    spec.device = "cpu";
    spec.threads = 2;
    std::string run;
    Control control;
    NullSink sink;
    REQUIRE(makeTrainJob(spec, &run)->run(control, sink).ending == Ending::Succeeded);
    return run;
}

}  // namespace

TEST_CASE("a run shows its two views of an image, the same ones when asked again") {
    const test::TemporaryFolder folder;
    const std::string run = trainTiny(folder, "byol");
    const AugmentedViewer viewer(folder.path() / "runs" / run);
    const AugmentedViews first = viewer.views(7, 0);
    CHECK(first.height == 24);  // as the recipe's views are
    CHECK(first.width == 24);
    for (const auto& pixels : first.pixels) CHECK(pixels.size() == 3 * 24 * 24);
    CHECK(first.pixels[0] != first.pixels[1]);
    for (const double cosine : {first.similarity, first.unrelated}) {
        CHECK(cosine >= -1.0001);
        CHECK(cosine <= 1.0001);
    }
    const AugmentedViews again = AugmentedViewer(folder.path() / "runs" / run).views(7, 0);
    CHECK(again.pixels == first.pixels);
    CHECK(again.similarity == first.similarity);
    CHECK(viewer.views(7, 1).pixels != first.pixels);
    CHECK(viewer.views(8, 0).pixels != first.pixels);

    // Runs that do not say by what their images were normalised load the training part for it: the same
    // views.
    const auto folderOfRun = folder.path() / "runs" / run;
    std::filesystem::rename(folderOfRun / "normalisation.json", folderOfRun / "kept.json");
    const AugmentedViews measured = AugmentedViewer(folderOfRun).views(7, 0);
    CHECK(measured.pixels == first.pixels);
    CHECK(measured.similarity == first.similarity);
    std::filesystem::rename(folderOfRun / "kept.json", folderOfRun / "normalisation.json");
    store::RunFolder changed(folderOfRun);
    store::RunRecord record = changed.record();
    record.dataLocation = "demo:train=96,test=60,seed=2";
    changed.update(record);
    CHECK_THROWS_AS(AugmentedViewer{folderOfRun}, RuntimeError);
    CHECK_THROWS_AS(viewer.views(60, 0), RuntimeError);
    CHECK_THROWS_AS(viewer.views(-1, 0), RuntimeError);
    CHECK(AugmentedViewer::canShow("simsiam"));
    CHECK_FALSE(AugmentedViewer::canShow("supervised"));
    CHECK_FALSE(AugmentedViewer::canShow("random"));
}

TEST_CASE("a label made by hand is put into every run of its images and can be probed") {
    const test::TemporaryFolder folder;
    const std::string run = trainTiny(folder, "random");
    store::Workspace workspace(folder.path());
    const std::string hash = workspace.run(run).record().dataHash;
    store::Findings findings;
    store::HandLabels labels{"half", hash, {}, {}};
    std::vector<std::int64_t> low;
    std::vector<std::int64_t> high;
    for (std::int64_t i = 0; i < 60; ++i) (i < 30 ? low : high).push_back(i);
    labels.assign("low", low);
    labels.assign("high", high);
    findings.labels = {labels};
    store::writeFindings(workspace, findings);
    Control control;
    NullSink sink;
    CHECK(makeLabelJob({folder.path(), "none", hash})->run(control, sink).ending == Ending::Failed);
    REQUIRE(makeLabelJob({folder.path(), "half", hash})->run(control, sink).ending == Ending::Succeeded);
    CHECK(workspace.run(run).labels("test", "half") == labels.values(60));
    ProbeSpec probe;
    probe.workspace = folder.path();
    probe.run = run;
    probe.label = "half";
    probe.device = "cpu";
    REQUIRE(makeProbeJob(probe)->run(control, sink).ending == Ending::Succeeded);
    const auto result = workspace.run(run).probe("notebook-half");
    REQUIRE(result);
    CHECK(result->label == "half");
    CHECK(result->classCount == 2);
}
