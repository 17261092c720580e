// Long metrics.csv: what is drawn of it without its rows, and when what was kept of it may be believed.
#include "core/error.h"
#include "core/random.h"
#include "io/file.h"
#include "store/metrics_log.h"
#include "store/metrics_pyramid.h"
#include "store/writer_lock.h"
#include "support/temporary_folder.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <doctest/doctest.h>
#include <fstream>
#include <string>
#include <thread>

using namespace selfsight;
using namespace selfsight::store;
using selfsight::test::TemporaryFolder;

namespace {

constexpr std::int64_t kBlock = MetricsPyramid::kBlockRows;

// Rows of a noisy loss, an evaluation in every seventh, and their times.
void addRows(const std::filesystem::path& folder, int first, int last, std::uint64_t seed = 1) {
    const bool fresh = first == 0;
    std::ofstream metrics(folder / "metrics.csv", fresh ? std::ios::trunc : std::ios::app);
    std::ofstream timing(folder / "timing.csv", fresh ? std::ios::trunc : std::ios::app);
    if (fresh) {
        metrics << "epoch,step,images_seen,train_loss,val_knn\n";
        timing << "step,seconds,images_per_second,wall_time\n";
    }
    for (int i = first; i < last; ++i) {
        RandomStream random(seed, "rows", static_cast<std::uint64_t>(i));
        metrics << i / 100.0 << ',' << 10 * i << ',' << 640 * i << ',' << 1 + random.normal() << ',';
        if (i % 7 == 0) metrics << i / 1e4;
        metrics << '\n';
        timing << 10 * i << ',' << i * 0.5 << ",1280,1.5e9\n";
    }
}

MetricsPyramid opened(const std::filesystem::path& folder) {
    MetricsPyramid pyramid(folder);
    while (pyramid.advance()) {
    }
    return pyramid;
}

// Every number of a digest, for comparisons: NaN is a value like any other.
std::vector<std::string> numbers(const MetricsDigest& digest) {
    std::vector<std::string> all;
    for (const auto& column : digest.columns) {
        all.push_back(column.name);
        for (const auto* values : {&column.mean, &column.least, &column.greatest})
            for (const double value : *values) all.push_back(std::to_string(value));
        for (const auto count : column.count) all.push_back(std::to_string(count));
    }
    for (const auto rows : digest.rows) all.push_back(std::to_string(rows));
    return all;
}

// That the digest, row by row, is what the file says.
void checkAgainst(const MetricsTable& table, const MetricsDigest& digest) {
    REQUIRE(digest.fileRows == static_cast<std::int64_t>(table.rows.size()));
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        const MetricsDigest::Column* column = digest.find(table.columns[c]);
        REQUIRE(column != nullptr);
        std::size_t at = 0;
        for (std::size_t r = 0; r < digest.rows.size(); ++r) {
            double least = INFINITY, greatest = -INFINITY, sum = 0;
            std::uint32_t count = 0;
            for (std::uint32_t i = 0; i < digest.rows[r]; ++i, ++at) {
                const double value = table.rows.at(at)[c];
                if (!std::isfinite(value)) continue;
                least = std::min(least, value);
                greatest = std::max(greatest, value);
                sum += value;
                ++count;
            }
            REQUIRE(column->count[r] == count);
            if (count == 0) continue;
            REQUIRE(column->least[r] == least);
            REQUIRE(column->greatest[r] == greatest);
            REQUIRE(column->mean[r] == doctest::Approx(sum / count));
        }
        REQUIRE(at == table.rows.size());
    }
}

}  // namespace

TEST_CASE("a digest keeps the extremes, the mean and the number of every block's values, at any detail") {
    const TemporaryFolder folder;
    constexpr int rows = 40 * int(kBlock) + 37;
    addRows(folder.path(), 0, rows);
    const MetricsTable table = MetricsLog(folder.path()).metrics();
    MetricsPyramid pyramid = opened(folder.path());
    REQUIRE(pyramid.rows() == rows);
    for (const std::size_t points : {std::size_t{1}, std::size_t{7}, std::size_t{40}, std::size_t{100000}})
        checkAgainst(table, pyramid.digest(points));
    // Nothing is left out of what fits, and the last rows are always those of the file.
    CHECK(pyramid.digest(rows).rows == std::vector<std::uint32_t>(rows, 1));
    const MetricsDigest coarse = pyramid.digest(7);
    CHECK(coarse.rows.size() <= 2 * 7 + 37);
    CHECK(coarse.rows.back() == 1);
    CHECK(coarse.find("seconds")->least[1] == doctest::Approx(0.5 * coarse.rows[0]));
    CHECK(coarse.find("images_per_second")->mean[0] == 1280);
    // Of a part of it, every row.
    const double first = 10.0 * 1000, last = 10.0 * 1500;
    const MetricsDigest detailed = pyramid.digest(7, first, last, 5000);
    checkAgainst(table, detailed);
    std::size_t at = 0;
    int within = 0;
    for (const std::uint32_t n : detailed.rows) {
        if (at >= 1000 && at <= 1500) {
            CHECK(n == 1);
            ++within;
        }
        at += n;
    }
    CHECK(within == 501);
    CHECK(detailed.rows.size() < 2500);
    // And where there are too many of them, more than outside.
    checkAgainst(table, pyramid.digest(2, 0, 1e9, 20));
    CHECK(pyramid.digest(2, 0, 1e9, 20).rows.size() > pyramid.digest(2).rows.size());
}

TEST_CASE("what was kept opens without the rows and gives the same") {
    const TemporaryFolder folder;
    addRows(folder.path(), 0, 3000);
    MetricsPyramid first = opened(folder.path());
    CHECK(first.blocksLoaded() == 0);
    CHECK(first.save());
    CHECK_FALSE(first.save());  // nothing new
    MetricsPyramid again = opened(folder.path());
    CHECK(again.blocksLoaded() == (3000 + kBlock - 1) / kBlock);
    CHECK(numbers(again.digest(10)) == numbers(first.digest(10)));
    CHECK(numbers(again.digest(10, 2000, 9000, 4000)) == numbers(first.digest(10, 2000, 9000, 4000)));
}

TEST_CASE("a growing file is followed from where it was read to, a torn last line waits") {
    const TemporaryFolder folder;
    addRows(folder.path(), 0, 1000);
    MetricsPyramid kept = opened(folder.path());
    REQUIRE(kept.save());
    addRows(folder.path(), 1000, 1500);
    std::ofstream(folder / "metrics.csv", std::ios::app) << "15,150";
    MetricsPyramid pyramid(folder.path());
    // In pieces as well as at once.
    int pieces = 1;
    while (pyramid.advance(1000)) ++pieces;
    CHECK(pieces > 5);
    CHECK(pyramid.rows() == 1500);
    CHECK(pyramid.blocksLoaded() == (1000 + kBlock - 1) / kBlock);
    std::ofstream(folder / "metrics.csv", std::ios::app) << "00,960000,2,\n";
    CHECK_FALSE(pyramid.advance());
    CHECK(pyramid.rows() == 1501);
    CHECK(pyramid.digest(5).find("train_loss")->mean.back() == 2);
    CHECK(numbers(pyramid.digest(5)) == numbers(opened(folder.path()).digest(5)));
}

TEST_CASE("a column that comes up while curves are drawn puts nothing in the place of anything else") {
    const TemporaryFolder folder;
    MetricsLog log(folder.path());
    const auto row = [&](int step, int columns) {
        event::Metrics metrics{
            .step = step, .epoch = step / 50.0, .imagesSeen = step * 64.0, .seconds = step / 2.0};
        for (int c = 0; c < columns; ++c)
            metrics.values.emplace_back("value_" + std::to_string(c), step + c / 100.0);
        log.append(metrics);
    };
    SUBCASE("between reading and drawing") {
        for (int step = 1; step <= 200; ++step) row(step, 1);
        MetricsPyramid pyramid = opened(folder.path());
        row(201, 2);
        const auto drawn = pyramid.digest(5, 50, 150, 1000);
        CHECK(drawn.fileRows == 201);
        CHECK(numbers(drawn) == numbers(opened(folder.path()).digest(5, 50, 150, 1000)));
    }
    SUBCASE("at any moment of either") {
        constexpr int rows = 3000;
        row(0, 1);
        std::atomic<bool> written{false};
        std::thread writer([&] {
            for (int step = 1; step < rows; ++step) row(step, 1 + step / 20);
            written = true;
        });
        MetricsPyramid pyramid(folder.path());
        std::string problem;
        while (!written && problem.empty()) {
            try {
                pyramid.advance(10000);
                const auto drawn = pyramid.digest(20, 100, 1000, 500);
                const auto* steps = drawn.find("step");
                const auto* values = drawn.find("value_0");
                for (std::size_t i = 0; steps && i < steps->mean.size(); ++i)
                    if (steps->mean[i] != values->mean[i]) problem = "another column's value was drawn";
            } catch (const RuntimeError& error) {
                problem = error.what();
            }
        }
        writer.join();
        CHECK(problem == "");
        while (pyramid.advance()) {
        }
        CHECK(numbers(pyramid.digest(20)) == numbers(opened(folder.path()).digest(20)));
    }
}

TEST_CASE("a row that was read before its time was written gets it") {
    const TemporaryFolder folder;
    addRows(folder.path(), 0, 200);
    MetricsPyramid pyramid = opened(folder.path());
    std::ofstream(folder / "metrics.csv", std::ios::app) << "2,2000,128000,1,\n";
    CHECK_FALSE(pyramid.advance());
    CHECK(std::isnan(pyramid.digest(400).find("seconds")->mean.back()));
    std::ofstream(folder / "timing.csv", std::ios::app) << "2000,100.5,1280,1.5e9\n";
    CHECK_FALSE(pyramid.advance());
    CHECK(pyramid.digest(400).find("seconds")->mean.back() == 100.5);
    addRows(folder.path(), 201, 300);
    CHECK_FALSE(pyramid.advance());
    CHECK(pyramid.rows() == 300);
    CHECK(numbers(pyramid.digest(2)) == numbers(opened(folder.path()).digest(2)));
}

TEST_CASE("a file that is not the one that was read is read anew") {
    const TemporaryFolder folder;
    addRows(folder.path(), 0, 2000);
    MetricsPyramid pyramid = opened(folder.path());
    REQUIRE(pyramid.save());

    SUBCASE("cut back and grown beyond, as a resumed run does") {
        MetricsLog(folder.path()).truncate(5000);
        addRows(folder.path(), 501, 2600, 2);
    }
    SUBCASE("written over at the same length") {
        std::fstream file(folder / "metrics.csv", std::ios::in | std::ios::out);
        file.seekp(30000);
        std::string line;
        std::getline(file, line);
        const auto at = file.tellg();
        file.seekp(at);
        file << '9';
        file.close();
        std::filesystem::last_write_time(
            folder / "metrics.csv",
            std::filesystem::last_write_time(folder / "metrics.csv") + std::chrono::seconds(5));
    }
    SUBCASE("another header") {
        const io::Bytes bytes = io::readFile(folder / "metrics.csv", 1 << 24);
        std::string text(io::asText(bytes));
        text.replace(text.find("val_knn"), 7, "val_abc");
        std::ofstream(folder / "metrics.csv") << text << "20,20000,1280000,1,1\n";
    }
    SUBCASE("gone") {
        std::filesystem::remove(folder / "metrics.csv");
        CHECK_FALSE(pyramid.advance());
        CHECK(pyramid.rows() == 0);
        CHECK(opened(folder.path()).digest(10).columns.empty());
        return;
    }
    const MetricsTable table = MetricsLog(folder.path()).metrics();
    while (pyramid.advance()) {
    }
    checkAgainst(table, pyramid.digest(9));
    MetricsPyramid fresh = opened(folder.path());
    CHECK(fresh.blocksLoaded() == 0);
    checkAgainst(table, fresh.digest(9));
}

TEST_CASE("a damaged pyramid is found out and built anew") {
    const TemporaryFolder folder;
    addRows(folder.path(), 0, 1200);
    MetricsPyramid pyramid = opened(folder.path());
    const auto expected = numbers(pyramid.digest(6));
    REQUIRE(pyramid.save());
    const io::Bytes bytes = io::readFile(folder / kPyramidFile, 1 << 24);
    const std::string whole(io::asText(bytes));
    RandomStream random(5, "damage");
    for (int trial = 0; trial < 60; ++trial) {
        std::string broken = whole;
        if (trial % 3 == 0)
            broken.resize(static_cast<std::size_t>(random.uniform(0, 1) * static_cast<double>(whole.size())));
        else
            broken[static_cast<std::size_t>(random.uniform(0, 1) * static_cast<double>(whole.size() - 1))] ^=
                static_cast<char>(1 << (trial % 8));
        std::ofstream(folder / kPyramidFile, std::ios::binary) << broken;
        MetricsPyramid again = opened(folder.path());
        CHECK(again.blocksLoaded() == 0);
        CHECK(numbers(again.digest(6)) == expected);
        // What was built is kept in its place.
        if (trial == 0) {
            CHECK(again.save());
            CHECK(opened(folder.path()).blocksLoaded() > 0);
        }
    }
}

TEST_CASE("the folder of a run that is being written, and one that cannot be written, are left alone") {
    const TemporaryFolder folder;
    addRows(folder.path(), 0, 500);
    {
        const WriterLock lock(folder.path());
        CHECK_FALSE(opened(folder.path()).save());
    }
    CHECK_FALSE(std::filesystem::exists(folder / kPyramidFile));
    io::setFaultHook([](const char* call, const std::filesystem::path& path) {
        return std::string(call) == "open" && path.string().find(kPyramidFile) != std::string::npos ? 30 : 0;
    });
    const bool saved = opened(folder.path()).save();
    io::setFaultHook({});
    CHECK_FALSE(saved);
    CHECK_FALSE(std::filesystem::exists(folder / kPyramidFile));
    CHECK(opened(folder.path()).save());
}

TEST_CASE("what is no table of numbers is said with its place") {
    const TemporaryFolder folder;
    std::ofstream(folder / "metrics.csv") << "step,loss\n1,2\n2,high\n";
    MetricsPyramid pyramid(folder.path());
    CHECK_THROWS_WITH_AS(pyramid.advance(), doctest::Contains("byte 14"), RuntimeError);
    std::ofstream(folder / "metrics.csv") << "step,loss\n1,2\n2\n";
    CHECK_THROWS_WITH_AS(MetricsPyramid(folder.path()).advance(), doctest::Contains("2 cells"), RuntimeError);
    std::ofstream(folder / "metrics.csv") << "step,loss\n1,2\n" << std::string(4 << 20, '3');
    CHECK_THROWS_WITH_AS(MetricsPyramid(folder.path()).advance(), doctest::Contains("byte 14: a line"),
                         RuntimeError);
    std::ofstream(folder / "metrics.csv") << "step,loss\r\n1,2\r\n\r\n3,4\r\n";
    CHECK(opened(folder.path()).rows() == 2);
}
