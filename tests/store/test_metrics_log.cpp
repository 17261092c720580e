#include "io/atomic_file.h"
#include "io/file.h"
#include "store/metrics_log.h"
#include "support/hostile.h"
#include "support/python.h"
#include "support/temporary_folder.h"

#include <cmath>
#include <csignal>
#include <doctest/doctest.h>
#include <fstream>
#include <sys/wait.h>
#include <unistd.h>

using namespace selfsight;
using namespace selfsight::store;
using selfsight::test::requirePython;
using selfsight::test::TemporaryFolder;

namespace {

event::Metrics row(std::int64_t step, std::vector<std::pair<std::string, double>> values) {
    event::Metrics metrics;
    metrics.step = step;
    metrics.epoch = static_cast<double>(step) / 100;
    metrics.imagesSeen = static_cast<double>(step) * 64;
    metrics.seconds = static_cast<double>(step) / 10;
    metrics.values = std::move(values);
    return metrics;
}

std::string text(const std::filesystem::path& file) {
    return std::string(io::asText(io::readFile(file, 1 << 24)));
}

void append(const std::filesystem::path& file, const std::string& raw) {
    std::ofstream(file, std::ios::app) << raw;
}

}  // namespace

TEST_CASE("rows in Lightning's column style, a new metric widens the table, pandas reads it") {
    const TemporaryFolder folder;
    MetricsLog log(folder.path());
    CHECK(log.metrics().rows.empty());
    log.append(row(10, {{"train_loss", 2.5}, {"lr", 5e-4}}));
    log.append(row(20, {{"train_loss", NAN}, {"lr", 5e-4}}));
    log.append(row(20, {{"val_knn", 0.25}}));
    CHECK(text(folder / "metrics.csv") ==
          "epoch,step,images_seen,train_loss,lr,val_knn\n0.1,10,640,2.5,0.0005,\n0.2,20,1280,nan,0.0005,\n0."
          "2,20,1280,,,0.25\n");
    const MetricsTable table = log.metrics();
    CHECK(table.column("val_knn") == 5);
    CHECK(table.column("absent") == -1);
    REQUIRE(table.rows.size() == 3);
    CHECK(table.rows[2][5] == 0.25);
    CHECK(std::isnan(table.rows[2][3]));
    const MetricsTable timings = log.timings();
    CHECK(timings.columns == std::vector<std::string>{"step", "seconds", "images_per_second", "wall_time"});
    CHECK(timings.rows[1][2] == 640);
    CHECK(std::isnan(timings.rows[2][2]));
    requirePython(R"(
import sys, pandas as pd
m = pd.read_csv(sys.argv[1] + '/metrics.csv')
assert list(m.columns) == ['epoch', 'step', 'images_seen', 'train_loss', 'lr', 'val_knn'] and m.step.tolist() == [10, 20, 20]
assert m.val_knn.dropna().tolist() == [0.25] and m.train_loss.dropna().tolist() == [2.5]
t = pd.read_csv(sys.argv[1] + '/timing.csv'); assert len(t) == 3 and (t.wall_time > 1.7e9).all()
)",
                  {folder.path().string()});
}

TEST_CASE("a torn last line is left out by readers and cut by the next writer") {
    const TemporaryFolder folder;
    {
        MetricsLog log(folder.path());
        log.append(row(10, {{"train_loss", 2.5}}));
        log.append(row(20, {{"train_loss", 2}}));
    }
    const std::string whole = text(folder / "metrics.csv");
    append(folder / "metrics.csv", "0.3,30,19");
    append(folder / "timing.csv", "30,3.");
    MetricsLog log(folder.path());
    CHECK(log.metrics().rows.size() == 2);
    CHECK(log.timings().rows.size() == 2);
    log.append(row(30, {{"train_loss", 1.5}}));
    CHECK(text(folder / "metrics.csv") == whole + "0.3,30,1920,1.5\n");
    CHECK(log.timings().rows.back()[2] == 640);  // the rate goes on from the row before
}

TEST_CASE("resuming cuts back to the checkpoint, exactly") {
    const TemporaryFolder folder;
    MetricsLog log(folder.path());
    std::string atTwenty;
    for (int step = 10; step <= 50; step += 10) {
        log.append(row(step, {{"train_loss", 1.0 / step}}));
        if (step == 20) atTwenty = text(folder / "metrics.csv");
    }
    append(folder / "metrics.csv", "0.6,6");
    log.truncate(20);
    CHECK(text(folder / "metrics.csv") == atTwenty);
    CHECK(log.timings().rows.size() == 2);
    log.append(row(30, {{"train_loss", 1.0 / 30}}));
    CHECK(log.metrics().rows.size() == 3);
    log.truncate(1000);
    CHECK(log.metrics().rows.size() == 3);
    log.truncate(0);
    CHECK(log.metrics().rows.empty());
    CHECK(log.metrics().columns.size() == 4);
}

TEST_CASE("a writer killed at any call leaves tables that open and go on") {
    const TemporaryFolder folder;
    for (int killedAt = 1; killedAt <= 30; ++killedAt) {
        const auto place = folder / std::to_string(killedAt);
        std::filesystem::create_directory(place);
        const pid_t child = fork();
        if (child == 0) {
            int call = 0;
            io::setFaultHook([&](const char*, const auto&) {
                if (++call == killedAt) ::kill(::getpid(), SIGKILL);
                return 0;
            });
            MetricsLog log(place);
            log.append(row(10, {{"train_loss", 1}}));
            log.append(row(20, {{"train_loss", 2}, {"val_knn", 3}}));
            ::_exit(0);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        MetricsLog log(place);
        CHECK(log.metrics().rows.size() <= 2);
        log.truncate(15);
        log.append(row(20, {{"train_loss", 2}}));
        const MetricsTable table = log.metrics();
        REQUIRE(!table.rows.empty());
        CHECK(table.rows.back()[static_cast<std::size_t>(table.column("train_loss"))] == 2);
        CHECK(table.rows.size() <= 2);
    }
}

TEST_CASE("a full disk is reported; the rows before stay, and it goes on when there is room") {
    const TemporaryFolder folder;
    MetricsLog log(folder.path());
    log.append(row(10, {{"train_loss", 1}}));
    const std::string before = text(folder / "metrics.csv");
    io::setFaultHook([](const char* call, const auto&) { return std::string(call) == "write" ? ENOSPC : 0; });
    CHECK_THROWS_AS(log.append(row(20, {{"train_loss", 2}})), RuntimeError);
    CHECK_THROWS_AS(log.append(row(20, {{"new_metric", 2}})), RuntimeError);
    io::setFaultHook({});
    CHECK(text(folder / "metrics.csv") == before);
    log.append(row(30, {{"train_loss", 3}, {"new_metric", 1}}));
    CHECK(log.metrics().rows.size() == 2);
    CHECK(log.metrics().columns.size() == 5);
}

TEST_CASE("a row that is tried again after any failed call is there once, in both files") {
    const std::vector<event::Metrics> rows{row(10, {{"train_loss", 1}}),
                                           row(20, {{"train_loss", 2}, {"val_knn", 3}}),
                                           row(30, {{"train_loss", 4}})};
    const TemporaryFolder folder;
    MetricsLog undisturbed(folder.path());
    for (const auto& each : rows) undisturbed.append(each);
    const std::string whole = text(folder / "metrics.csv");
    const auto timings = undisturbed.timings();
    int failures = 0;
    for (int failingAt = 1; failingAt <= 40; ++failingAt) {
        CAPTURE(failingAt);
        const TemporaryFolder own;
        MetricsLog log(own.path());
        int call = 0;
        io::setFaultHook([&](const char*, const auto&) { return ++call == failingAt ? EIO : 0; });
        for (const auto& each : rows) {
            try {
                log.append(each);
            } catch (const RuntimeError&) {
                ++failures;
                log.append(each);
            }
        }
        io::setFaultHook({});
        CHECK(text(own / "metrics.csv") == whole);
        REQUIRE(log.timings().rows.size() == timings.rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) CHECK(log.timings().rows[i][0] == timings.rows[i][0]);
    }
    CHECK(failures > 10);
}

TEST_CASE("a table of more rows than anyone can look at is thinned without reading all of it") {
    const TemporaryFolder folder;
    constexpr int rows = 2'000'000;
    {
        std::string all = "epoch,step,images_seen,train_loss\n";
        all.reserve(90 << 20);
        for (int i = 1; i <= rows; ++i) {
            const std::string step = std::to_string(i);
            all += "0.12345678901234," + step + "," + step + "00,0.12345678901\n";
        }
        REQUIRE(all.size() > (64u << 20));
        std::ofstream(folder / "metrics.csv") << all << "0.5,20000";
    }
    const MetricsTable table = MetricsLog(folder.path()).metrics(1000);
    REQUIRE(table.rows.size() == 1000);
    CHECK(table.rows.back()[1] == rows);
    CHECK(table.rows.front()[1] == 1);
    double widest = 0;
    for (std::size_t i = 1; i < table.rows.size(); ++i) {
        CHECK(table.rows[i][1] > table.rows[i - 1][1]);
        widest = std::max(widest, table.rows[i][1] - table.rows[i - 1][1]);
    }
    CHECK(widest < rows / 10.0);
}

TEST_CASE("damaged tables are refused or read, never more") {
    const TemporaryFolder folder;
    MetricsLog writer(folder.path());
    writer.append(row(10, {{"train_loss", 2.5}}));
    writer.append(row(20, {{"train_loss", 2.25}, {"val_knn", 1}}));
    const auto bytes = io::readFile(folder / "metrics.csv", 10000);
    const TemporaryFolder damagedFolder;
    const auto parse = [&](const io::Bytes& damaged) {
        io::writeFileAtomic(damagedFolder / "metrics.csv", damaged);
        MetricsLog(damagedFolder.path()).metrics();
    };
    test::acceptedTruncations(bytes, parse);
    test::acceptedBitFlips(bytes, parse, 400);
}
