// How long a frame takes while many long curves are panned and zoomed, offscreen at 1600 × 900. Prints
// medians and 99th percentiles in ms. Usage: bench_curves [CURVES] [POINTS]; default 200 curves of 100,000
// points.
#include "core/random.h"
#include "ui/plots/curves_plot.h"
#include "ui/plots/curves_view.h"
#include "ui/plots/overview_strip.h"

#include <QApplication>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <string>
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

double residentMegabytes() {
    std::ifstream file("/proc/self/status");
    for (std::string line; std::getline(file, line);)
        if (line.rfind("VmRSS:", 0) == 0) return std::stod(line.substr(6)) / 1024;
    return 0;
}

// A noisy descent with a spike now and then.
store::MetricsTable curve(int points, std::uint64_t seed) {
    RandomStream random(seed, "bench");
    store::MetricsTable table;
    table.columns = {"step", "epoch", "images_seen", "train_loss"};
    table.rows.reserve(static_cast<std::size_t>(points));
    for (int i = 0; i < points; ++i)
        table.rows.push_back({static_cast<double>(i), i / 1000.0, 64.0 * i,
                              3 / (1 + 1e-4 * i) + 0.2 * random.normal() + (i % 9973 == 0 ? 3 : 0)});
    return table;
}

}  // namespace

int main(int argc, char** argv) {
    const int curves = argc > 1 ? std::stoi(argv[1]) : 200;
    const int points = argc > 2 ? std::stoi(argv[2]) : 100000;
    QApplication app(argc, argv);
    theme::apply(app, theme::Mode::Light);
    CurvesView view;
    view.resize(1600, 900);
    view.show();
    for (int i = 0; i < curves; ++i) {
        const QString id = QString::number(i);
        view.setRun(id, theme::encoderStyle(QStringLiteral("byol"), i));
        view.setTable(id, curve(points, static_cast<std::uint64_t>(i)));
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
    const auto pan = [&](double share, int i) {
        const double size = share * points;
        const double low = (points - size) * (i % 100) / 100.0;
        plot->xAxis->setRange(low, low + size);
        plot->replot();
        strip->grab();
    };
    measure("pan, a half shown", 200, [&](int i) { pan(0.5, i); });
    measure("pan, a tenth shown", 200, [&](int i) { pan(0.1, i); });
    measure("pan, a hundredth shown", 200, [&](int i) { pan(0.01, i); });
    view.setSmoothing(0.9);
    measure("pan smoothed, a half shown", 100, [&](int i) { pan(0.5, i); });
    return 0;
}
