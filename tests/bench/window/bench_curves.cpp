// How long a frame takes while many long curves are panned and zoomed, offscreen at 1600 × 900, and how soon
// the curves of a run of ten million rows are there. Prints medians and 99th percentiles in ms. Usage:
// bench_curves [CURVES [POINTS]] (default 200 curves of 100,000 points), or bench_curves open [ROWS] (default
// 10,000,000).
#include "core/random.h"
#include "store/metrics_pyramid.h"
#include "ui/plots/curves_plot.h"
#include "ui/plots/curves_view.h"
#include "ui/plots/overview_strip.h"

#include <QApplication>
#include <QTemporaryDir>
#include <QTimer>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

using namespace selfsight;
using namespace selfsight::ui;

void measure(const char* name, int repeats, const std::function<void(int)>& body) {
    std::vector<double> times;
    for (int i = 0; i < repeats; ++i) {
        const auto start = std::chrono::steady_clock::now();
        body(i);
        times.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    std::sort(times.begin(), times.end());
    std::printf("%-44s median %8.2f   p99 %8.2f   (%d)\n", name, times[times.size() / 2],
                times[times.size() * 99 / 100], repeats);
    std::fflush(stdout);
}

double since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

double residentMegabytes() {
    std::ifstream file("/proc/self/status");
    for (std::string line; std::getline(file, line);)
        if (line.rfind("VmRSS:", 0) == 0) return std::stod(line.substr(6)) / 1024;
    return 0;
}

// A noisy descent with a spike now and then, as a run writes it.
void writeRun(const std::filesystem::path& folder, std::int64_t rows, std::uint64_t seed) {
    RandomStream random(seed, "bench");
    std::ofstream metrics(folder / "metrics.csv"), timing(folder / "timing.csv");
    metrics << "epoch,step,images_seen,train_loss,lr\n";
    timing << "step,seconds,images_per_second,wall_time\n";
    char line[128];
    for (std::int64_t i = 0; i < rows; ++i) {
        const auto at = static_cast<double>(i);
        const double loss = 3 / (1 + 1e-4 * at) + 0.2 * random.normal() + (i % 9973 == 0 ? 3 : 0);
        std::snprintf(line, sizeof line, "%.3f,%lld,%lld,%.5f,0.0005\n", at / 1000, static_cast<long long>(i),
                      static_cast<long long>(64 * i), loss);
        metrics << line;
        std::snprintf(line, sizeof line, "%lld,%.2f,1280,1764000000\n", static_cast<long long>(i), at * 0.05);
        timing << line;
    }
}

// Drops a file from the system's cache, so that it is read from the disk.
void forget(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDONLY);
    ::fsync(descriptor);
    ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
    ::close(descriptor);
}

int openLong(std::int64_t rows) {
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.path().toStdString();
    writeRun(path, rows, 1);
    std::printf("%-44s %8.0f MB\n", "metrics.csv and timing.csv",
                static_cast<double>(std::filesystem::file_size(path / "metrics.csv") +
                                    std::filesystem::file_size(path / "timing.csv")) /
                    1e6);
    {
        store::MetricsPyramid pyramid(path);
        const auto start = std::chrono::steady_clock::now();
        while (pyramid.advance()) {
        }
        std::printf("%-44s %8.0f ms\n", "read whole, once", since(start));
        pyramid.save();
        std::printf("%-44s %8.0f MB\n", "metrics.pyramid",
                    static_cast<double>(std::filesystem::file_size(path / store::kPyramidFile)) / 1e6);
    }
    for (const bool cold : {true, false, false}) {
        if (cold)
            for (const char* name : {"metrics.csv", "timing.csv", store::kPyramidFile}) forget(path / name);
        const auto start = std::chrono::steady_clock::now();
        CurvesView view;
        view.resize(1600, 900);
        view.show();
        view.setRun("a", theme::encoderStyle("byol"));
        store::MetricsPyramid pyramid(path);
        pyramid.advance();
        view.setDigest("a", pyramid.digest(4096));
        auto* plot = view.findChild<CurvesPlot*>();
        while (plot->xAxis->range().upper < static_cast<double>(rows - 1))
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 50);
        plot->replot();
        std::printf("%-44s %8.0f ms\n", cold ? "opened and drawn, from the disk" : "opened and drawn, again",
                    since(start));
        const auto detail = std::chrono::steady_clock::now();
        const auto middle = static_cast<double>(rows / 2);
        view.setDigest("a", pyramid.digest(4096, middle - 1500, middle + 1500, 8192));
        std::printf("%-44s %8.1f ms\n", "3,000 rows of its middle", since(detail));
    }
    std::printf("%-44s %8.0f MB\n", "resident memory", residentMegabytes());
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    QApplication app(argc, argv);
    theme::apply(app, theme::Mode::Light);
    if (argc > 1 && std::string(argv[1]) == "open")
        return openLong(argc > 2 ? std::stoll(argv[2]) : 10'000'000);
    constexpr int folders = 10;  // written; every run has rows of its own in memory all the same
    const int curves = argc > 1 ? std::stoi(argv[1]) : 200;
    const int points = argc > 2 ? std::stoi(argv[2]) : 100000;
    const QTemporaryDir folder;
    CurvesView view;
    view.resize(1600, 900);
    view.show();
    std::vector<std::unique_ptr<store::MetricsPyramid>> pyramids;
    // As the window does it, but at once.
    QObject::connect(&view, &CurvesView::detailWanted, &view,
                     [&](const QString& id, double first, double last) {
                         const auto at = static_cast<std::size_t>(id.toInt());
                         view.setDigest(id, pyramids[at]->digest(4096, first, last, 8192));
                     });
    for (int i = 0; i < curves; ++i) {
        const std::filesystem::path path =
            std::filesystem::path(folder.path().toStdString()) / std::to_string(i % folders);
        if (std::filesystem::create_directory(path)) writeRun(path, points, static_cast<std::uint64_t>(i));
        pyramids.push_back(std::make_unique<store::MetricsPyramid>(path));
        while (pyramids.back()->advance()) {
        }
        pyramids.back()->save();
        const QString id = QString::number(i);
        view.setRun(id, theme::encoderStyle(QStringLiteral("byol"), i));
        view.setDigest(id, pyramids.back()->digest(4096));
    }
    auto* plot = view.findChild<CurvesPlot*>();
    while (plot->xAxis->range().upper < points - 1)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 50);
    std::printf("%-44s %8.0f MB\n", "resident memory", residentMegabytes());
    auto* strip = view.findChild<OverviewStrip*>();
    measure("strip below, drawn anew", 20, [&](int) {
        strip->refresh();
        strip->grab();
    });
    measure("whole curves", 50, [&](int) { plot->replot(); });
    auto* rest = view.findChild<QTimer*>(QStringLiteral("curvesDetailTimer"));
    const auto pan = [&](const char* name, double share, int frames) {
        const double size = share * points;
        const auto to = [&](int i) {
            plot->xAxis->setRange(0.4 * points + i * size / 200, 0.4 * points + (1 + i / 200.0) * size);
        };
        // What is in view has been read when the panning begins.
        to(0);
        const auto start = std::chrono::steady_clock::now();
        while (rest->isActive()) QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 20);
        std::printf("%-44s %8.0f ms\n", "  rows of what comes into view", since(start));
        measure(name, frames, [&](int i) {
            to(i);
            plot->replot();
            strip->grab();
        });
    };
    pan("pan, a half shown", 0.5, 200);
    pan("pan, a tenth shown", 0.1, 200);
    pan("pan, a hundredth shown", 0.01, 200);
    view.setSmoothing(0.9);
    pan("pan smoothed, a half shown", 0.5, 100);
    std::printf("%-44s %8.0f MB\n", "resident memory", residentMegabytes());
    return 0;
}
