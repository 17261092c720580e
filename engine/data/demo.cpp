#include "core/control.h"
#include "core/error.h"
#include "core/parallel.h"
#include "core/random.h"
#include "data/demo_scene.h"
#include "data/demo_shape.h"
#include "data/source_parts.h"

#include <array>
#include <charconv>
#include <numeric>

namespace selfsight::data {

namespace {

constexpr int side = 32;

struct DemoOptions {
    std::int64_t train = 10000;
    std::int64_t test = 2000;
    std::int64_t seed = 0;
};

DemoOptions parseOptions(const std::string& specification) {
    DemoOptions options;
    const std::string form = "\"demo\" or \"demo:train=N,test=N,seed=N\"";
    std::size_t at = std::string("demo").size();
    while (at < specification.size()) {
        const std::size_t end = std::min(specification.find(',', at + 1), specification.size());
        const std::string item = specification.substr(at + 1, end - at - 1);
        const std::size_t equals = item.find('=');
        const std::string key = item.substr(0, equals);
        std::int64_t* value = key == "train"  ? &options.train
                              : key == "test" ? &options.test
                              : key == "seed" ? &options.seed
                                              : nullptr;
        const char* first = item.data() + (equals == std::string::npos ? item.size() : equals + 1);
        const char* last = item.data() + item.size();
        const bool parsed =
            value != nullptr && std::from_chars(first, last, *value).ptr == last && first != last;
        if (!parsed)
            throw usageError("the demo is asked for as " + form + "; \"" + item + "\" is not understood");
        at = end;
    }
    if (options.train < 20 || options.train > 10'000'000 || options.test < 20 || options.test > 10'000'000)
        throw usageError("the demo has between 20 and 10,000,000 images a part, not train=" +
                         std::to_string(options.train) + ",test=" + std::to_string(options.test));
    if (options.seed < 0)
        throw usageError("the demo's seed must be 0 or more, not " + std::to_string(options.seed));
    return options;
}

std::vector<LabelColumn> emptyColumns() {
    std::vector<LabelColumn> columns{
        {"class", {}, {}}, {"superclass", {}, {}}, {"background", demoSceneNames(), {}}};
    for (const std::string& shape : demoShapeNames()) {
        columns[1].names.push_back(shape);
        for (const std::string& texture : demoTextureNames())
            columns[0].names.push_back(texture + " " + shape);
    }
    return columns;
}

void paintImage(int shapeKind, int texture, int sceneKind, RandomStream random, std::uint8_t* pixels) {
    const DemoScene scene(sceneKind, random);
    const DemoShape shape(shapeKind, texture, random);
    const float noise = uniform(random, 0.0, 0.05);
    const auto noiseSeed = static_cast<std::uint32_t>(random.bits());
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            const float px = static_cast<float>(x) + 0.5F;
            const float py = static_cast<float>(y) + 0.5F;
            const Colour c = shape.over(scene.at(px / side, py / side), px, py);
            const float grain = noise * (latticeValue(x, y, noiseSeed) - 0.5F);
            const std::array<float, 3> values{c.r, c.g, c.b};
            for (std::size_t channel = 0; channel < 3; ++channel)
                pixels[channel * side * side + static_cast<std::size_t>(y * side + x)] =
                    static_cast<std::uint8_t>(clamp01(values[channel] + grain) * 255.0F + 0.5F);
        }
    }
}

// Generated pictures: a textured shape (the class) over a scene that is drawn independently of it (the
// nuisance).
class DemoSource final : public Source {
  public:
    explicit DemoSource(const DemoOptions& options) : options_(options) {
        info_.kind = "demo";
        info_.location = "demo";
        const DemoOptions usual;
        if (options.train != usual.train || options.test != usual.test || options.seed != usual.seed)
            info_.location += ":train=" + std::to_string(options.train) +
                              ",test=" + std::to_string(options.test) +
                              ",seed=" + std::to_string(options.seed);
        info_.trainCount = options.train;
        info_.testCount = options.test;
        info_.height = info_.width = side;
        info_.columns = emptyColumns();
    }

    const SourceInfo& info() const override { return info_; }

    std::shared_ptr<const ImageSet> load(Part part, std::stop_token stop,
                                         const LoadProgress& progress) override {
        const bool train = part == Part::Train;
        const auto seed = static_cast<std::uint64_t>(options_.seed);
        auto set = std::make_shared<ImageSet>();
        set->count = train ? options_.train : options_.test;
        set->height = set->width = side;
        set->pixels.resize(pixelBytes(set->count, side, side, info_.location));
        set->columns = emptyColumns();
        const auto count = static_cast<std::size_t>(set->count);
        for (LabelColumn& column : set->columns) column.values.resize(count);

        const auto textures = static_cast<std::int64_t>(demoTextureNames().size());
        const auto classes = static_cast<std::int64_t>(set->columns[0].names.size());
        Labels& labels = set->columns[0].values;
        for (std::size_t i = 0; i < count; ++i) labels[i] = static_cast<std::int64_t>(i) % classes;
        RandomStream(seed, train ? "demo train order" : "demo test order").shuffle(std::span(labels));

        // In slices, so that a cancel is heard and progress moves; every image has its own stream, so slices
        // change nothing.
        const std::int64_t slice = std::max<std::int64_t>(1, set->count / 50);
        for (std::int64_t start = 0; start < set->count; start += slice) {
            throwIfCancelled(stop);
            const std::int64_t end = std::min(start + slice, set->count);
            parallelFor(end - start, 16, [&](std::int64_t first, std::int64_t last, int) {
                for (std::int64_t k = start + first; k < start + last; ++k) {
                    const auto i = static_cast<std::size_t>(k);
                    RandomStream random(seed, train ? "demo train" : "demo test",
                                        static_cast<std::uint64_t>(k));
                    const std::int64_t shape = labels[i] / textures;
                    const auto scene = static_cast<std::int64_t>(random.below(demoSceneNames().size()));
                    set->columns[1].values[i] = shape;
                    set->columns[2].values[i] = scene;
                    paintImage(static_cast<int>(shape), static_cast<int>(labels[i] % textures),
                               static_cast<int>(scene), random, set->pixels.data() + i * 3 * side * side);
                }
            });
            if (progress) progress(static_cast<double>(end) / static_cast<double>(set->count));
        }
        return set;
    }

    std::string contentHash() override {
        if (hash_.empty()) hash_ = contentHashOf(*load(Part::Train, {}, {}), *load(Part::Test, {}, {}));
        return hash_;
    }

  private:
    DemoOptions options_;
    SourceInfo info_;
    std::string hash_;
};

}  // namespace

std::unique_ptr<Source> openDemo(const std::string& specification) {
    return std::make_unique<DemoSource>(parseOptions(specification));
}

}  // namespace selfsight::data
