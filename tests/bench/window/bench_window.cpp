// How soon the window is there with a workspace of many runs, and what it costs while nobody does anything.
// Usage: bench_window make FOLDER [RUNS] | bench_window open FOLDER. Called twice, so that the second process
// starts as a person's does: on a workspace that others wrote. Times count from the process's first line.
#include "core/random.h"
#include "map/map.h"
#include "store/workspace.h"
#include "ui/main_window.h"
#include "ui/map/map_area.h"

#include <QApplication>
#include <QSettings>
#include <QStandardPaths>
#include <QTimer>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>
#include <sys/resource.h>

namespace {

using namespace selfsight;
using Clock = std::chrono::steady_clock;

constexpr int idleSeconds = 10;

double millisecondsSince(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

double processorSeconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double residentMegabytes() {
    std::ifstream file("/proc/self/status");
    for (std::string line; std::getline(file, line);)
        if (line.rfind("VmRSS:", 0) == 0) return std::stod(line.substr(6)) / 1024;
    return 0;
}

Matrix noise(std::int64_t rows, std::int64_t columns, std::uint64_t seed) {
    RandomStream random(seed, "bench");
    Matrix values(rows, columns);
    for (float& value : values.values) value = static_cast<float>(random.normal());
    return values;
}

// Runs as a day of work leaves them: metrics, embeddings, a map and a probe each.
void make(const std::string& folder, int runs) {
    constexpr std::int64_t images = 500, dimension = 128;
    store::Workspace workspace(folder);
    const char* methods[] = {"supervised", "byol", "simsiam", "random"};
    Labels labels(images);
    for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<std::int64_t>(i % 10);
    for (int i = 0; i < runs; ++i) {
        store::RunRecord record;
        record.method = methods[i % 4];
        record.name = record.method + std::string(", run ") + std::to_string(i);
        record.seed = static_cast<std::uint64_t>(i / 4);
        record.state = RunState::Succeeded;
        record.dataKind = "demo";
        record.dataLocation = "demo:train=400,test=500";
        record.dataHash = "bench";
        store::RunFolder run = workspace.createRun(record);
        for (std::int64_t step = 1; step <= 500; ++step) {
            event::Metrics row;
            row.run = run.record().id;
            row.step = 10 * step;
            row.epoch = static_cast<double>(step) / 50;
            row.imagesSeen = 640 * step;
            row.seconds = static_cast<double>(step);
            row.values = {{"train_loss", 3.0 / (1.0 + 0.01 * static_cast<double>(step))}, {"lr", 1e-3}};
            run.appendMetrics(row);
        }
        run.writeEmbeddings("test", noise(images, dimension, 1).view(), labels);
        map::MapResult map;
        map.options.method = "tsne";
        map.points = noise(images, 2, static_cast<std::uint64_t>(i));
        run.writeMap(map.options.fileStem(), map);
        eval::ProbeResult probe;
        probe.protocol = "notebook";
        probe.accuracy = 0.3;
        probe.interval = {0.28, 0.32};
        probe.fitCount = 375;
        probe.testCount = 125;
        run.writeProbe(probe);
    }
    std::printf("made %d runs in %s\n", runs, folder.c_str());
}

int open(int argc, char** argv, const std::string& folder) {
    const auto start = Clock::now();
    QStandardPaths::setTestModeEnabled(true);
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope,
                       QString::fromStdString(folder + "/settings"));
    QApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("selfsight-bench"));
    ui::MainWindow window;
    window.resize(1440, 900);
    window.openWorkspace(QString::fromStdString(folder));
    window.show();
    std::printf("%-44s %8.0f ms\n", "window shown", millisecondsSince(start));
    const auto waitFor = [&](const char* what, const std::function<bool()>& done) {
        while (!done() && millisecondsSince(start) < 60000)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 50);
        std::printf("%-44s %8.0f ms\n", what, millisecondsSince(start));
        std::fflush(stdout);
    };
    waitFor("all runs listed, its events handled",
            [&] { return window.controller()->runs()->rowCount() > 0; });
    auto* maps = window.findChild<ui::MapArea*>();
    waitFor("four maps shown", [&] { return maps->runs().size() == 4; });
    std::printf("%-44s %8d\n", "runs", window.controller()->runs()->rowCount());

    // Neighbours and image caches are still being read for a moment: idle is what follows.
    QTimer::singleShot(8000, &app, [&] {
        const double before = processorSeconds();
        QTimer::singleShot(1000 * idleSeconds, &app, [&, before] {
            std::printf("%-44s %8.2f %%\n", "processor while idle (of one core)",
                        100 * (processorSeconds() - before) / idleSeconds);
            std::printf("%-44s %8.0f MB\n", "resident memory while idle", residentMegabytes());
            QCoreApplication::quit();
        });
    });
    return QApplication::exec();
}

}  // namespace

int main(int argc, char** argv) {
    const std::string what = argc > 1 ? argv[1] : "";
    if (argc < 3 || (what != "make" && what != "open")) {
        std::fputs("usage: bench_window make FOLDER [RUNS] | bench_window open FOLDER\n", stderr);
        return 2;
    }
    if (what == "open") return open(argc, argv, argv[2]);
    make(argv[2], argc > 3 ? std::stoi(argv[3]) : 200);
    return 0;
}
