#include "core/error.h"
#include "core/random.h"
#include "data/dataset.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <set>

using namespace selfsight;
using namespace selfsight::data;

namespace {

std::shared_ptr<ImageSet> tinySet() {
    auto set = std::make_shared<ImageSet>();
    set->count = 5;
    set->height = 8;
    set->width = 10;
    for (std::int64_t i = 0; i < 5 * 3 * 80; ++i)
        set->pixels.push_back(static_cast<std::uint8_t>(mixBits(static_cast<std::uint64_t>(i)) % 256));
    set->columns = {{"class", {"a", "b"}, {0, 1, 1, -1, 0}}};
    return set;
}

std::vector<std::int64_t> values(const torch::Tensor& indices) {
    return {indices.data_ptr<std::int64_t>(), indices.data_ptr<std::int64_t>() + indices.numel()};
}

}  // namespace

TEST_CASE("channel statistics are those that tensors give, over all images and over some") {
    const auto set = tinySet();
    const auto images =
        torch::tensor(std::vector<int>(set->pixels.begin(), set->pixels.end()), torch::kFloat64)
            .view({5, 3, 80}) /
        255.0;
    for (const std::vector<std::int64_t>& some : {std::vector<std::int64_t>{0, 1, 2, 3, 4}, {1, 4}}) {
        const ChannelStats stats = channelStats(*set, some);
        const auto part = images.index_select(0, torch::tensor(some, torch::kInt64));
        const auto mean = part.mean({0, 2});
        const auto deviation = part.std({0, 2}, /*unbiased=*/false);
        for (std::int64_t c = 0; c < 3; ++c) {
            CHECK(stats.mean[static_cast<std::size_t>(c)] ==
                  doctest::Approx(mean[c].item<double>()).epsilon(1e-6));
            CHECK(stats.deviation[static_cast<std::size_t>(c)] ==
                  doctest::Approx(deviation[c].item<double>()).epsilon(1e-6));
        }
    }
    CHECK(channelStats(*set).mean == channelStats(*set, std::vector<std::int64_t>{4, 3, 2, 1, 0}).mean);

    ImageSet flat = *set;
    std::fill(flat.pixels.begin(), flat.pixels.end(), std::uint8_t{7});
    CHECK(channelStats(flat).deviation[0] == 1.0F);
    CHECK_THROWS_AS(channelStats(ImageSet{}), RuntimeError);
}

TEST_CASE("on the CPU the data set shares the source's memory and keeps it alive") {
    auto set = tinySet();
    const void* pixels = set->pixels.data();
    const std::weak_ptr<const ImageSet> watched = set;
    auto dataset = toDevice(set, "class", channelStats(*set), torch::kCPU);
    set.reset();
    CHECK(dataset.images.data_ptr() == pixels);
    CHECK(dataset.images.sizes() == torch::IntArrayRef({5, 3, 8, 10}));
    CHECK(dataset.size() == 5);
    CHECK_FALSE(watched.expired());

    const Batch batch = dataset.batch(torch::tensor({3, 1}, torch::kInt64));
    CHECK(torch::equal(batch.images[1], dataset.images[1]));
    CHECK(values(batch.labels) == std::vector<std::int64_t>{-1, 1});
    dataset = {};
    CHECK(watched.expired());
}

TEST_CASE("images that are not on the device are gathered where they are and sent there by the batch") {
    // Labels say where batches are made. The device "meta" has shapes and no numbers, and is everywhere.
    data::DeviceDataset set;
    set.images = torch::arange(5 * 3 * 2 * 2).remainder(251).to(torch::kUInt8).view({5, 3, 2, 2});
    set.labels = torch::arange(5).to(torch::kMeta);
    CHECK(set.device() == torch::kMeta);
    const auto batch = set.batch(torch::tensor({4, 0, 4}, torch::kLong));
    CHECK(batch.images.device() == torch::kMeta);
    CHECK(batch.labels.device() == torch::kMeta);
    CHECK(batch.images.sizes() == std::vector<std::int64_t>{3, 3, 2, 2});
    CHECK(set.imagesFrom(3, 10).sizes() == std::vector<std::int64_t>{2, 3, 2, 2});
    CHECK(set.imagesFrom(0, 2).device() == torch::kMeta);
    CHECK(set.images.is_cpu());
    set.labels = torch::arange(5);
    CHECK(torch::equal(set.batch(torch::tensor({4, 0, 4}, torch::kLong)).images,
                       torch::stack({set.images[4], set.images[0], set.images[4]})));
    CHECK(torch::equal(set.imagesFrom(3, 10), set.images.slice(0, 3)));
}

TEST_CASE("labels come from the column asked for") {
    const auto set = tinySet();
    CHECK(values(toDevice(set, "", {}, torch::kCPU).labels) == std::vector<std::int64_t>(5, -1));
    CHECK_THROWS_WITH_AS(toDevice(set, "breed", {}, torch::kCPU),
                         "there is no label column \"breed\"; the data set has class", RuntimeError);
}

TEST_CASE("an epoch visits every index at most once, and the next one in another order") {
    std::vector<std::int64_t> indices;
    for (std::int64_t i = 0; i < 103; ++i) indices.push_back(3 * i);
    EpochOrder order(indices, 10, 7);
    REQUIRE(order.batchesPerEpoch() == 10);
    std::vector<std::vector<std::int64_t>> epochs(2);
    for (std::int64_t step = 0; step < 20; ++step)
        for (const std::int64_t i : values(order.batch(step)))
            epochs[static_cast<std::size_t>(step / 10)].push_back(i);
    for (const auto& epoch : epochs) {
        CHECK(std::set<std::int64_t>(epoch.begin(), epoch.end()).size() == 100);
        for (const std::int64_t i : epoch) REQUIRE((i % 3 == 0 && i < 309));
    }
    CHECK(epochs[0] != epochs[1]);

    // A run that is resumed asks for a step in the middle first.
    EpochOrder resumed(indices, 10, 7);
    CHECK(torch::equal(resumed.batch(13), order.batch(13)));
    CHECK(torch::equal(resumed.batch(2), order.batch(2)));
    CHECK_FALSE(torch::equal(EpochOrder(indices, 10, 8).batch(0), order.batch(0)));
}

TEST_CASE("a batch must fit the data") {
    CHECK_THROWS_WITH_AS(EpochOrder({1, 2, 3}, 4, 0),
                         "the batch size must be between 1 and the number of training images, 3, not 4",
                         RuntimeError);
    CHECK_THROWS_AS(EpochOrder({1, 2, 3}, 0, 0), RuntimeError);
}

TEST_CASE("normalising takes the mean off and divides, in the layout and precision asked for") {
    const auto set = tinySet();
    const ChannelStats stats = channelStats(*set);
    const auto dataset = toDevice(set, "", stats, torch::kCPU);
    const auto normal = normalise(dataset.images, stats);
    CHECK(normal.is_contiguous(at::MemoryFormat::ChannelsLast));
    const double expected =
        (dataset.images[2][1][3][4].item<double>() / 255 - stats.mean[1]) / stats.deviation[1];
    CHECK(normal[2][1][3][4].item<double>() == doctest::Approx(expected).epsilon(1e-5));
    CHECK(normal.mean().item<double>() == doctest::Approx(0).epsilon(1e-5));

    const auto half = normalise(dataset.images, stats, torch::kBFloat16, false);
    CHECK((half.scalar_type() == torch::kBFloat16));
    CHECK(half.is_contiguous());
    CHECK(torch::allclose(half.to(torch::kFloat32), normal, 0.01, 0.01));
    // The data set itself stays as it is.
    CHECK(dataset.images[0][0][0][0].item<int>() == set->pixels[0]);
}
