#include "core/error.h"
#include "core/random.h"
#include "data/augment.h"
#include "io/npy.h"
#include "support/paths.h"

#include <ATen/Parallel.h>
#include <doctest/doctest.h>
#include <functional>
#include <limits>
#include <set>
#include <string>

using namespace selfsight;
using namespace selfsight::data;

namespace {

torch::Tensor fixture(const std::string& name) {
    const io::Tensor array = io::readNpy(test::testData("fixtures/" + name + ".npy"));
    return torch::tensor(io::toFloats(array), torch::kFloat32).view(array.shape);
}

torch::Tensor fixtureImages() {
    return fixture("images").to(torch::kUInt8);
}
torch::Tensor expectedValues(const std::string& name) {
    return fixture(name) / 65535.0;
}

torch::Tensor randomImages(std::int64_t count, std::int64_t height, std::int64_t width) {
    torch::Tensor images = torch::empty({count, 3, height, width}, torch::kUInt8);
    RandomStream random(99, "test images");
    for (std::int64_t i = 0; i < images.numel(); ++i)
        images.data_ptr<std::uint8_t>()[i] = static_cast<std::uint8_t>(random.below(256));
    return images;
}

double largestDifference(const torch::Tensor& a, const torch::Tensor& b) {
    return (a - b).abs().max().item<double>();
}

// Without normalisation, so that values compare in 255ths.
AugmentOptions bare(AugmentOptions options) {
    options.stats = {};
    return options;
}

// The kernel of the CPU and the tensor operations, by turns.
using Path = std::function<torch::Tensor(const torch::Tensor&, const std::vector<SampleAugmentation>&,
                                         const AugmentOptions&)>;
const std::vector<std::pair<std::string, Path>> paths{{"kernel", applyAugmentations},
                                                      {"tensors", applyAugmentationsByTensors}};

// Everything of our own family at once.
AugmentOptions ownFamily() {
    AugmentOptions options;
    options.resizedCrop = true;
    options.flip = 0.5;
    options.jitter = 0.8;
    options.brightness = options.contrast = 0.4;
    options.saturation = 0.2;
    options.hue = 0.1;
    options.grey = 0.2;
    options.blur = 0.5;
    options.blurKernel = 5;
    options.solarise = 0.3;
    options.stats = imagenetStats;
    return options;
}

}  // namespace

TEST_CASE("the notebook's supervised transforms are torchvision's") {
    const torch::Tensor rows = fixture("supervised_parameters");
    std::vector<SampleAugmentation> samples(static_cast<std::size_t>(rows.size(0)));
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const auto row = rows[static_cast<std::int64_t>(i)];
        samples[i].shiftX = row[0].item<int>();
        samples[i].shiftY = row[1].item<int>();
        samples[i].flip = row[2].item<int>() != 0;
        samples[i].angle = row[3].item<float>();
    }
    const AugmentOptions options = bare(AugmentOptions::notebookSupervised({}));
    for (const auto& [name, path] : paths) {
        CAPTURE(name);
        const torch::Tensor found = path(fixtureImages(), samples, options);
        CHECK(largestDifference(found, expectedValues("supervised_expected")) < 1e-4);
    }
}

TEST_CASE("the notebook's self-supervised transforms are torchvision's, to a 255th") {
    const torch::Tensor rows = fixture("selfsupervised_parameters");
    std::vector<SampleAugmentation> samples(static_cast<std::size_t>(rows.size(0)));
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const torch::Tensor row = rows[static_cast<std::int64_t>(i)];
        const float* at = row.data_ptr<float>();
        SampleAugmentation& sample = samples[i];
        sample.jitter = at[0] != 0;
        sample.brightness = at[1];
        sample.contrast = at[2];
        sample.saturation = at[3];
        sample.hue = at[4];
        for (std::size_t k = 0; k < 4; ++k) sample.order[k] = static_cast<std::uint8_t>(at[5 + k]);
        sample.grey = at[9] != 0;
        sample.flip = at[10] != 0;
        sample.blur = at[11] != 0;
        sample.sigma = at[12];
        sample.boxTop = static_cast<int>(at[13]);
        sample.boxLeft = static_cast<int>(at[14]);
        sample.boxHeight = static_cast<int>(at[15]);
        sample.boxWidth = static_cast<int>(at[16]);
    }
    const torch::Tensor images = fixtureImages().index_select(0, rows.select(1, 17).to(torch::kInt64));
    const AugmentOptions options = bare(AugmentOptions::notebookSelfSupervised());
    for (const auto& [name, path] : paths) {
        CAPTURE(name);
        const torch::Tensor found = path(images, samples, options);
        CHECK(largestDifference(found, expectedValues("selfsupervised_expected")) < 1.0 / 255);
    }
}

TEST_CASE("smaller views are resampled as torch does, with antialiasing and without") {
    std::vector<SampleAugmentation> samples(4);
    for (SampleAugmentation& sample : samples) {
        sample.boxTop = 1;
        sample.boxLeft = 2;
        sample.boxHeight = 31;
        sample.boxWidth = 27;
    }
    AugmentOptions options;
    options.resizedCrop = true;
    options.size = 16;
    for (const auto& [name, path] : paths) {
        CAPTURE(name);
        options.antialias = false;
        CHECK(largestDifference(path(fixtureImages().slice(0, 0, 4), samples, options),
                                expectedValues("small_plain_expected")) < 1e-4);
        options.antialias = true;
        CHECK(largestDifference(path(fixtureImages().slice(0, 0, 4), samples, options),
                                expectedValues("small_antialias_expected")) < 1e-4);
    }
}

TEST_CASE("the kernel and the tensor operations agree to float rounding") {
    AugmentOptions small = ownFamily();
    small.size = 18;
    small.antialias = true;
    AugmentOptions colourFirst = ownFamily();
    colourFirst.order = AugmentOrder::ColourFirst;
    colourFirst.solarise = 0;
    AugmentOptions crop = ownFamily();
    crop.resizedCrop = false;
    crop.padding = 4;
    crop.solarise = 0;
    AugmentOptions planar = AugmentOptions::notebookSupervised(imagenetStats);
    planar.channelsLast = false;
    AugmentOptions reference = AugmentOptions::notebookSelfSupervised();

    for (const auto& [name, options] :
         std::vector<std::pair<std::string, AugmentOptions>>{{"small", small},
                                                             {"colour first", colourFirst},
                                                             {"crop", crop},
                                                             {"planar", planar},
                                                             {"torchvision", reference}}) {
        CAPTURE(name);
        const std::int64_t height = name == "crop" ? 24 : 32;
        // Smooth images: where a hue or a threshold decides, noise would make rounding visible.
        const torch::Tensor images = randomImages(40, height, 32);
        const auto samples = drawAugmentations(options, 40, static_cast<int>(height), 32, 3, "agree", 5);
        const torch::Tensor kernel = applyAugmentations(images, samples, options);
        const torch::Tensor tensors = applyAugmentationsByTensors(images, samples, options);
        REQUIRE(kernel.sizes() == tensors.sizes());
        const auto layout =
            options.channelsLast ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
        CHECK(kernel.is_contiguous(layout));
        CHECK(tensors.is_contiguous(layout));
        // A value within rounding of 0.5 may be solarised by one and not by the other.
        const torch::Tensor wrong = ((kernel - tensors).abs() > 2e-4).to(torch::kFloat32);
        CHECK(wrong.sum().item<double>() <= (options.solarise > 0 ? 5 : 0));
    }
}

TEST_CASE("options that are all off give the normalised images, byte for byte the same everywhere") {
    const torch::Tensor images = randomImages(6, 32, 32);
    AugmentOptions options;
    options.stats = imagenetStats;
    const torch::Tensor found = Augmentation(options, 1, "identity")(images, 0);
    CHECK(largestDifference(found, normalise(images, imagenetStats)) < 1e-5);

    // Every stage with its neutral parameters.
    AugmentOptions neutral = ownFamily();
    neutral.jitter = 1;
    neutral.brightness = neutral.contrast = neutral.saturation = neutral.hue = 0;
    neutral.grey = neutral.blur = neutral.solarise = neutral.flip = 0;
    neutral.scaleLeast = neutral.scaleMost = neutral.ratioLeast = neutral.ratioMost = 1;
    for (const ColourModel colour : {ColourModel::Matrix, ColourModel::Torchvision}) {
        neutral.colour = colour;
        CHECK(largestDifference(Augmentation(neutral, 1, "identity")(images, 0),
                                normalise(images, imagenetStats)) < 1e-4);
    }
}

TEST_CASE("the colour matrix does what its parts say") {
    AugmentOptions options;
    options.jitter = options.brightness = options.contrast = options.saturation = options.grey = 1;
    options.hue = 0.5;
    const torch::Tensor images = fixtureImages();
    const torch::Tensor values = images.to(torch::kFloat32) / 255;
    const auto apply = [&](const std::function<void(SampleAugmentation&)>& change) {
        std::vector<SampleAugmentation> samples(8);
        for (SampleAugmentation& sample : samples) {
            sample.jitter = true;
            change(sample);
        }
        return applyAugmentations(images, samples, options);
    };
    CHECK(largestDifference(apply([](auto& s) { s.brightness = 0.4F; }), values * 0.4) < 1e-5);
    const torch::Tensor grey =
        (0.2989 * values.select(1, 0) + 0.587 * values.select(1, 1) + 0.114 * values.select(1, 2))
            .unsqueeze(1);
    CHECK(largestDifference(apply([](auto& s) { s.grey = true; }), grey.expand_as(values)) < 1e-4);
    CHECK(largestDifference(apply([](auto& s) { s.saturation = 0.3F; }), 0.3 * values + 0.7 * grey) < 1e-4);
    CHECK(largestDifference(apply([](auto& s) { s.contrast = 0.3F; }),
                            0.3 * values + 0.7 * grey.mean({2, 3}, true)) < 1e-4);
    // A whole turn of the hue is none, half a turn is not, and grey pixels have no hue to turn.
    CHECK(largestDifference(apply([](auto& s) { s.hue = 1.0F; }), values) < 1e-4);
    CHECK(largestDifference(apply([](auto& s) { s.hue = 0.5F; }), values) > 0.2);
    CHECK(largestDifference(apply([](auto& s) { s.hue = 0.3F, s.saturation = 0.0F; }),
                            grey.expand_as(values)) < 1e-3);
}

TEST_CASE("samples of a batch differ, and each has its own whatever the batch's size is") {
    const AugmentOptions options = ownFamily();
    const auto samples = drawAugmentations(options, 64, 32, 32, 1, "view0", 10);
    std::set<float> factors;
    std::set<std::pair<int, int>> boxes;
    for (const SampleAugmentation& sample : samples) {
        factors.insert(sample.brightness);
        boxes.insert({sample.boxTop * 100 + sample.boxLeft, sample.boxHeight * 100 + sample.boxWidth});
    }
    CHECK(factors.size() > 40);
    CHECK(boxes.size() > 50);

    const auto fewer = drawAugmentations(options, 8, 32, 32, 1, "view0", 10);
    for (std::size_t i = 0; i < 8; ++i) CHECK(fewer[i].brightness == samples[i].brightness);

    // An option that is off leaves the draws of the others where they are.
    AugmentOptions less = options;
    less.blur = less.jitter = 0;
    const auto others = drawAugmentations(less, 8, 32, 32, 1, "view0", 10);
    for (std::size_t i = 0; i < 8; ++i)
        CHECK((others[i].boxLeft == samples[i].boxLeft && others[i].flip == samples[i].flip));
}

TEST_CASE("parameters are distributed as the options say") {
    AugmentOptions options = ownFamily();
    options.padding = 0;
    const std::int64_t count = 20000;
    const auto samples = drawAugmentations(options, count, 32, 32, 5, "rates", 0);
    const auto rate = [&](auto predicate) {
        std::int64_t hits = 0;
        for (const SampleAugmentation& sample : samples) hits += predicate(sample) ? 1 : 0;
        return static_cast<double>(hits) / static_cast<double>(count);
    };
    // Six standard deviations of a rate near one half of 20,000 are 0.021.
    CHECK(rate([](const auto& s) { return s.flip; }) == doctest::Approx(0.5).epsilon(0.04));
    CHECK(std::abs(rate([](const auto& s) { return s.jitter; }) - 0.8) < 0.02);
    CHECK(std::abs(rate([](const auto& s) { return s.grey; }) - 0.2) < 0.02);
    CHECK(std::abs(rate([](const auto& s) { return s.solarise; }) - 0.3) < 0.02);
    CHECK(std::abs(rate([](const auto& s) { return s.order[0] == 2; }) - 0.25) < 0.02);
    CHECK(std::abs(rate([](const auto& s) { return s.order[3] == 0; }) - 0.25) < 0.02);
    CHECK(std::abs(rate([](const auto& s) { return s.hue > 0; }) - 0.4) < 0.02);

    double area = 0;
    std::int64_t jittered = 0;
    double brightness = 0;
    for (const SampleAugmentation& sample : samples) {
        REQUIRE((sample.boxTop >= 0 && sample.boxTop + sample.boxHeight <= 32));
        REQUIRE((sample.boxLeft >= 0 && sample.boxLeft + sample.boxWidth <= 32));
        REQUIRE((sample.boxHeight > 0 && sample.boxWidth > 0));
        area += sample.boxHeight * sample.boxWidth / 1024.0;
        if (!sample.jitter) continue;
        ++jittered;
        brightness += sample.brightness;
        REQUIRE((sample.brightness >= 0.6F && sample.brightness <= 1.4F));
        REQUIRE(std::abs(sample.hue) <= 0.1F);
    }
    // The mean of 30,000 boxes of torchvision's own sampler; below 0.54 because large boxes are rejected more
    // often.
    CHECK(std::abs(area / count - 0.489) < 0.015);
    CHECK(std::abs(brightness / static_cast<double>(jittered) - 1) < 0.01);

    AugmentOptions crop;
    crop.padding = 4;
    std::array<int, 9> shifts{};
    for (const SampleAugmentation& sample : drawAugmentations(crop, count, 32, 32, 5, "rates", 0))
        ++shifts.at(static_cast<std::size_t>(sample.shiftX + 4));
    for (const int n : shifts) CHECK(std::abs(n / static_cast<double>(count) - 1.0 / 9) < 0.015);
}

TEST_CASE("a step's result depends on seed, purpose and step alone, and not on threads") {
    const torch::Tensor images = randomImages(33, 32, 32);
    const Augmentation augmentation(ownFamily(), 4, "view0");
    const int threads = at::get_num_threads();
    at::set_num_threads(1);
    const torch::Tensor one = augmentation(images, 6);
    at::set_num_threads(2);
    const torch::Tensor two = augmentation(images, 6);
    at::set_num_threads(threads);
    CHECK(torch::equal(one, two));
    CHECK(torch::equal(one, Augmentation(ownFamily(), 4, "view0")(images, 6)));
    CHECK_FALSE(torch::equal(one, augmentation(images, 7)));
    CHECK_FALSE(torch::equal(one, Augmentation(ownFamily(), 5, "view0")(images, 6)));
    CHECK_FALSE(torch::equal(one, Augmentation(ownFamily(), 4, "view1")(images, 6)));
}

TEST_CASE("images larger than 32 pixels and small views keep their shapes") {
    AugmentOptions options = ownFamily();
    options.size = 20;
    CHECK(Augmentation(options, 0, "x")(randomImages(3, 96, 64), 0).sizes() ==
          torch::IntArrayRef({3, 3, 20, 20}));
    options = ownFamily();
    CHECK(Augmentation(options, 0, "x")(randomImages(3, 48, 48), 0).sizes() ==
          torch::IntArrayRef({3, 3, 48, 48}));
    const torch::Tensor one = Augmentation(options, 0, "x")(randomImages(1, 32, 32), 0);
    CHECK(one.sizes() == torch::IntArrayRef({1, 3, 32, 32}));
    CHECK(torch::isfinite(one).all().item<bool>());
}

TEST_CASE("options out of range are named with their range") {
    const auto refused = [](const std::function<void(AugmentOptions&)>& change) -> std::string {
        AugmentOptions options;
        change(options);
        try {
            options.check(32, 32);
        } catch (const RuntimeError& error) {
            CHECK(error.code() == ErrorCode::Usage);
            return error.what();
        }
        return "accepted";
    };
    CHECK(refused([](auto&) {}) == "accepted");
    CHECK(refused([](auto& o) { o.flip = 1.5; }) == "augment.flip must be between 0 and 1, not 1.5");
    CHECK(refused([](auto& o) { o.padding = 17; }) == "augment.padding must be between 0 and 16, not 17");
    CHECK(refused([](auto& o) {
              o.hue = std::numeric_limits<double>::quiet_NaN();
          }).starts_with("augment.hue must be"));
    CHECK(refused([](auto& o) { o.scaleMost = 0.01; }) ==
          "augment.scale_most must be between 0.08 and 1, not 0.01");
    CHECK(refused([](auto& o) { o.size = 20; }).find("with augment.crop = pad they keep their size") !=
          std::string::npos);
    CHECK(refused([](auto& o) { o.padding = 4, o.resizedCrop = true; }).find("exclude each other") !=
          std::string::npos);
    CHECK(refused([](auto& o) { o.blurKernel = 4; }) == "augment.blur_kernel must be odd, not 4");
    CHECK(refused([](auto& o) {
              o.blur = 1, o.blurKernel = 31, o.size = 12, o.resizedCrop = true;
          }).find("too wide for 12 px") != std::string::npos);
}
