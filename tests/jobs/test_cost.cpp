// What is said before a training starts: its cost against a run that was trained, and its augmentation.
#include "core/error.h"
#include "data/source.h"
#include "jobs/augmentation_preview.h"
#include "jobs/cost.h"
#include "jobs/memory.h"
#include "store/workspace.h"
#include "support/temporary_folder.h"

#include <doctest/doctest.h>

using namespace selfsight;
using namespace selfsight::jobs;

namespace {

TrainSpec tiny(const std::string& method, const std::string& budget) {
    TrainSpec spec;
    spec.data = "demo:train=96,test=60,seed=1";
    spec.method = method;
    spec.recipe = methods::loadRecipe("quick", method);
    spec.recipe.set("encoder.width", "0.1");
    spec.recipe.set("train.batch_size", "32");
    spec.recipe.set("train.precision", "float32");
    spec.recipe.setBudget(methods::Budget::parse(budget));
    spec.device = "cpu";
    return spec;
}

std::array<std::vector<std::uint8_t>, 3> firstPixels(const AugmentationPreview& preview,
                                                     const methods::Recipe& recipe, std::int64_t draw) {
    const auto image = preview.draw("byol", recipe, 3, draw).at(0);
    return {image[0].pixels, image[1].pixels, image[2].pixels};
}

methods::Recipe withoutAugmentation() {
    methods::Recipe recipe = methods::loadRecipe("quick", "byol");
    for (const auto& [key, value] :
         {std::pair("augment.crop", "none"), std::pair("augment.flip", "0"),
          std::pair("augment.rotation", "0"), std::pair("augment.jitter", "0"),
          std::pair("augment.grey", "0"), std::pair("augment.blur", "0"), std::pair("augment.solarise", "0"),
          std::pair("augment.second_blur", "-1"), std::pair("augment.second_solarise", "-1")})
        recipe.set(key, value);
    recipe.set("augment.size", "0");
    return recipe;
}

}  // namespace

TEST_CASE("the cost of a run is that of the run which is then trained") {
    const test::TemporaryFolder folder;
    TrainSpec spec = tiny("byol", "2ep");
    const TrainCost before = trainCost(spec, true);
    CHECK(before.imagesPerSecond > 0);
    CHECK(before.seconds > 0);
    CHECK(before.imageBytes == 156 * 3 * 32 * 32);

    spec.workspace = folder.path();
    std::string run;
    Control control;
    NullSink sink;
    REQUIRE(makeTrainJob(spec, &run)->run(control, sink).ending == Ending::Succeeded);
    const auto record = store::Workspace(folder.path()).run(run).record();
    CHECK(before.encoderParameters == record.parameters);
    CHECK(before.trainCount == record.trainCount);
    CHECK(before.steps == record.steps);
    CHECK(before.epochs == record.epochsDone);
    // Heads are trained as well; the copy that follows by its average is not.
    CHECK(before.parameters > 0);
    // At least a weight, its gradient and two moments have to be held.
    CHECK(before.stepBytes > 4.0 * 4 * static_cast<double>(before.parameters));
}

TEST_CASE("a larger batch takes more memory, a wider encoder more arithmetic; nothing is measured unasked") {
    TrainSpec spec = tiny("simsiam", "3200img");
    const TrainCost small = trainCost(spec, true);
    CHECK(small.steps == 100);
    spec.recipe.set("train.batch_size", "64");
    CHECK(trainCost(spec, true).stepBytes > 1.3 * small.stepBytes);
    spec.recipe.set("encoder.width", "0.3");
    const TrainCost counted = trainCost(spec, false);
    CHECK(counted.multiplyAdds > 2 * small.multiplyAdds);
    CHECK(counted.encoderParameters > 2 * small.encoderParameters);
    CHECK(counted.imagesPerSecond == 0);
    CHECK(counted.stepBytes == 0);
}

TEST_CASE("random weights cost no training; what training would refuse is refused") {
    const TrainCost random = trainCost(tiny("random", "60s"), true);
    CHECK(random.encoderParameters > 0);
    CHECK(random.parameters == 0);
    CHECK(random.seconds == 0);
    TrainSpec spec = tiny("byol", "1ep");
    spec.recipe.set("train.batch_size", "256");
    CHECK_THROWS_AS(trainCost(spec, false), RuntimeError);
    spec = tiny("byol", "1ep");
    spec.data = "/nowhere/at/all";
    CHECK_THROWS_AS(trainCost(spec, false), RuntimeError);
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS(trainCost(tiny("byol", "1ep"), true, stop.get_token()), Cancelled);
}

TEST_CASE("without augmentation both views are the image") {
    const std::string location = "demo:train=20,test=30,seed=1";
    const AugmentationPreview preview(location);
    const auto pixels = firstPixels(preview, withoutAugmentation(), 0);
    const auto images = data::openSource(location)->load(data::Part::Test);
    const auto original = images->image(5);  // the middle of the first third
    CHECK(std::equal(original.begin(), original.end(), pixels[0].begin(), pixels[0].end()));
    for (std::size_t view = 1; view < 3; ++view) {
        int worst = 0;
        for (std::size_t i = 0; i < original.size(); ++i)
            worst = std::max(worst, std::abs(int(original[i]) - int(pixels[view][i])));
        CHECK(worst <= 1);
    }
}

TEST_CASE("a view is shown in the size that training sees") {
    const AugmentationPreview preview("demo:train=20,test=30,seed=1");
    methods::Recipe recipe = withoutAugmentation();
    recipe.set("augment.size", "16");
    const auto image = preview.draw("byol", recipe, 1, 0).at(0);
    CHECK(image[0].height == 32);
    for (std::size_t view = 1; view < 3; ++view) {
        CHECK(image[view].height == 16);
        CHECK(image[view].width == 16);
        REQUIRE(image[view].pixels.size() == 3 * 16 * 16);
    }
    // Without a crop that is the whole image, made smaller: it has the image's colours, region by region.
    const auto mean = [](const jobs::PreviewPicture& picture, int channel, int quarter) {
        const int h = picture.height / 2, w = picture.width / 2;
        double sum = 0;
        for (int y = 0; y < h; ++y)
            for (int x = 0; x < w; ++x)
                sum += picture.pixels[static_cast<std::size_t>((channel * picture.height + y + quarter / 2 * h) *
                                                                   picture.width +
                                                               x + quarter % 2 * w)];
        return sum / (h * w);
    };
    for (int channel = 0; channel < 3; ++channel)
        for (int quarter = 0; quarter < 4; ++quarter) {
            CAPTURE(quarter);
            CHECK(std::abs(mean(image[1], channel, quarter) - mean(image[0], channel, quarter)) < 12);
        }
}

TEST_CASE("an option shows in the preview, and the same draw shows the same") {
    const AugmentationPreview preview("demo:train=20,test=30,seed=1");
    methods::Recipe recipe = withoutAugmentation();
    recipe.set("augment.flip", "1");
    const auto flipped = firstPixels(preview, recipe, 0);
    for (int y = 0; y < 32; ++y)
        for (int x = 0; x < 32; ++x) {
            const auto at = static_cast<std::size_t>(32 * y + x),
                       mirrored = static_cast<std::size_t>(32 * y + 31 - x);
            REQUIRE(std::abs(int(flipped[0][at]) - int(flipped[1][mirrored])) <= 1);
        }
    recipe = methods::loadRecipe("quick", "byol");
    CHECK(firstPixels(preview, recipe, 3) == firstPixels(preview, recipe, 3));
    CHECK(firstPixels(preview, recipe, 3) != firstPixels(preview, recipe, 4));
    const auto views = firstPixels(preview, recipe, 3);
    CHECK(views[1] != views[2]);
    CHECK(preview.draw("supervised", methods::loadRecipe("quick", "supervised"), 100, 0).size() == 30);
    recipe.set("augment.crop", "pad");
    recipe.set("augment.padding", "20");
    CHECK_THROWS_AS(preview.draw("byol", recipe, 1, 0), RuntimeError);
}

TEST_CASE("the memory that a training needs is foreseen, and one that does not fit is refused before it begins") {
    for (const char* method : {"supervised", "byol"}) {
        CAPTURE(method);
        TrainSpec spec = tiny(method, "1ep");
        spec.recipe.set("train.batch_size", "64");
        const auto info = data::openSource(spec.data)->info();
        const TrainMemory memory = trainMemory(spec, info);
        CHECK(memory.bytes(64) > 0.75 * trainCost(spec, true).stepBytes);
        CHECK(memory.bytes(64) < 1.35 * trainCost(spec, true).stepBytes);

        CHECK_NOTHROW(requireMemory(spec, info, 2 * memory.bytes(64)));
        try {
            requireMemory(spec, info, memory.bytes(20) + 1);
            FAIL("was not refused");
        } catch (const RuntimeError& error) {
            CHECK((error.code() == ErrorCode::Environment));
            CHECK(std::string(error.what()).find("train.batch_size up to about 20") != std::string::npos);
        }
        CHECK_THROWS_WITH_AS(requireMemory(spec, info, memory.fixed / 2), doctest::Contains("encoder.width"),
                             RuntimeError);
    }
    const auto spare = spareMemory();
    if (spare) CHECK(*spare > 0);
}

TEST_CASE("arithmetic alone never promises less memory than a training takes") {
    for (const char* kind : {"notebook", "compact", "resnet18"})
        for (const char* method : {"supervised", "byol", "vicreg"})
            for (const char* width : {"0.05", "0.25"}) {
                TrainSpec spec = tiny(method, "1ep");
                spec.recipe.set("encoder.kind", kind);
                spec.recipe.set("encoder.width", width);
                spec.recipe.set("method.projector_hidden", "700");
                const auto info = data::openSource(spec.data)->info();
                CAPTURE(kind);
                CAPTURE(method);
                CAPTURE(width);
                CHECK(mostTrainMemory(spec, info) > trainMemory(spec, info).bytes(32));
            }
}
